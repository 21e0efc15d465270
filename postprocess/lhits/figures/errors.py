"""Figures of errors: against the latent dimension, and over time."""
import numpy as np

from ..files import InputError
from .style import COLOURS, colours_of, figure_function, labelled, new_figure, plain_log, set_title, wrapped

ROOF = 3.0  # standard deviations of the data: errors beyond are off the scale


def log_error_axis(axis, curves, run, time):
    """Time across and log y from the smallest error to a little above the largest, at most three standard deviations of the
    data; returns the limits."""
    values = np.concatenate([np.ravel(curve) for curve in curves])
    values = values[np.isfinite(values) & (values > 0)]
    roof = ROOF * run.deviation if run.deviation > 0 else 10.0
    top = min(roof, 2 * values.max()) if values.size else roof
    low = values[values < top]
    bottom = max(np.quantile(low, 0.001) / 1.5, top * 1e-6) if low.size else top * 1e-3
    axis.set_yscale("log", nonpositive="clip")
    axis.set_ylim(bottom, top)
    axis.set_xlim(time[0], time[-1])
    axis.grid(True)
    plain_log(axis.yaxis)
    return bottom, top


def mark_deviation(axis, run, limits, **options):
    """A line at the error of a forecast that tells nothing, where it is in sight."""
    if limits[0] < run.deviation < limits[1]:
        axis.axhline(run.deviation, color="0.45", ls=":", lw=1.0, **options)


def drawable(errors, limits):
    """Errors between the limits or so little outside that the lines still leave the axis."""
    return np.clip(errors, 1e-1 * limits[0], 1e3 * limits[1])


def error_window(time):
    """Time steps in the running mean of an error: a hundredth of all, an odd number."""
    return len(time) // 100 // 2 * 2 + 1


def error_curve(axis, time, errors, limits, **style):
    """An error without its frame 0: every step pale, the running geometric mean bold."""
    errors = drawable(errors, limits)
    kernel = np.ones(error_window(time))
    logs, weights = (np.convolve(values, kernel, "same") for values in (np.log(errors), np.ones(len(errors))))
    axis.plot(time[1:], errors, color=style["color"], lw=0.3, alpha=0.3)
    axis.plot(time[1:], np.exp(logs / weights), marker="." if len(errors) < 50 else "", **style)


def error_note(forecast):
    """What the lines of an error plot are."""
    window, count = error_window(forecast.time), len(forecast.error)
    return ("median of " * (count > 1) + forecast.trajectories
            + (f"; running mean over {window} steps" if window > 1 else ""))


def fate(time, errors, top):
    """What is told of errors, without frame 0, that leave the scale for good; empty where they stay."""
    off = errors > top
    if not off[-1]:
        return ""
    inside = np.flatnonzero(~off)
    return f"diverges at t = {time[1:][min(inside[-1] + 1 if len(inside) else 0, len(off) - 1)]:.4g}"


def draw_against_z(run, curves, title):
    """Errors against the latent dimension; `curves` are (label, squared error of an entry of the report)."""
    entries = sorted(run.report["latent"], key=lambda entry: entry["z"])
    if len(entries) < 2:
        raise InputError(f"{title}: expected two latent dimensions or more, found {len(entries)}")
    figure, axes = new_figure(height=2.6)
    axis, z = axes[0, 0], [entry["z"] for entry in entries]
    for (label, error), colour, style in zip(curves, COLOURS, ("o-", "s--", "^-", "v--")):
        errors = [error(entry) or np.nan for entry in entries]  # neither null nor 0 has a place on a log axis
        axis.semilogy(z, np.sqrt(errors), style, color=colour, ms=4, label=label)
    axis.set_xticks(z)
    axis.set_xlim(min(z) - 0.5, max(z) + 0.5)
    axis.grid(True)
    plain_log(axis.yaxis)
    axis.set_xlabel("latent dimension z")
    axis.set_ylabel(wrapped(run.error_label))
    set_title(figure, run.title, title, labelled(axis))
    return figure


@figure_function
def draw_reconstruction(run):
    """Reconstruction error against z: the reduction and PCA, by both protocols."""
    kinds = ", ".join(dict.fromkeys(entry["reduction"]["kind"] for entry in run.report["latent"]))
    curves = [(f"{kinds}, unseen", lambda entry: entry["reduction"]["mse_test"]),
              ("PCA, unseen", lambda entry: entry["reduction"]["pca_mse_test"])]
    if "in-sample" in run.protocols:
        curves += [(f"{kinds}, in-sample", lambda entry: entry["in_sample"]["reduction"]["mse"]),
                   ("PCA, in-sample", lambda entry: entry["in_sample"]["reduction"]["pca_mse"])]
    return draw_against_z(run, curves, "reconstruction error by latent dimension")


@figure_function
def draw_forecast_errors(run):
    """Forecast error against z, mean over all steps and trajectories, by both protocols."""
    printed = run.report.get("printed", {}).get("mse_state", {})
    curves = [("unseen", lambda entry: entry["forecast"]["mse_state"])]
    if "in-sample" in run.protocols:
        curves.append(("in-sample", lambda entry: entry["in_sample"]["forecast"]["mse_state"]))
    if any(str(entry["z"]) in printed for entry in run.report["latent"]):
        curves.append(("printed (Hamid et al., 2024)", lambda entry: printed.get(str(entry["z"]))))
    return draw_against_z(run, curves, "forecast error by latent dimension")


@figure_function
def draw_error_over_time(run, protocol="unseen"):
    """Error over time of every surrogate: the median over trajectories in a band from least to most."""
    figure, axes = new_figure(height=2.9)
    axis = axes[0, 0]
    forecasts = [run.forecast(name, protocol) for name in run.groups]
    first = forecasts[0]
    limits = log_error_axis(axis, [forecast.error[:, 1:] for forecast in forecasts], run, first.time)
    for forecast, colour in zip(forecasts, colours_of(len(forecasts))):
        errors = drawable(forecast.error[:, 1:], limits)
        name = "full space (no reduction)" if forecast.name == "full space" else forecast.name
        off = bool(np.median(errors, axis=0)[-1] > limits[1])
        axis.fill_between(forecast.time[1:], errors.min(axis=0), errors.max(axis=0), color=colour, lw=0,
                          alpha=max(0.06, 0.2 - 0.02 * len(forecasts)))
        error_curve(axis, forecast.time, np.median(errors, axis=0), limits, color=colour, lw=1.2, label=name + " (diverges)" * off)
    mark_deviation(axis, run, limits, label="standard deviation of the data")
    axis.set_xlabel(run.label("time"))
    axis.set_ylabel(wrapped(run.error_label))
    set_title(figure, run.title, f"forecast error, {protocol}: {error_note(first)}"
              + "; band: least to most" * (len(first.error) > 1), labelled(axis))
    return figure
