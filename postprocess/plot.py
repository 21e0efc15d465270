#!/usr/bin/python3
"""Draw the figures of an lhits run: plot.py RUN_DIR [--out DIR] [--trajectory N].

Reads RUN_DIR/{report.json, trajectories.h5, forecast.h5}, writes RUN_DIR/figures/*.png (or DIR/*.png)
and prints one line for each. Exit status: 0 done, 2 bad usage or input (one line on stderr).
NAME_z8.png shows forecasts of test trajectories, NAME_z8-in-sample.png those of training trajectories.
Numbers are drawn as the run wrote them; errors that are not finite count as infinitely large.
"""
import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from drawing import COLOURS, InputError, h5py, matplotlib, np, plt, with_unit, write
import sweep

MAX_PANELS = 4  # latent coordinates drawn
TRUE_STYLE = dict(color="#56B4E9", lw=2.6)
PREDICTED_STYLE = dict(color="#A23B00", lw=1.0, ls=(0, (5, 1.5)))


def text_attribute(item, key):
    """A string attribute, whichever way it was written; '' when absent."""
    value = np.ravel(item.attrs.get(key, ""))[0]
    return value.decode() if isinstance(value, bytes) else str(value)


@dataclass
class Forecast:
    """One group of forecast.h5, with one trajectory of the large arrays."""
    group: str                     # "z8", "full", "z8-in-sample"
    name: str                      # "z = 8", "full space"
    protocol: str                  # "unseen", "in-sample"
    strides: list                  # coupled
    trajectory: int
    time: np.ndarray               # (time)
    u_true: np.ndarray             # (time, state)
    latent_true: np.ndarray        # (time, latent)
    latent_predicted: np.ndarray   # (time, latent)
    u_predicted: np.ndarray        # (time, state)
    mse_state: np.ndarray          # (trajectory, time); frame 0 is the initial condition
    stride: np.ndarray             # (stride)
    stepper_mse_state: np.ndarray  # (stride, trajectory, time)

    def title(self):
        return f"{self.name}, {self.protocol}"

    def what(self):
        return f"{'test' if self.protocol == 'unseen' else 'training'} trajector"

    def one(self):
        return f"{self.what()}y {self.trajectory}"


@dataclass
class Statistics:
    """Long-time statistics of the forecasts of a surrogate beside the true ones."""
    group: str                       # "z8", "full"
    name: str                        # "z = 8", "full space"
    trajectories: int
    wavenumber: np.ndarray           # (wave)
    u_x: np.ndarray                  # (bin), the middles of the bins
    u_xx: np.ndarray                 # (bin)
    true_spectrum: np.ndarray        # (wave)
    predicted_spectrum: np.ndarray   # (wave)
    true_density: np.ndarray         # (bin of u_x, bin of u_xx)
    predicted_density: np.ndarray    # (bin of u_x, bin of u_xx)


@dataclass
class Run:
    """What the figures need of a run."""
    system: str
    time_unit: str
    x: np.ndarray           # (state)
    x_unit: str
    variables: list         # [(name, indices into the state)]
    u_unit: str
    variance: float         # of the test data about its mean: the error of a constant forecast
    entries: list           # report.json latent[]
    printed: dict           # z as text -> mean squared error of the state in the paper
    forecasts: list         # in the order of entries, the full space last when it is there; "unseen" first
    statistics: list        # of the unseen ones, where the deck asks for them
    y: np.ndarray = None    # (state) in two dimensions

    def by(self, protocol):
        return [forecast for forecast in self.forecasts if forecast.protocol == protocol]

    def protocols(self):
        return list(dict.fromkeys(forecast.protocol for forecast in self.forecasts))

    def time_label(self):
        return with_unit("time", self.time_unit)

    def error_label(self):
        return with_unit("mean squared error of the state", self.u_unit, "²")


def surrogates(report):
    """(group of forecast.h5, name, entry) of each."""
    return ([(f"z{entry['z']}", f"z = {entry['z']}", entry) for entry in report["latent"]]
            + ([("full", "full space", report["hits"])] if "hits" in report else []))


def read_report(path):
    """report.json, with its entries checked for the keys used here."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        if "sweep" in report:
            return report
        for _, _, entry in surrogates(report):
            entry["z"], entry["reduction"]["kind"], entry["reduction"]["mse_test"], entry["reduction"]["pca_mse_test"]
            for scores in (entry, entry.get("in_sample", entry)):
                scores["coupling"]["strides"], scores["forecast"]["mse_state"], scores["reduction"]
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: expected a JSON report of lhits, found: {error}; "
                         "write it again with 'lhits report DECK'") from error
    except KeyError as error:
        raise InputError(f"{path}: expected the key {error}, found none; "
                         "write it again with 'lhits report DECK'") from error
    return report


def open_hdf5(path):
    try:
        return h5py.File(path, "r")
    except OSError as error:
        raise InputError(f"{path}: expected a whole HDF5 file, found: {error}; "
                         "remove it and run 'lhits run DECK' again") from error


def dataset(group, name, dimensions):
    """A dataset with that many dimensions, not yet read."""
    item = group.get(name)
    where = f"{group.file.filename}: expected dataset '{group.name.rstrip('/')}/{name}'"
    if not isinstance(item, h5py.Dataset):
        raise InputError(f"{where}, found none; is this file of the same version of lhits? run 'lhits run DECK' again")
    if item.ndim != dimensions or 0 in item.shape:
        raise InputError(f"{where} with {dimensions} filled dimensions, found shape {item.shape}; "
                         "run 'lhits run DECK' again")
    return item


def read_forecast(file, group_name, name, protocol, strides, truth, trajectory):
    """A group of forecast.h5, of the true trajectories `truth`."""
    if not isinstance(file.get(group_name), h5py.Group):
        raise InputError(f"{file.filename}: expected group '{group_name}' as report.json lists it, found "
                         f"{', '.join(sorted(file)) or 'an empty file'}; run 'lhits forecast DECK' again")
    group = file[group_name]
    u, latent, latent_predicted, mse = (dataset(group, key, dimensions) for key, dimensions in (
        ("u_predicted", 3), ("latent_true", 3), ("latent_predicted", 3), ("mse_state", 2)))
    time = dataset(group if "time" in group else file, "time", 1)
    stride = stepper_mse = np.empty(0)  # without [forecast] single_steppers
    if "stride" in group:
        stride, stepper_mse = dataset(group, "stride", 1), dataset(group, "stepper_mse_state", 3)
    count, times = len(u), len(time)
    if times < 2:
        raise InputError(f"{file.filename}: expected a forecast of at least one step, found {times} times; "
                         "run 'lhits forecast DECK' again")
    if protocol == "unseen" and not 0 <= trajectory < count:
        raise InputError(f"--trajectory: expected a test trajectory of {file.filename}, 0 to {count - 1}, found "
                         f"{trajectory}; choose one of these")
    if count > truth.shape[0] or times > truth.shape[1]:
        raise InputError(f"{file.filename}: expected '{group_name}' to forecast trajectories of {truth.file.filename}, found "
                         f"(trajectory, time) = {(count, times)} for {truth.shape[:2]}; run 'lhits forecast DECK' again")
    expected_shapes = [(u, (count, times, truth.shape[2])), (latent, (count, times, latent.shape[2])),
                       (latent_predicted, latent.shape), (mse, (count, times))]
    if len(stride):
        expected_shapes.append((stepper_mse, (len(stride), count, times)))
    for item, expected in expected_shapes:
        if item.shape != expected:
            raise InputError(f"{file.filename}: expected shape {expected} for '{item.name}', found {item.shape}; "
                             "run 'lhits forecast DECK' again")
    shown = min(trajectory, count - 1)
    return Forecast(group_name, name, protocol, strides, shown, time[:], truth[shown, :times], latent[shown],
                    latent_predicted[shown], u[shown], endless(mse[:]), stride[:], endless(stepper_mse[:]))


def read_forecasts(report, data, results, trajectory):
    """Those of every surrogate and protocol that report.json lists."""
    entries = surrogates(report)
    if not entries:
        raise InputError(f"{results.filename}: expected a forecast, found none; run 'lhits forecast DECK' first")
    test, train = dataset(data, "test/u", 3), dataset(data, "train/u", 3)
    return ([read_forecast(results, group, name, "unseen", entry["coupling"]["strides"], test, trajectory)
             for group, name, entry in entries]
            + [read_forecast(results, f"{group}-in-sample", name, "in-sample", entry["in_sample"]["coupling"]["strides"],
                             train, trajectory) for group, name, entry in entries if "in_sample" in entry])


def read_statistics(file, group_name, name):
    """The long-time statistics of a surrogate."""
    own = file.get(f"statistics/{group_name}")
    if not isinstance(own, h5py.Group):
        raise InputError(f"{file.filename}: expected group 'statistics/{group_name}' as report.json lists it, found none; "
                         "run 'lhits forecast DECK' again")
    true = own.parent
    wavenumber, u_x, u_xx, exponents = (dataset(true, key, 1) for key in ("wavenumber", "u_x", "u_xx", "lyapunov_exponent"))
    fields = []
    for key, shape in (("power_spectrum", wavenumber.shape), ("joint_density", u_x.shape + u_xx.shape)):
        for item in (dataset(group, key, len(shape)) for group in (true, own)):
            if item.shape != shape:
                raise InputError(f"{file.filename}: expected shape {shape} for '{item.name}', found {item.shape}; "
                                 "run 'lhits forecast DECK' again")
            fields.append(item[:])
    return Statistics(group_name, name, len(exponents), wavenumber[:], u_x[:], u_xx[:], *fields)


def endless(errors):
    """The same errors, infinite where they are not numbers."""
    errors[~np.isfinite(errors)] = np.inf
    return errors


def require_file(directory, name):
    if not (directory / name).is_file():
        raise InputError(f"{directory}: expected {name} in it, found none; finish the run with 'lhits run DECK' first")


def read_run(directory, report, trajectory):
    """Everything the figures need, or an InputError."""
    for name in ("trajectories.h5", "forecast.h5"):
        require_file(directory, name)
    with open_hdf5(directory / "trajectories.h5") as data, open_hdf5(directory / "forecast.h5") as results:
        if text_attribute(data, "format") != "lhits trajectories":
            raise InputError(f"{data.filename}: expected attribute format = 'lhits trajectories', found "
                             f"'{text_attribute(data, 'format')}'; give the directory of an lhits run")
        truth, x, component = dataset(data, "test/u", 3), dataset(data, "x", 1), dataset(data, "component", 1)
        clock = dataset(data, "time", 1)
        names, owner = text_attribute(component, "names").split(), component[:]
        if not len(owner) == len(x) == truth.shape[2] or owner.max() >= len(names):
            raise InputError(f"{data.filename}: expected x, component and test/u of one state, found {len(x)}, "
                             f"{len(owner)} and {truth.shape[2]} values, components 0 to {owner.max()} named '{' '.join(names)}'; "
                             "run 'lhits run DECK' again")
        sample = truth[:, ::max(1, truth.shape[1] // 256)]
        return Run(text_attribute(data, "system") or report.get("system", {}).get("kind", "unnamed system"),
                   text_attribute(clock, "units"), x[:], text_attribute(x, "units"),
                   [(name, np.flatnonzero(owner == c)) for c, name in enumerate(names) if (owner == c).any()],
                   text_attribute(truth, "units"), float(sample.var(axis=(0, 1)).mean()),
                   report["latent"], report.get("printed", {}).get("mse_state", {}),
                   read_forecasts(report, data, results, trajectory),
                   [read_statistics(results, group, name) for group, name, entry in surrogates(report)
                    if "statistics" in entry],
                   dataset(data, "y", 1)[:] if "y" in data else None)


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


def draw_latent(run, forecast):
    """Latent coordinates of one trajectory, all times and the last tenth."""
    time, count = forecast.time, forecast.latent_true.shape[1]
    shown = min(count, MAX_PANELS)
    figure, axes = plt.subplots(shown, 2, figsize=(11, 1.4 + 1.75 * shown), layout="constrained", squeeze=False,
                                sharex="col", sharey="row", gridspec_kw=dict(width_ratios=[2.6, 1]))
    tail = slice(min(len(time) * 9 // 10, len(time) - 2), None)
    for i, row in enumerate(axes):
        for axis, part in zip(row, (slice(None), tail)):
            axis.plot(time[part], forecast.latent_true[part, i], label="true", **TRUE_STYLE)
            axis.plot(time[part], forecast.latent_predicted[part, i], label="predicted", **PREDICTED_STYLE)
            axis.set_xlim(time[part][0], time[part][-1])
            axis.grid(True, color="0.92", lw=0.6)
        low, high = forecast.latent_true[:, i].min(), forecast.latent_true[:, i].max()
        margin = 0.15 * (high - low) or 1.0
        row[0].set_ylim(low - margin, high + margin)
        row[0].set_ylabel(f"$z_{{{i + 1}}}$ (dimensionless)")
    axes[0, 0].set_title("all times", fontsize=10, loc="left")
    axes[0, 1].set_title("the last tenth", fontsize=10, loc="left")
    axes[0, 0].legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.1, frameon=False, ncols=2)
    for axis in axes[-1]:
        axis.set_xlabel(run.time_label())
    cut = f" (first {shown} of {count})" if shown < count else ""
    figure.suptitle(f"{run.system}, {forecast.title()}: latent variables{cut}, {forecast.one()}")
    return figure


def space_time(axis, time, x, values, **options):
    """A picture of values (time, x): time to the right, x upwards; what is not finite is grey."""
    colours = matplotlib.colormaps[options.pop("cmap")].with_extremes(bad="0.75")
    values = np.ma.masked_invalid(values.T)
    if np.allclose(np.diff(x), x[1] - x[0] if len(x) > 1 else 0):
        half_t, half_x = (0.5 * (c[-1] - c[0]) / max(len(c) - 1, 1) or 0.5 for c in (time, x))
        extent = (time[0] - half_t, time[-1] + half_t, x[0] - half_x, x[-1] + half_x)
        return axis.imshow(values, origin="lower", aspect="auto", extent=extent, cmap=colours, **options)
    return axis.pcolormesh(time, x, values, shading="nearest", cmap=colours, rasterized=True, **options)


def draw_fields(run, forecast):
    """Each variable of the state: true, predicted (one colour scale), absolute error."""
    rows = len(run.variables)
    figure, axes = plt.subplots(rows, 3, figsize=(13, 1.3 + 2.6 * rows), layout="constrained", squeeze=False,
                                sharex=True, sharey="row")
    for row, (name, states) in zip(axes, run.variables):
        true, guess, x = forecast.u_true[:, states], forecast.u_predicted[:, states], run.x[states]
        low, high = float(true.min()), float(true.max())
        if low == high:
            low, high = low - 0.5, high + 0.5
        width = high - low
        outside = np.isfinite(guess) & (np.abs(guess - 0.5 * (low + high)) > 0.52 * width)
        error = np.abs(guess - true)
        worst = min(float(np.quantile(error[np.isfinite(error)], 0.999)) if np.isfinite(error).any() else 0.0, width) or 1.0
        guess = np.where(np.isinf(guess), np.nan, np.clip(guess, low - width, high + width))
        for axis, values, title in ((row[0], true, f"{name}, true"), (row[1], guess, f"{name}, predicted")):
            image = space_time(axis, forecast.time, x, values, cmap="viridis", vmin=low, vmax=high)
            axis.set_title(title, fontsize=10)
        figure.colorbar(image, ax=list(row[:2]), label=with_unit(name, run.u_unit), pad=0.01,
                        extend="both" if outside.any() else "neither")
        error = np.where(error < np.inf, np.minimum(error, 2 * worst), np.nan)
        image = space_time(row[2], forecast.time, x, error, cmap="inferno", vmin=0, vmax=worst)
        row[2].set_title(f"{name}, absolute error", fontsize=10)
        figure.colorbar(image, ax=row[2], label=with_unit(f"|error of {name}|", run.u_unit), pad=0.02,
                        extend="max" if (error > worst).any() else "neither")
        row[0].set_ylabel(with_unit("x", run.x_unit))
    for axis in axes[-1]:
        axis.set_xlabel(run.time_label())
    figure.suptitle(f"{run.system}, {forecast.title()}: true and predicted fields, {forecast.one()}")
    return figure


def as_plane(run, states, values):
    """Values of one variable as a picture (y, x), and its extent."""
    x, column = np.unique(run.x[states], return_inverse=True)
    y, row = np.unique(run.y[states], return_inverse=True)
    plane = np.full((len(y), len(x)), np.nan)
    plane[row, column] = values
    half_x, half_y = (0.5 * (c[-1] - c[0]) / max(len(c) - 1, 1) or 0.5 for c in (x, y))
    return plane, (x[0] - half_x, x[-1] + half_x, y[0] - half_y, y[-1] + half_y)


def draw_planes(run, forecast):
    """The first variable of a state in two dimensions at a few times: true, predicted, difference."""
    name, states = run.variables[0]
    true, guess = forecast.u_true[:, states], forecast.u_predicted[:, states]
    times = np.unique(np.linspace(0, len(forecast.time) - 1, 5).round().astype(int))
    largest = float(np.abs(true).max()) or 1.0
    difference = guess[times] - true[times]
    known = np.abs(difference[np.isfinite(difference)])
    worst = min(float(np.quantile(known, 0.999)) if known.size else 0.0, 2 * largest) or 1.0
    figure, axes = plt.subplots(3, len(times), figsize=(1.6 + 2.5 * len(times), 8), layout="constrained", squeeze=False,
                                sharex=True, sharey=True)
    for label, row, values, scale in ((f"{name}, true", axes[0], true[times], largest),
                                      (f"{name}, predicted", axes[1], guess[times], largest),
                                      ("predicted - true", axes[2], difference, worst)):
        for axis, plane in zip(row, values):
            picture, extent = as_plane(run, states, np.where(np.isfinite(plane), plane, np.nan))
            image = axis.imshow(picture, origin="lower", extent=extent, vmin=-scale, vmax=scale,
                                cmap=matplotlib.colormaps["RdBu_r"].with_extremes(bad="0.75"))
        figure.colorbar(image, ax=list(row), label=with_unit(label, run.u_unit), pad=0.01,
                        extend="both" if (np.abs(values) > scale).any() else "neither")
        row[0].set_ylabel(with_unit("y", run.x_unit))
    for axis, time in zip(axes[0], forecast.time[times]):
        axis.set_title(f"time {time:.4g}" + f" {run.time_unit}" * (run.time_unit not in ("", "1")), fontsize=10)
    for axis in axes[-1]:
        axis.set_xlabel(with_unit("x", run.x_unit))
    figure.suptitle(f"{run.system}, {forecast.title()}: true and predicted {name}, {forecast.one()}")
    return figure


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


def draw_statistics(run, own):
    """Time-averaged power spectra in one picture, joint densities of (u_x, u_xx) side by side."""
    figure, axes = plt.subplots(1, 3, figsize=(13, 4.2), layout="constrained")
    for values, label, style in ((own.true_spectrum, "true", TRUE_STYLE), (own.predicted_spectrum, "predicted", PREDICTED_STYLE)):
        axes[0].semilogy(own.wavenumber[1:], np.where(values[1:] > 0, values[1:], np.nan), label=label, marker=".", **style)
    top = own.true_spectrum[1:].max()
    axes[0].set_ylim(top * 1e-10, top * 10)
    visible = own.wavenumber[1:][own.true_spectrum[1:] > top * 1e-10]
    axes[0].set_xlim(0, 1.1 * visible.max())
    axes[0].grid(True, color="0.92", lw=0.6)
    axes[0].set_xlabel("wavenumber" + (" (dimensionless)" if run.x_unit in ("", "1") else f" (1/{run.x_unit})"))
    axes[0].set_ylabel(with_unit("mean energy of a wave", run.u_unit, "²"))
    axes[0].set_title("time-averaged power spectrum", fontsize=10)
    axes[0].legend(frameon=False)
    peak = own.true_density.max()
    norm = matplotlib.colors.LogNorm(peak * 1e-3, peak)
    for axis, density, title in zip(axes[1:], (own.true_density, own.predicted_density), ("true", "predicted")):
        filled = np.ma.masked_where(~(density > 0), density)
        image = axis.pcolormesh(own.u_x, own.u_xx, filled.T, shading="nearest", cmap="viridis", norm=norm, rasterized=True)
        axis.set_title(f"joint density, {title}", fontsize=10)
        axis.set_xlabel("$u_x$")
    axes[1].set_ylabel("$u_{xx}$")
    figure.colorbar(image, ax=list(axes[1:]), label="density", pad=0.01, extend="both")
    figure.suptitle(f"{run.system}, {own.name}: long-time statistics of {own.trajectories} test trajectories")
    return figure


def figures(run):
    """(file name, function that draws it) of every figure of this run. Forecasts of the baseline in the full space
    are drawn by themselves only where there is nothing else."""
    if run.entries:
        yield "reconstruction_error.png", lambda: draw_reconstruction(run)
        yield "forecast_error.png", lambda: draw_forecast_errors(run)
    for forecast in run.forecasts:
        if run.entries and forecast.name == "full space":
            continue
        yield f"latent_{forecast.group}.png", lambda: draw_latent(run, forecast)
        if any(len(states) > 1 for _, states in run.variables):
            draw = draw_fields if run.y is None else draw_planes
            yield f"fields_{forecast.group}.png", lambda: draw(run, forecast)
        if len(forecast.stride):
            yield f"steppers_{forecast.group}.png", lambda: draw_steppers(run, forecast)
    for own in run.statistics:
        yield f"statistics_{own.group}.png", lambda: draw_statistics(run, own)
    for protocol in run.protocols():
        suffix = "" if protocol == "unseen" else f"-{protocol}"
        yield f"error_over_time{suffix}.png", lambda: draw_error_over_time(run, protocol)


def figures_of(directory, trajectory):
    """The figures of a run or of a sweep of runs."""
    if not directory.is_dir():
        raise InputError(f"{directory}: expected the directory of a finished run, found "
                         f"{'a file' if directory.exists() else 'nothing'}; give the [run] directory of the deck")
    require_file(directory, "report.json")
    report = read_report(directory / "report.json")
    return sweep.figures(report) if "sweep" in report else figures(read_run(directory, report, trajectory))


def main():
    parser = argparse.ArgumentParser(description="Draw the figures of an lhits run.")
    parser.add_argument("run_dir", type=Path, metavar="RUN_DIR", help="the run directory ([run] directory of the deck)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the figures go (default: RUN_DIR/figures)")
    parser.add_argument("--trajectory", type=int, default=0, metavar="N", help="test trajectory to draw (default: 0)")
    options = parser.parse_args()
    out = options.out or options.run_dir / "figures"
    try:
        drawn = figures_of(options.run_dir, options.trajectory)
        out.mkdir(parents=True, exist_ok=True)
        with np.errstate(all="ignore"):  # a diverged forecast is drawn as such
            for name, draw in drawn:
                write(draw(), out / name)
                print(f"wrote {out / name}", flush=True)
    except InputError as error:
        return complain(error)
    except (OSError, RuntimeError) as error:
        return complain(f"expected to read {options.run_dir} and to write into {out}, found: {error}; "
                        "check the files, the permissions and the space")
    return 0


def complain(text):
    """One line on stderr; the exit status of bad input."""
    print("plot.py:", " ".join(str(text).split()), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
