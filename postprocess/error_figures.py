"""Figures of errors: against the latent dimension, over time, of each stepper."""
from drawing import COLOURS, matplotlib, np, plt


def log_error_axis(axis, curves, run, time):
    """Time across and log y, from the smallest error to a little above the largest, at most ten times the
    variance of the data; returns the limits."""
    values = np.concatenate([np.ravel(curve) for curve in curves])
    values = values[np.isfinite(values) & (values > 0)]
    roof = 10 * run.variance if run.variance > 0 else 1e2
    top = min(roof, 4 * values.max()) if values.size else roof
    low = values[values < top]
    bottom = max(np.quantile(low, 0.001) / 2, top * 1e-12) if low.size else top * 1e-6
    axis.set_yscale("log", nonpositive="clip")
    axis.set_ylim(bottom, top)
    axis.set_xlim(time[0], time[-1])
    axis.set_xlabel(run.time_label())
    axis.set_ylabel(run.error_label())
    axis.grid(True, color="0.9", lw=0.6)
    if bottom < run.variance < top:
        axis.axhline(run.variance, color="0.45", ls=":", lw=1.2, label="variance of the data")
    return bottom, top


def drawable(errors, limits):
    """Errors between the limits or so little outside that the lines still leave the axis."""
    return np.clip(errors, 1e-1 * limits[0], 1e3 * limits[1])


def error_window(time):
    """Time steps in the running mean of an error: a hundredth of all, an odd number."""
    return len(time) // 100 // 2 * 2 + 1


def error_curve(axis, time, errors, limits, colour, width, label):
    """An error without its frame 0: every step pale, the running geometric mean bold."""
    errors = drawable(errors, limits)
    kernel = np.ones(error_window(time))
    logs, weights = (np.convolve(values, kernel, "same") for values in (np.log(errors), np.ones(len(errors))))
    axis.plot(time[1:], errors, color=colour, lw=0.4, alpha=0.3)
    axis.plot(time[1:], np.exp(logs / weights), color=colour, lw=width, label=label,
              marker="." if len(errors) < 50 else "")


def error_note(forecast):
    """What the lines of an error plot are."""
    window, count = error_window(forecast.time), len(forecast.mse_state)
    return ((f"median of {count} {forecast.what()}ies" if count > 1 else f"one {forecast.what()}y")
            + (f", running geometric mean over {window} steps (pale: every step)" if window > 1 else ""))


def outside_legend(axis):
    legend = axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0, frameon=False, fontsize=9)
    for line in legend.get_lines():
        line.set_linewidth(max(2.0, line.get_linewidth()))


def span(numbers):
    """'z = 2', 'z = 2, 3' or 'z = 1 to 10'."""
    numbers = sorted(int(number) for number in numbers)
    return "z = " + (", ".join(map(str, numbers)) if len(numbers) < 4 else f"{numbers[0]} to {numbers[-1]}")


def draw_against_z(run, curves, title):
    """Errors against the latent dimension; `curves` are (label, error of an entry of the report)."""
    figure, axis = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
    entries = sorted(run.entries, key=lambda entry: entry["z"])
    z = [entry["z"] for entry in entries]
    for (label, error), colour, style in zip(curves, COLOURS, ("o-", "s--", "^-", "v--")):
        errors = [error(entry) or np.nan for entry in entries]  # neither null nor 0 has a place on a log axis
        axis.semilogy(z, errors, style, color=colour, lw=1.5, ms=6, label=label)
    axis.set_xticks(z)
    axis.set_xlim(min(z) - 0.5, max(z) + 0.5)
    axis.grid(True, which="both", color="0.92", lw=0.6)
    axis.set_xlabel("latent dimension z")
    axis.set_ylabel(run.error_label())
    axis.set_title(f"{run.system}, {span(z)}: {title}")
    axis.legend(frameon=False)
    return figure


def draw_reconstruction(run):
    """Reconstruction error against z: the reduction and PCA, by both protocols."""
    kinds = ", ".join(dict.fromkeys(entry["reduction"]["kind"] for entry in run.entries))
    curves = [(f"{kinds}, unseen", lambda entry: entry["reduction"]["mse_test"]),
              ("PCA, unseen", lambda entry: entry["reduction"]["pca_mse_test"])]
    if "in-sample" in run.protocols():
        curves += [(f"{kinds}, in-sample", lambda entry: entry["in_sample"]["reduction"]["mse"]),
                   ("PCA, in-sample", lambda entry: entry["in_sample"]["reduction"]["pca_mse"])]
    return draw_against_z(run, curves, "reconstruction error")


def draw_forecast_errors(run):
    """Forecast error against z, mean over all steps and trajectories, by both protocols."""
    curves = [("unseen", lambda entry: entry["forecast"]["mse_state"])]
    if "in-sample" in run.protocols():
        curves.append(("in-sample", lambda entry: entry["in_sample"]["forecast"]["mse_state"]))
    if any(str(entry["z"]) in run.printed for entry in run.entries):
        curves.append(("printed (Hamid et al., 2024)", lambda entry: run.printed.get(str(entry["z"]))))
    return draw_against_z(run, curves, "forecast error")


def draw_error_over_time(run, protocol):
    """State error over time of every surrogate: the median over trajectories in a band from least to most."""
    figure, axis = plt.subplots(figsize=(9.6, 4.8), layout="constrained")
    forecasts = run.by(protocol)
    first = forecasts[0]
    limits = log_error_axis(axis, [forecast.mse_state[:, 1:] for forecast in forecasts], run, first.time)
    latent = [entry["z"] for entry in run.entries]
    ordered = COLOURS if len(latent) <= len(COLOURS) else matplotlib.colormaps["viridis"](np.linspace(0, 0.88, len(latent)))
    for forecast, colour in zip(forecasts, [*ordered[:len(latent)], "black" if latent else COLOURS[0]]):
        errors = drawable(forecast.mse_state[:, 1:], limits)
        label = "multiscale HiTS\n(no reduction)" if forecast.name == "full space" else forecast.name
        axis.fill_between(forecast.time[1:], errors.min(axis=0), errors.max(axis=0), color=colour, lw=0,
                          alpha=max(0.06, 0.2 - 0.02 * len(forecasts)))
        error_curve(axis, forecast.time, np.median(errors, axis=0), limits, colour, 1.3, label)
    figure.suptitle(", ".join([run.system] + [span(latent)] * bool(latent) + [protocol]) + ": forecast error over time")
    axis.set_title(error_note(first) + "; band: least to most" * (len(first.mse_state) > 1), fontsize=9)
    outside_legend(axis)
    return figure


def draw_steppers(run, forecast):
    """State error over time of each single stepper and of the coupled ones: medians over trajectories."""
    figure, axis = plt.subplots(figsize=(9.6, 5.2), layout="constrained")
    single, coupled = np.median(forecast.stepper_mse_state[:, :, 1:], axis=1), np.median(forecast.mse_state[:, 1:], axis=0)
    limits = log_error_axis(axis, [single, coupled], run, forecast.time)
    order = np.argsort(forecast.stride)
    for colour, i in zip(matplotlib.colormaps["viridis_r"](np.linspace(0.12, 1, len(order))), order):
        error_curve(axis, forecast.time, single[i], limits, colour, 1.1,
                    f"stride {forecast.stride[i]}" + " (off the scale)" * bool(single[i, -1] > limits[1]))
    used = forecast.strides
    label = f"coupled, {min(used)} to {max(used)}" if len(used) > 1 else f"chosen: {used[0]} alone" if used else "coupled"
    error_curve(axis, forecast.time, coupled, limits, "black", 2.0, label)
    figure.suptitle(f"{run.system}, {forecast.title()}: error of each stepper alone and of the coupled ones")
    axis.set_title(error_note(forecast), fontsize=9)
    outside_legend(axis)
    return figure
