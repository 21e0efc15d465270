"""Figures of one trajectory, true and predicted: its latent coordinates, its fields over space and time, its planes."""
import numpy as np

from ..files import InputError
from .errors import ROOF, fate
from .pictures import beyond, draw_plane, extent_of, label_corner, plane_height, scale_of, scale_of_difference, space_time
from .style import DIFFERENCE_STYLE, PREDICTED_STYLE, TRUE_STYLE, at_time, figure_function, labelled, new_figure, set_title

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
    """Which trajectory of which surrogate is shown, and whether it diverges."""
    parted = fate(forecast.time, forecast.error[forecast.trajectory, 1:], ROOF * run.deviation or np.inf)
    return forecast.title + f"; it {parted}" * bool(parted)


@figure_function
def draw_latent(run, surrogate=None, protocol="unseen", trajectory="median"):
    """The latent coordinates of one trajectory, true and predicted, and their differences; all times and the last tenth."""
    forecast = run.forecast(surrogate, protocol, trajectory)
    time, count = forecast.time, forecast.latent_true.shape[1]
    shown = min(count, MAX_PANELS)
    figure, axes = new_figure(2 * shown, 2, 0.9 + 1.15 * shown, sharex="col", sharey="row",
                              gridspec_kw=dict(width_ratios=[2, 1], height_ratios=[1.7, 1] * shown))
    tail = slice(min(len(time) * 9 // 10, len(time) - 2), None)
    for i in range(shown):
        true, predicted = forecast.latent_true[:, i], forecast.latent_predicted[:, i]
        for pair, part in zip(axes[2 * i:2 * i + 2].T, (slice(None), tail)):
            pair[0].plot(time[part], true[part], label="true", **TRUE_STYLE)
            pair[0].plot(time[part], predicted[part], label="predicted", **PREDICTED_STYLE)
            pair[1].plot(time[part], (predicted - true)[part], label="predicted − true", **DIFFERENCE_STYLE)
            for axis in pair:
                axis.set_xlim(time[part][0], time[part][-1])
                axis.grid(True)
        low, high = limits_of(true, predicted)
        axes[2 * i, 0].set_ylim(low, high)
        largest = 1.1 * min(np.nanmax(np.abs(predicted - true)[np.isfinite(predicted)], initial=1e-30), high - low)
        axes[2 * i + 1, 0].set_ylim(-largest, largest)
        axes[2 * i, 0].set_ylabel(f"z{'₁₂₃₄'[i]}")
        axes[2 * i + 1, 0].set_ylabel(f"Δz{'₁₂₃₄'[i]}")
    axes[-1, 0].set_xlabel(run.label("time"))
    axes[-1, 1].set_xlabel("the last tenth")
    figure.align_ylabels()
    cut = f" (the first {shown} of {count})" if shown < count else ""
    set_title(figure, run.title, f"latent coordinates{cut}: {told(run, forecast)}", labelled(*axes[:2, 0]))
    return figure


def first_of(variables):
    """(those drawn, how the title names them)."""
    shown = variables[:MAX_VARIABLES]
    more = f" (the first {len(shown)} of {len(variables)} fields)" * (len(shown) < len(variables))
    return shown, " and ".join(name for name, _ in shown) + more


def draw_fields(run, surrogate=None, protocol="unseen", trajectory="median"):
    """Each field of the state, true and predicted, and the difference: over space and time, or in planes at a few times."""
    if not run.places.fields:
        raise InputError("fields: expected a field over space, found single numbers; draw_latent shows these")
    draw = draw_space_time if run.places.y is None else draw_planes
    return draw(run, run.forecast(surrogate, protocol, trajectory))


@figure_function
def draw_space_time(run, forecast):
    """Time to the right, space upwards; true and predicted have one colour scale."""
    places = run.places
    shown, names = first_of(places.fields)
    figure, axes = new_figure(3 * len(shown), 1, 0.75 + 2.15 * len(shown), sharex=True)
    for rows, (name, states) in zip(axes[:, 0].reshape(-1, 3), shown):
        true, guess, x = forecast.u_true[:, states], forecast.u_predicted[:, states], places.x[states]
        scale, of_difference = scale_of(true), scale_of_difference(guess - true, true)
        for axis, values, style, title in ((rows[0], true, scale, f"{name}, true"), (rows[1], guess, scale, f"{name}, predicted"),
                                           (rows[2], guess - true, of_difference, "predicted − true")):
            image = space_time(axis, forecast.time, x, values, **style)
            axis.set_title(title)
            axis.set_ylabel(places.x_label())
            if axis is rows[1]:
                figure.colorbar(image, ax=list(rows[:2]), label=places.label(name, name), pad=0.01, extend=beyond(guess, scale))
        figure.colorbar(image, ax=rows[2], label=places.label(f"Δ{name}", name), pad=0.01,
                        extend=beyond(guess - true, of_difference))
    axes[-1, 0].set_xlabel(run.label("time"))
    set_title(figure, run.title, f"{names}: {told(run, forecast)}")
    return figure


@figure_function
def draw_planes(run, forecast):
    """A column for each of a few times; true and predicted have one colour scale."""
    places = run.places
    shown, names = first_of(places.fields)
    times = np.unique(np.linspace(0, len(forecast.time) - 1, MAX_TIMES).round().astype(int))
    figure, axes = new_figure(3 * len(shown), len(times), 0.8 + 3 * len(shown) * plane_height(places, len(times)), sharex=True,
                              sharey=True)
    for rows, (name, states) in zip(axes.reshape(len(shown), 3, -1), shown):
        true, guess = forecast.u_true[times][:, states], forecast.u_predicted[times][:, states]
        scale = scale_of(forecast.u_true[:, states])
        difference = guess - true
        of_difference = scale_of_difference(difference, true)
        for i, (row, values, style, label) in enumerate(zip(rows, (true, guess, difference), (scale, scale, of_difference),
                                                            (f"{name}, true", f"{name}, predicted", "difference"))):
            for axis, plane in zip(row, values):
                image = draw_plane(axis, places, states, plane, **style)
            row[0].set_ylabel(label)
            if i > 0:
                over, what = ([*rows[0], *row], name) if i == 1 else (list(row), f"Δ{name}")
                figure.colorbar(image, ax=over, pad=0.02, aspect=9 * len(over) / len(row), extend=beyond(values, style),
                                label=places.label(what, name))
    label_corner(axes, places)
    for axis, time in zip(axes[0], forecast.time[times]):
        axis.set_title(at_time(time, run.time_unit))
    plane = f" in the plane {places.plane}" if places.plane else ""
    set_title(figure, run.title, f"{names}{plane}: {told(run, forecast)}")
    return figure
