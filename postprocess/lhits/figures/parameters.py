"""The figure of forecasts by the parameters of their trajectories: errors and valid times, with the trained range."""
import numpy as np

from ..files import InputError
from .style import COLOURS, figure_function, labelled, new_figure, plain_log, set_title, wrapped

LOOKS = dict(marker="o", ls="", color=COLOURS[0], ms=4)
PERFECT = dict(marker="o", ls="", color="0.3", ms=6.5, mfc="none")


@figure_function
def draw_parameters(run, surrogate=None):
    """A column for each parameter, a dot for each test trajectory."""
    name = run.group(surrogate)
    own = run.groups[name].get("parameters")
    if not own:
        raise InputError(f"{name}: expected trajectories with parameters, found none")
    names = list(own["values"])
    figure, axes = new_figure(2, len(names), 3.6, sharex="col", sharey="row")
    for (errors, valid), parameter in zip(axes.T, names):
        values = np.array(own["values"][parameter], float)
        low, high = own["trained"][parameter]
        for axis in (errors, valid):
            axis.axvspan(low, high, color="0.92", zorder=0)
            axis.grid(True)
        errors.plot(values, np.sqrt(np.array(own["mse_state"], float)), **LOOKS)
        errors.set_yscale("log")
        if "perfect_model_valid_time" in own:
            valid.plot(values, np.array(own["perfect_model_valid_time"], float), label="perfect model", **PERFECT)
        valid.plot(values, np.array(own["valid_time"], float), label="surrogate", **LOOKS)
        valid.set_ylim(bottom=0)
        valid.set_xlabel(f"{parameter} (grey: trained range)")
    plain_log(axes[0, 0].yaxis)
    axes[0, 0].set_ylabel(wrapped(run.error_label))
    axes[1, 0].set_ylabel(wrapped(run.valid_time_label))
    figure.align_ylabels()
    trajectories = run.forecast(surrogate).trajectories
    set_title(figure, run.title, f"error and valid time by parameter, z = {run.groups[name]['z']}, {trajectories}", labelled(axes[1, 0]))
    return figure
