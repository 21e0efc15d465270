"""Figures of forecasts of new states: values at points over time, and the distance from the training data."""
import numpy as np

from .ensembles import mark_valid_time
from .states import MAX_PANELS, limits_of, mark_leaving, told
from .style import COLOURS, colours_of, figure_function, labelled, new_figure, plain_log, set_title, wrapped

MAX_POINTS = 8   # lines in a panel
MAX_OTHERS = 50  # other trajectories


@figure_function
def draw_values(run, trajectory="median"):
    """A panel for each variable, a line for each of its points."""
    forecast, places = run.forecast(trajectory=trajectory), run.places
    figure, axes = new_figure(min(len(places.variables), MAX_PANELS), 1, 1.0 + 1.25 * min(len(places.variables), MAX_PANELS), sharex=True)
    for axis, (name, states) in zip(axes[:, 0], places.variables):
        states = states[:MAX_POINTS]
        for state, colour in zip(states, colours_of(len(states))):
            axis.plot(forecast.time, forecast.u_predicted[:, state], color=colour, lw=1,
                      label=None if name in places.lone else places.where(state))
        values = forecast.u_predicted[:, states]
        axis.set_ylim(*limits_of(values[forecast.near], values))
        axis.set_xlim(forecast.time[0], forecast.time[-1])
        axis.set_ylabel(places.label(name, name))
        axis.grid(True)
        mark_leaving(axis, forecast)
    axes[-1, 0].set_xlabel(run.label("time"))
    figure.align_ylabels()
    count = max(len(states) for _, states in places.variables)
    cut = f" (the first {MAX_POINTS} of {count} points)" * (count > MAX_POINTS)
    names = " and ".join(name for name, _ in places.variables[:MAX_PANELS])
    set_title(figure, run.title, f"{names}{cut}: {told(run, forecast)}", labelled(*axes[:, 0]))
    return figure


@figure_function
def draw_distance(run, trajectory="median"):
    """Distance from the training data over time, with the limit that known trajectories keep."""
    forecast = run.forecast(trajectory=trajectory)
    figure, axes = new_figure(height=2.7)
    axis = axes[0, 0]
    others = np.delete(run.distances[:MAX_OTHERS], forecast.trajectory, axis=0) if forecast.trajectory < MAX_OTHERS else run.distances[:MAX_OTHERS]
    for number, other in enumerate(others):
        axis.plot(forecast.time, other, color="0.75", lw=0.4, label="the others" if number == 0 else None)
    axis.plot(forecast.time, forecast.distance, color=COLOURS[0], lw=1.2, label=forecast.which)
    axis.axhline(run.limit, color="0.25", lw=1, ls="--", label=f"limit, {run.coverage:.1%} of known trajectories keep it")
    largest = np.nanmax(np.where(np.isfinite(forecast.distance), forecast.distance, 0))
    if largest > 20 * run.limit:
        axis.set_yscale("log")
        axis.set_ylim(0.1 * run.limit, min(2 * largest, 1e4 * run.limit))
        plain_log(axis.yaxis)
    else:
        axis.set_ylim(0, 1.1 * max(largest, run.limit))
    mark_leaving(axis, forecast)
    mark_valid_time(axis, run)
    axis.set_xlim(forecast.time[0], forecast.time[-1])
    axis.set_xlabel(run.label("time"))
    axis.set_ylabel(wrapped(run.label("training_distance")))
    axis.grid(True)
    set_title(figure, run.title, f"distance from the training data: {told(run, forecast)}", labelled(axis))
    return figure
