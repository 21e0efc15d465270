"""The figure of single steppers: the error over time of each one alone, beside that of the coupled ones."""
import numpy as np

from ..files import InputError
from .errors import error_curve, error_note, fate, log_error_axis, mark_deviation
from .style import COLOURS, figure_function, labelled, new_figure, set_title, wrapped



@figure_function
def draw_steppers(run, surrogate=None, protocol="unseen"):
    """A panel for each stepper: its error over time alone, and that of the coupled ones; medians over trajectories."""
    forecast = run.forecast(surrogate, protocol)
    if not len(forecast.stride):
        raise InputError("steppers: expected forecasts of each stepper alone, found none; run 'lhits forecast DECK' again with "
                         "--set forecast.single_steppers=true")
    single, coupled = np.median(forecast.stepper_error[:, :, 1:], axis=1), np.median(forecast.error[:, 1:], axis=0)
    columns = 2 if len(forecast.stride) in (2, 4) else 3
    rows = -(-len(forecast.stride) // columns)
    figure, axes = new_figure(rows, columns, max(3.2, 1.0 + 0.85 * rows), sharex=True, sharey=True)
    limits = log_error_axis(axes[0, 0], [single, coupled], run, forecast.time)
    for axis in axes.flat[len(forecast.stride):]:
        axis.set_axis_off()
    for axis in axes.flat[max(0, len(forecast.stride) - columns):len(forecast.stride)]:
        axis.tick_params(labelbottom=True)
    for axis, i in zip(axes.flat, np.argsort(forecast.stride)):
        stride = forecast.stride[i]
        error_curve(axis, forecast.time, single[i], limits, color=COLOURS[0], lw=1.2, label="one stepper alone")
        error_curve(axis, forecast.time, coupled, limits, color=COLOURS[1], lw=0.8, label="the coupled ones")
        mark_deviation(axis, run, limits, label="standard deviation of the data")
        axis.set_title(f"{stride}" + ", coupled" * (stride in forecast.strides))
        axis.text(0.97, 0.05, fate(forecast.time, single[i], limits[1]).replace(" at", "\nat"), transform=axis.transAxes, ha="right", va="bottom",
                  fontsize=7, bbox=dict(color="white", alpha=0.8, pad=0.5))
        axis.grid(True)
    figure.supxlabel(run.label("time"), fontsize=7.5)
    figure.supylabel(wrapped(run.error_label, 36), fontsize=7.5)
    set_title(figure, run.title, f"error of each stepper by its stride, {forecast.name}: {error_note(forecast)}", labelled(axes[0, 0]))
    return figure
