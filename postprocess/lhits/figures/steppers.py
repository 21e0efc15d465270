"""The figure of single steppers: the error over time of each one alone, beside that of the coupled ones."""
import numpy as np

from ..files import InputError
from .errors import drawable, error_curve, error_note, log_error_axis, mark_deviation
from .style import COLOURS, figure_function, new_figure, set_title

COLUMNS = 3


def fate(time, errors, top):
    """What a panel says of a stepper that leaves the scale for good; empty where it stays."""
    off = errors > top
    if not off[-1]:
        return ""
    inside = np.flatnonzero(~off)
    return f"diverges at t = {time[1:][min(inside[-1] + 1 if len(inside) else 0, len(off) - 1)]:.4g}"


@figure_function
def draw_steppers(run, surrogate=None, protocol="unseen"):
    """A panel for each stepper: its error over time alone, and that of the coupled ones; medians over trajectories."""
    forecast = run.forecast(surrogate, protocol)
    if not len(forecast.stride):
        raise InputError("steppers: expected forecasts of each stepper alone, found none; run 'lhits forecast DECK' again with "
                         "--set forecast.single_steppers=true")
    single, coupled = np.median(forecast.stepper_error[:, :, 1:], axis=1), np.median(forecast.error[:, 1:], axis=0)
    rows = -(-len(forecast.stride) // COLUMNS)
    figure, axes = new_figure(rows, COLUMNS, 0.95 + 0.85 * rows, sharex=True, sharey=True)
    limits = log_error_axis(axes[0, 0], [single, coupled], run, forecast.time)
    for axis in axes.flat[len(forecast.stride):]:
        axis.set_axis_off()
    for axis, i in zip(axes.flat, np.argsort(forecast.stride)):
        stride = forecast.stride[i]
        error_curve(axis, forecast.time, single[i], limits, color=COLOURS[0], lw=1.2)
        axis.plot(forecast.time[1:], drawable(coupled, limits), color=COLOURS[1], lw=0.7)
        mark_deviation(axis, run, limits)
        axis.set_title(f"stride {stride}" + ", coupled" * (stride in forecast.strides))
        axis.text(0.97, 0.05, fate(forecast.time, single[i], limits[1]), transform=axis.transAxes, ha="right", va="bottom",
                  fontsize=7, bbox=dict(color="white", alpha=0.8, pad=0.5))
        axis.grid(True)
    figure.supxlabel(run.label("time"), fontsize=7.5)
    figure.supylabel(run.error_label, fontsize=7.5)
    note = "blue: each stepper alone; vermilion: the coupled ones; dotted: standard deviation of the data"
    set_title(figure, run.title, f"steppers of {forecast.name}, {error_note(forecast)}\n{note}")
    return figure
