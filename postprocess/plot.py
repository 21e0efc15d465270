#!/usr/bin/python3
"""Draw the figures of an lhits run: plot.py RUN_DIR [--out DIR] [--trajectory N].

Reads RUN_DIR/{report.json, trajectories.h5, forecast.h5}, writes RUN_DIR/figures/*.png (or DIR/*.png)
and prints one line for each. Exit status: 0 done, 2 bad usage or input (one line on stderr).
Numbers are drawn as the run wrote them; errors that are not finite count as infinitely large.
"""
import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

try:
    import h5py
    import matplotlib
    import numpy as np
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError as error:
    print(f"plot.py: expected h5py, numpy and matplotlib for {sys.executable}, found: {error}; "
          "run it with /usr/bin/python3 after 'apt install python3-h5py python3-matplotlib'", file=sys.stderr)
    sys.exit(2)

DPI = 130
MAX_PANELS = 4  # latent coordinates drawn
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]  # Okabe and Ito: safe for all eyes
TRUE_STYLE = dict(color="#56B4E9", lw=2.6)
PREDICTED_STYLE = dict(color="#A23B00", lw=1.0, ls=(0, (5, 1.5)))


class InputError(Exception):
    """Something of the run directory is not as it must be; the text says expected, found, what to do."""


def with_unit(name, unit, power=""):
    """An axis label; an empty unit or '1' means dimensionless."""
    return f"{name} (dimensionless)" if unit in ("", "1") else f"{name} ({unit}{power})"


def text_attribute(item, key):
    """A string attribute, whichever way it was written; '' when absent."""
    value = np.ravel(item.attrs.get(key, ""))[0]
    return value.decode() if isinstance(value, bytes) else str(value)


@dataclass
class Forecast:
    """One group of forecast.h5, with one test trajectory of the large arrays."""
    latent_true: np.ndarray        # (time, latent)
    latent_predicted: np.ndarray   # (time, latent)
    u_predicted: np.ndarray        # (time, state)
    mse_state: np.ndarray          # (trajectory, time); frame 0 is the initial condition
    stride: np.ndarray             # (stride)
    stepper_mse_state: np.ndarray  # (stride, trajectory, time)


@dataclass
class Run:
    """What the figures need of a run."""
    system: str
    trajectory: int
    time: np.ndarray        # (time)
    time_unit: str
    x: np.ndarray           # (state)
    x_unit: str
    variables: list         # [(name, indices into the state)]
    u_unit: str
    u_true: np.ndarray      # (time, state), the chosen test trajectory
    variance: float         # of the test data about its mean: the error of a constant forecast
    entries: list           # report.json latent[]
    forecasts: dict         # z -> Forecast, in the order of entries; "full" last when it is there
    y: np.ndarray = None    # (state) in two dimensions

    def time_label(self):
        return with_unit("time", self.time_unit)

    def error_label(self):
        return with_unit("mean squared error of the state", self.u_unit, "²")


def read_report(path):
    """report.json, with its latent entries checked for the keys used here."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        for entry in report["latent"]:
            entry["z"], entry["reduction"]["kind"], entry["coupling"]["strides"]
            entry["reduction"]["mse_test"], entry["reduction"]["pca_mse_test"]
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


def read_forecast(file, name, trajectory, shape):
    """A group of forecast.h5 whose predictions must have the given (time, state) shape."""
    if not isinstance(file.get(name), h5py.Group):
        raise InputError(f"{file.filename}: expected group '{name}' as report.json lists it, found "
                         f"{', '.join(sorted(file)) or 'an empty file'}; run 'lhits forecast DECK' again")
    group = file[name]
    u, latent, latent_predicted, mse = (dataset(group, key, dimensions) for key, dimensions in (
        ("u_predicted", 3), ("latent_true", 3), ("latent_predicted", 3), ("mse_state", 2)))
    stride = stepper_mse = np.empty(0)  # without [forecast] single_steppers
    if "stride" in group:
        stride, stepper_mse = dataset(group, "stride", 1), dataset(group, "stepper_mse_state", 3)
    count = len(u)
    if not 0 <= trajectory < count:
        raise InputError(f"--trajectory: expected a test trajectory of {file.filename}, 0 to {count - 1}, found "
                         f"{trajectory}; choose one of these")
    expected_shapes = [(u, (count, *shape)), (latent, (count, shape[0], latent.shape[2])),
                       (latent_predicted, latent.shape), (mse, (count, shape[0]))]
    if len(stride):
        expected_shapes.append((stepper_mse, (len(stride), count, shape[0])))
    for item, expected in expected_shapes:
        if item.shape != expected:
            raise InputError(f"{file.filename}: expected shape {expected} for '{item.name}', found {item.shape}; "
                             "run 'lhits forecast DECK' again")
    return Forecast(latent[trajectory], latent_predicted[trajectory], u[trajectory], endless(mse[:]), stride[:],
                    endless(stepper_mse[:]))


def endless(errors):
    """The same errors, infinite where they are not numbers."""
    errors[~np.isfinite(errors)] = np.inf
    return errors


def read_run(directory, trajectory):
    """Everything the figures need, or an InputError."""
    if not directory.is_dir():
        raise InputError(f"{directory}: expected the directory of a finished run, found "
                         f"{'a file' if directory.exists() else 'nothing'}; give the [run] directory of the deck")
    for name in ("report.json", "trajectories.h5", "forecast.h5"):
        if not (directory / name).is_file():
            raise InputError(f"{directory}: expected {name} in it, found none; finish the run with 'lhits run DECK' first")
    report = read_report(directory / "report.json")
    with open_hdf5(directory / "trajectories.h5") as data, open_hdf5(directory / "forecast.h5") as results:
        if text_attribute(data, "format") != "lhits trajectories":
            raise InputError(f"{data.filename}: expected attribute format = 'lhits trajectories', found "
                             f"'{text_attribute(data, 'format')}'; give the directory of an lhits run")
        truth, x, component = dataset(data, "test/u", 3), dataset(data, "x", 1), dataset(data, "component", 1)
        clock, time = dataset(data, "time", 1), dataset(results, "time", 1)
        names, owner = text_attribute(component, "names").split(), component[:]
        if not len(owner) == len(x) == truth.shape[2] or owner.max() >= len(names):
            raise InputError(f"{data.filename}: expected x, component and test/u of one state, found {len(x)}, "
                             f"{len(owner)} and {truth.shape[2]} values, components 0 to {owner.max()} named '{' '.join(names)}'; "
                             "run 'lhits run DECK' again")
        groups = [f"z{entry['z']}" for entry in report["latent"]] + ["full"] * ("full" in results)
        if not groups:
            raise InputError(f"{results.filename}: expected a forecast, found none; run 'lhits forecast DECK' first")
        forecasts = {name[1:] if name != "full" else name: read_forecast(results, name, trajectory, (len(time), len(x)))
                     for name in groups}
        if len(time) < 2:
            raise InputError(f"{results.filename}: expected a forecast of at least one step, found {len(time)} times; "
                             "run 'lhits forecast DECK' again")
        predicted = results[groups[0]]["u_predicted"].shape
        if predicted[0] > truth.shape[0] or predicted[1] > truth.shape[1]:
            raise InputError(f"{results.filename}: expected a forecast of the test trajectories in {data.filename}, found "
                             f"(trajectory, time) = {predicted[:2]} for {truth.shape[:2]}; run 'lhits forecast DECK' again")
        sample = truth[:, ::max(1, truth.shape[1] // 256)]
        return Run(text_attribute(data, "system") or report.get("system", {}).get("kind", "unnamed system"), trajectory,
                   time[:], text_attribute(clock, "units"), x[:], text_attribute(x, "units"),
                   [(name, np.flatnonzero(owner == c)) for c, name in enumerate(names) if (owner == c).any()],
                   text_attribute(truth, "units"), truth[trajectory, :len(time)], float(sample.var(axis=(0, 1)).mean()),
                   report["latent"], forecasts, dataset(data, "y", 1)[:] if "y" in data else None)


def log_error_axis(axis, curves, run):
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
    axis.set_xlim(run.time[0], run.time[-1])
    axis.set_xlabel(run.time_label())
    axis.set_ylabel(run.error_label())
    axis.grid(True, color="0.9", lw=0.6)
    if bottom < run.variance < top:
        axis.axhline(run.variance, color="0.45", ls=":", lw=1.2, label="variance of the data")
    return bottom, top


def drawable(errors, limits):
    """Errors between the limits or so little outside that the lines still leave the axis."""
    return np.clip(errors, 1e-1 * limits[0], 1e3 * limits[1])


def error_window(run):
    """Time steps in the running mean of an error: a hundredth of all, an odd number."""
    return len(run.time) // 100 // 2 * 2 + 1


def error_curve(axis, run, errors, limits, colour, width, label):
    """An error without its frame 0: every step pale, the running geometric mean bold."""
    errors = drawable(errors, limits)
    kernel = np.ones(error_window(run))
    logs, weights = (np.convolve(values, kernel, "same") for values in (np.log(errors), np.ones(len(errors))))
    axis.plot(run.time[1:], errors, color=colour, lw=0.4, alpha=0.3)
    axis.plot(run.time[1:], np.exp(logs / weights), color=colour, lw=width, label=label,
              marker="." if len(errors) < 50 else "")


def error_note(run, count):
    """What the lines of an error plot are."""
    window = error_window(run)
    return ((f"median of {count} test trajectories" if count > 1 else "one test trajectory")
            + (f", running geometric mean over {window} steps (pale: every step)" if window > 1 else ""))


def outside_legend(axis):
    legend = axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0, frameon=False, fontsize=9)
    for line in legend.get_lines():
        line.set_linewidth(max(2.0, line.get_linewidth()))


def span(numbers):
    """'z = 2', 'z = 2, 3' or 'z = 1 to 10'."""
    numbers = sorted(int(number) for number in numbers)
    return "z = " + (", ".join(map(str, numbers)) if len(numbers) < 4 else f"{numbers[0]} to {numbers[-1]}")


def draw_reconstruction(run):
    """Reconstruction error on test data against z: the reduction and PCA."""
    figure, axis = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
    entries = sorted(run.entries, key=lambda entry: entry["z"])
    z = [entry["z"] for entry in entries]
    kinds = ", ".join(dict.fromkeys(entry["reduction"]["kind"] for entry in entries))
    for key, label, colour, style in (("mse_test", kinds, COLOURS[0], "o-"), ("pca_mse_test", "PCA", COLOURS[1], "s--")):
        errors = [entry["reduction"][key] or np.nan for entry in entries]  # neither null nor 0 has a place on a log axis
        axis.semilogy(z, errors, style, color=colour, lw=1.5, ms=6, label=label)
    axis.set_xticks(z)
    axis.set_xlim(min(z) - 0.5, max(z) + 0.5)
    axis.grid(True, which="both", color="0.92", lw=0.6)
    axis.set_xlabel("latent dimension z")
    axis.set_ylabel(with_unit("mean squared error, test data", run.u_unit, "²"))
    axis.set_title(f"{run.system}, {span(z)}: reconstruction error")
    axis.legend(frameon=False)
    return figure


def draw_latent(run, z):
    """Latent coordinates of one trajectory, all times and the last tenth."""
    forecast = run.forecasts[z]
    count = forecast.latent_true.shape[1]
    shown = min(count, MAX_PANELS)
    figure, axes = plt.subplots(shown, 2, figsize=(11, 1.4 + 1.75 * shown), layout="constrained", squeeze=False,
                                sharex="col", sharey="row", gridspec_kw=dict(width_ratios=[2.6, 1]))
    tail = slice(min(len(run.time) * 9 // 10, len(run.time) - 2), None)
    for i, row in enumerate(axes):
        for axis, part in zip(row, (slice(None), tail)):
            axis.plot(run.time[part], forecast.latent_true[part, i], label="true", **TRUE_STYLE)
            axis.plot(run.time[part], forecast.latent_predicted[part, i], label="predicted", **PREDICTED_STYLE)
            axis.set_xlim(run.time[part][0], run.time[part][-1])
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
    figure.suptitle(f"{run.system}, z = {z}: latent variables{cut}, test trajectory {run.trajectory}")
    return figure


def space_time(axis, run, x, values, **options):
    """A picture of values (time, x): time to the right, x upwards; what is not finite is grey."""
    colours = matplotlib.colormaps[options.pop("cmap")].with_extremes(bad="0.75")
    values = np.ma.masked_invalid(values.T)
    if np.allclose(np.diff(x), x[1] - x[0] if len(x) > 1 else 0):
        half_t, half_x = (0.5 * (c[-1] - c[0]) / max(len(c) - 1, 1) or 0.5 for c in (run.time, x))
        extent = (run.time[0] - half_t, run.time[-1] + half_t, x[0] - half_x, x[-1] + half_x)
        return axis.imshow(values, origin="lower", aspect="auto", extent=extent, cmap=colours, **options)
    return axis.pcolormesh(run.time, x, values, shading="nearest", cmap=colours, rasterized=True, **options)


def draw_fields(run, z):
    """Each variable of the state: true, predicted (one colour scale), absolute error."""
    predicted = run.forecasts[z].u_predicted
    rows = len(run.variables)
    figure, axes = plt.subplots(rows, 3, figsize=(13, 1.3 + 2.6 * rows), layout="constrained", squeeze=False,
                                sharex=True, sharey="row")
    for row, (name, states) in zip(axes, run.variables):
        true, guess, x = run.u_true[:, states], predicted[:, states], run.x[states]
        low, high = float(true.min()), float(true.max())
        if low == high:
            low, high = low - 0.5, high + 0.5
        width = high - low
        outside = np.isfinite(guess) & (np.abs(guess - 0.5 * (low + high)) > 0.52 * width)
        error = np.abs(guess - true)
        worst = min(float(np.quantile(error[np.isfinite(error)], 0.999)) if np.isfinite(error).any() else 0.0, width) or 1.0
        guess = np.where(np.isinf(guess), np.nan, np.clip(guess, low - width, high + width))
        for axis, values, title in ((row[0], true, f"{name}, true"), (row[1], guess, f"{name}, predicted")):
            image = space_time(axis, run, x, values, cmap="viridis", vmin=low, vmax=high)
            axis.set_title(title, fontsize=10)
        figure.colorbar(image, ax=list(row[:2]), label=with_unit(name, run.u_unit), pad=0.01,
                        extend="both" if outside.any() else "neither")
        error = np.where(error < np.inf, np.minimum(error, 2 * worst), np.nan)
        image = space_time(row[2], run, x, error, cmap="inferno", vmin=0, vmax=worst)
        row[2].set_title(f"{name}, absolute error", fontsize=10)
        figure.colorbar(image, ax=row[2], label=with_unit(f"|error of {name}|", run.u_unit), pad=0.02,
                        extend="max" if (error > worst).any() else "neither")
        row[0].set_ylabel(with_unit("x", run.x_unit))
    for axis in axes[-1]:
        axis.set_xlabel(run.time_label())
    figure.suptitle(f"{run.system}, z = {z}: true and predicted fields, test trajectory {run.trajectory}")
    return figure


def as_plane(run, states, values):
    """Values of one variable as a picture (y, x), and its extent."""
    x, column = np.unique(run.x[states], return_inverse=True)
    y, row = np.unique(run.y[states], return_inverse=True)
    plane = np.full((len(y), len(x)), np.nan)
    plane[row, column] = values
    half_x, half_y = (0.5 * (c[-1] - c[0]) / max(len(c) - 1, 1) or 0.5 for c in (x, y))
    return plane, (x[0] - half_x, x[-1] + half_x, y[0] - half_y, y[-1] + half_y)


def draw_planes(run, z):
    """The first variable of a state in two dimensions at a few times: true, predicted, difference."""
    name, states = run.variables[0]
    true, guess = run.u_true[:, states], run.forecasts[z].u_predicted[:, states]
    times = np.unique(np.linspace(0, len(run.time) - 1, 5).round().astype(int))
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
    for axis, time in zip(axes[0], run.time[times]):
        axis.set_title(f"time {time:.4g}" + f" {run.time_unit}" * (run.time_unit not in ("", "1")), fontsize=10)
    for axis in axes[-1]:
        axis.set_xlabel(with_unit("x", run.x_unit))
    figure.suptitle(f"{run.system}, z = {z}: true and predicted {name}, test trajectory {run.trajectory}")
    return figure


def draw_error_over_time(run):
    """State error over time for every z: the median over test trajectories in a band from least to most."""
    figure, axis = plt.subplots(figsize=(9.6, 4.8), layout="constrained")
    limits = log_error_axis(axis, [forecast.mse_state[:, 1:] for forecast in run.forecasts.values()], run)
    latent = [name for name in run.forecasts if name != "full"]
    ordered = matplotlib.colormaps["viridis"](np.linspace(0, 0.88, len(latent)))
    colours = dict(zip(latent, COLOURS if len(latent) <= len(COLOURS) else ordered), full="black")
    for name, forecast in run.forecasts.items():
        errors = drawable(forecast.mse_state[:, 1:], limits)
        label = "multiscale HiTS\n(no reduction)" if name == "full" else f"z = {name}"
        axis.fill_between(run.time[1:], errors.min(axis=0), errors.max(axis=0), color=colours[name], lw=0,
                          alpha=max(0.06, 0.2 - 0.02 * len(run.forecasts)))
        error_curve(axis, run, np.median(errors, axis=0), limits, colours[name], 1.3, label)
    count = max(len(forecast.mse_state) for forecast in run.forecasts.values())
    figure.suptitle(", ".join([run.system] + [span(latent)] * bool(latent)) + ": forecast error over time")
    axis.set_title(error_note(run, count) + "; band: least to most" * (count > 1), fontsize=9)
    outside_legend(axis)
    return figure


def draw_steppers(run, z):
    """State error over time of each single stepper and of the coupled ones: medians over test trajectories."""
    forecast = run.forecasts[z]
    figure, axis = plt.subplots(figsize=(9.6, 5.2), layout="constrained")
    single, coupled = np.median(forecast.stepper_mse_state[:, :, 1:], axis=1), np.median(forecast.mse_state[:, 1:], axis=0)
    limits = log_error_axis(axis, [single, coupled], run)
    order = np.argsort(forecast.stride)
    for colour, i in zip(matplotlib.colormaps["viridis_r"](np.linspace(0.12, 1, len(order))), order):
        error_curve(axis, run, single[i], limits, colour, 1.1,
                    f"stride {forecast.stride[i]}" + " (off the scale)" * bool(single[i, -1] > limits[1]))
    used = next(entry["coupling"]["strides"] for entry in run.entries if str(entry["z"]) == z)
    label = f"coupled, {min(used)} to {max(used)}" if len(used) > 1 else f"chosen: {used[0]} alone" if used else "coupled"
    error_curve(axis, run, coupled, limits, "black", 2.0, label)
    figure.suptitle(f"{run.system}, z = {z}: error of each stepper alone and of the coupled ones")
    axis.set_title(error_note(run, len(forecast.mse_state)), fontsize=9)
    outside_legend(axis)
    return figure


def figures(run):
    """(file name, function that draws it) of every figure of this run."""
    if run.entries:
        yield "reconstruction_error.png", lambda: draw_reconstruction(run)
    for z in (name for name in run.forecasts if name != "full"):
        yield f"latent_z{z}.png", lambda: draw_latent(run, z)
        yield f"fields_z{z}.png", lambda: (draw_fields if run.y is None else draw_planes)(run, z)
        if len(run.forecasts[z].stride):
            yield f"steppers_z{z}.png", lambda: draw_steppers(run, z)
    yield "error_over_time.png", lambda: draw_error_over_time(run)


def write(figure, path):
    """The figure under its final name only when it is whole."""
    partial = path.with_suffix(".part")
    try:
        figure.get_layout_engine().set(h_pad=0.08, w_pad=0.08)
        figure.savefig(partial, dpi=DPI, format="png")
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
        plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description="Draw the figures of an lhits run.")
    parser.add_argument("run_dir", type=Path, metavar="RUN_DIR", help="the run directory ([run] directory of the deck)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the figures go (default: RUN_DIR/figures)")
    parser.add_argument("--trajectory", type=int, default=0, metavar="N", help="test trajectory to draw (default: 0)")
    options = parser.parse_args()
    out = options.out or options.run_dir / "figures"
    try:
        run = read_run(options.run_dir, options.trajectory)
        out.mkdir(parents=True, exist_ok=True)
        with np.errstate(all="ignore"):  # a diverged forecast is drawn as such
            for name, draw in figures(run):
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
