"""Figures of one trajectory, true and predicted: its latent coordinates, its fields over space and time, its planes."""
import numpy as np

from ..files import InputError
from .errors import ROOF, fate
from .pictures import beyond, draw_plane, extent_of, label_corner, plane_height, scale_of, scale_of_difference, space_time
from .style import COLOURS, DIFFERENCE_STYLE, PREDICTED_STYLE, TRUE_STYLE, at_time, figure_function, labelled, new_figure, set_title

MAX_PANELS = 4     # latent coordinates drawn
MAX_VARIABLES = 2  # of a state
MAX_TIMES = 4      # of planes


def limits_of(true, predicted):
    """Of an axis that shows both; of a prediction that diverged so much as lies within four times the range of the truth."""
    low, high = extent_of(true)
    width = high - low or 1.0
    seen = predicted[np.abs(predicted - 0.5 * (low + high)) < 2 * width]
    low, high = extent_of(true, seen)
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin


def told(run, forecast):
    """Which trajectory of which surrogate is shown, and whether it diverges; without a truth whether it leaves the training data."""
    if forecast.u_true is None:
        parted = forecast.parted
    else:
        parted = fate(forecast.time, forecast.error[forecast.trajectory, 1:], ROOF * run.deviation or np.inf)
    return forecast.title + f"; it {parted}" * bool(parted)


def mark_leaving(axis, forecast):
    """A line where a forecast without a truth leaves the training data."""
    if forecast.u_true is None and forecast.leaving_time > 0:
        axis.axvline(forecast.leaving_time, color=COLOURS[1], lw=1, ls="-.", label="leaves the training data")


def panels_of(forecast, name, states, times=slice(None)):
    """[(what, values, colour scale, label of a colour bar; None: that of the next panel)] of a field; without a truth the
    forecast alone."""
    guess = forecast.u_predicted[:, states]
    if forecast.u_true is None:
        return [(name, guess[times], scale_of(guess[forecast.near]), name)]
    scale, true, guess = scale_of(forecast.u_true[:, states]), forecast.u_true[times][:, states], guess[times]
    return [(f"{name}, true", true, scale, None), (f"{name}, predicted", guess, scale, name),
            ("predicted − true", guess - true, scale_of_difference(guess - true, true), f"Δ{name}")]


@figure_function
def draw_latent(run, surrogate=None, protocol="unseen", trajectory="median"):
    """The latent coordinates of one trajectory, true and predicted, and their differences; all times and the last tenth.
    Without a truth as predicted."""
    forecast = run.forecast(surrogate, protocol, trajectory)
    time, count = forecast.time, forecast.latent_predicted.shape[1]
    shown, known = min(count, MAX_PANELS), forecast.latent_true is not None
    figure, axes = new_figure((1 + known) * shown, 2, 0.9 + (0.8 + 0.35 * known) * shown, sharex="col", sharey="row",
                              gridspec_kw=dict(width_ratios=[2, 1], height_ratios=[1.7, 1][:1 + known] * shown))
    tail = slice(min(len(time) * 9 // 10, len(time) - 2), None)
    for i, rows in enumerate(axes.reshape(shown, 1 + known, 2)):
        predicted = forecast.latent_predicted[:, i]
        true = forecast.latent_true[:, i] if known else None
        for column, part in zip(rows.T, (slice(None), tail)):
            if known:
                column[0].plot(time[part], true[part], label="true", **TRUE_STYLE)
                column[1].plot(time[part], (predicted - true)[part], label="predicted − true", **DIFFERENCE_STYLE)
            column[0].plot(time[part], predicted[part], label="predicted", **PREDICTED_STYLE)
            mark_leaving(column[0], forecast)
            for axis in column:
                axis.set_xlim(time[part][0], time[part][-1])
                axis.grid(True)
        low, high = limits_of(true if known else predicted[forecast.near], predicted)
        rows[0, 0].set_ylim(low, high)
        rows[0, 0].set_ylabel(f"z{'₁₂₃₄'[i]}")
        if known:
            largest = 1.1 * min(np.nanmax(np.abs(predicted - true)[np.isfinite(predicted)], initial=1e-30), high - low)
            rows[1, 0].set_ylim(-largest, largest)
            rows[1, 0].set_ylabel(f"Δz{'₁₂₃₄'[i]}")
    axes[-1, 0].set_xlabel(run.label("time"))
    axes[-1, 1].set_xlabel("the last tenth")
    figure.align_ylabels()
    cut = f" (the first {shown} of {count})" if shown < count else ""
    set_title(figure, run.title, f"latent coordinates{cut}: {told(run, forecast)}", labelled(*axes[:1 + known, 0]))
    return figure


def first_of(variables):
    """(those drawn, how the title names them)."""
    shown = variables[:MAX_VARIABLES]
    more = f" (the first {len(shown)} of {len(variables)} fields)" * (len(shown) < len(variables))
    return shown, " and ".join(name for name, _ in shown) + more


def draw_fields(run, surrogate=None, protocol="unseen", trajectory="median"):
    """Each field of the state, true and predicted, and the difference: over space and time, or in planes at a few times. Without
    a truth as predicted."""
    if not run.places.fields:
        raise InputError("fields: expected a field over space, found single numbers; draw_latent shows these")
    draw = draw_space_time if run.places.y is None else draw_planes
    return draw(run, run.forecast(surrogate, protocol, trajectory))


@figure_function
def draw_space_time(run, forecast):
    """Time to the right, space upwards; true and predicted have one colour scale."""
    places = run.places
    shown, names = first_of(places.fields)
    panels = [(name, states, *panel) for name, states in shown for panel in panels_of(forecast, name, states)]
    figure, axes = new_figure(len(panels), 1, 0.75 + 0.72 * len(panels), sharex=True)
    alike = []
    for axis, (name, states, what, values, scale, label) in zip(axes[:, 0], panels):
        image = space_time(axis, forecast.time, places.x[states], values, **scale)
        axis.set_title(what)
        axis.set_ylabel(places.x_label())
        alike.append(axis)
        if label:
            figure.colorbar(image, ax=alike, label=places.label(label, name), pad=0.01, extend=beyond(values, scale))
            alike = []
    axes[-1, 0].set_xlabel(run.label("time"))
    set_title(figure, run.title, f"{names}: {told(run, forecast)}")
    return figure


@figure_function
def draw_planes(run, forecast):
    """A column for each of a few times; true and predicted have one colour scale."""
    places = run.places
    shown, names = first_of(places.fields)
    times = np.unique(np.linspace(0, len(forecast.time) - 1, MAX_TIMES).round().astype(int))
    panels = [(name, states, *panel) for name, states in shown for panel in panels_of(forecast, name, states, times)]
    figure, axes = new_figure(len(panels), len(times), 0.8 + len(panels) * plane_height(places, len(times)), sharex=True, sharey=True)
    alike = []
    for row, (name, states, what, values, scale, label) in zip(axes, panels):
        for axis, plane in zip(row, values):
            image = draw_plane(axis, places, states, plane, **scale)
        row[0].set_ylabel(what.replace("predicted − true", "difference"))
        alike += list(row)
        if label:
            figure.colorbar(image, ax=alike, pad=0.02, aspect=9 * len(alike) / len(row), extend=beyond(values, scale),
                            label=places.label(label, name))
            alike = []
    label_corner(axes, places)
    for axis, time in zip(axes[0], forecast.time[times]):
        axis.set_title(at_time(time, run.time_unit))
    plane = f" in the plane {places.plane}" if places.plane else ""
    set_title(figure, run.title, f"{names}{plane}: {told(run, forecast)}")
    return figure
