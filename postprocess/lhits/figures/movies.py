"""Animations of a forecast: fields over a line or in a plane, true, predicted, and their difference."""
import matplotlib
import numpy as np
from matplotlib import animation

from ..files import InputError
from .pictures import draw_plane, label_corner, plane_height, scale_of, scale_of_difference
from .states import first_of, limits_of
from .style import (DIFFERENCE_STYLE, PREDICTED_STYLE, STYLE, TRUE_STYLE, at_time, figure_function, labelled, new_figure,
                    set_title)

MAX_FRAMES, PER_SECOND, DPI = 120, 15, 150


@figure_function
def draw_movie(run, surrogate=None, protocol="unseen", trajectory="median"):
    """A matplotlib Animation of at most 120 times; in a notebook, HTML(animation.to_jshtml()) shows it."""
    if not run.places.fields:
        raise InputError("movie: expected a field over space, found single numbers")
    forecast = run.forecast(surrogate, protocol, trajectory)
    if forecast.u_true is None:
        raise InputError("movie: expected a truth beside the forecast, found none; draw a run, or the figures without --movie")
    times = np.unique(np.linspace(0, len(forecast.time) - 1, MAX_FRAMES).round().astype(int))
    figure, axes, draw = (lines if run.places.y is None else planes)(run, forecast)

    def draw_frame(k):
        with matplotlib.rc_context(STYLE):
            draw(k)
            figure.legends.clear()
            set_title(figure, run.title, f"{forecast.title}\n{at_time(forecast.time[k], run.time_unit)}", labelled(axes[0, 0]))

    draw_frame(0)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # what moves is the field alone
    return animation.FuncAnimation(figure, draw_frame, frames=times, interval=1000 / PER_SECOND)


def lines(run, forecast):
    """Of each field the lines along x, and below their difference."""
    shown = first_of(run.places.fields)[0]
    figure, axes = new_figure(2 * len(shown), 1, 0.8 + 1.5 * len(shown), sharex=True,
                              gridspec_kw=dict(height_ratios=[1.7, 1] * len(shown)))
    drawn = []
    for (upper, lower), (name, states) in zip(axes[:, 0].reshape(-1, 2), shown):
        order = states[np.argsort(run.places.x[states], kind="stable")]
        x, true, guess = run.places.x[order], forecast.u_true[:, order], forecast.u_predicted[:, order]
        both = [upper.plot(x, true[0], label="true", **TRUE_STYLE)[0], upper.plot(x, guess[0], label="predicted", **PREDICTED_STYLE)[0]]
        both.append(lower.plot(x, guess[0] - true[0], **DIFFERENCE_STYLE)[0])
        upper.set_ylim(*limits_of(true, guess))
        largest = 1.05 * scale_of_difference(guess - true, true)["vmax"]
        lower.set_ylim(-largest, largest)
        upper.set_xlim(x[0], x[-1])
        upper.set_ylabel(run.places.label(name, name))
        lower.set_ylabel(run.places.label(f"Δ{name}", name))
        for axis in (upper, lower):
            axis.grid(True)
        drawn.append((both, (true, guess, guess - true)))
    axes[-1, 0].set_xlabel(run.places.x_label())
    figure.align_ylabels()

    def draw(k):
        for curves, values in drawn:
            for curve, own in zip(curves, values):
                curve.set_ydata(own[k])
    return figure, axes, draw


def planes(run, forecast):
    """Of each field a row: true, predicted, difference."""
    places = run.places
    shown = first_of(places.fields)[0]
    figure, axes = new_figure(len(shown), 3, 1.0 + len(shown) * plane_height(places, 3), sharex=True, sharey=True)
    rows = []
    for row, (name, states) in zip(axes, shown):
        true, guess = forecast.u_true[:, states], forecast.u_predicted[:, states]
        scale, of_difference = scale_of(true), scale_of_difference(guess - true, true)
        for axis, style, label in ((row[1], scale, name), (row[2], of_difference, f"Δ{name}")):
            image = draw_plane(axis, places, states, true[0], **style)
            figure.colorbar(image, ax=list(row[:2]) if axis is row[1] else axis, label=places.label(label, name), pad=0.02, aspect=12)
        row[0].set_ylabel(name)
        rows.append((row, states, (true, guess, guess - true), (scale, scale, of_difference)))
    for axis, title in zip(axes[0], ("true", "predicted", "difference")):
        axis.set_title(title)
    label_corner(axes, places)

    def draw(k):
        for row, states, values, styles in rows:
            for axis, own, style in zip(row, values, styles):
                for picture in [*axis.images, *axis.collections]:
                    picture.remove()
                draw_plane(axis, places, states, own[k], **style)
                axis.set_aspect("equal")
    return figure, axes, draw


def write_movie(movie, path):
    """As MP4 where ffmpeg is, else as GIF; the path that was written. `path` has no ending."""
    ffmpeg = animation.writers.is_available("ffmpeg")
    path = path.with_name(path.name + (".mp4" if ffmpeg else ".gif"))
    partial = path.with_name(f".part-{path.name}")
    writer = (animation.FFMpegWriter if ffmpeg else animation.PillowWriter)(fps=PER_SECOND)
    try:
        with matplotlib.rc_context(STYLE):
            movie.save(partial, writer, dpi=DPI)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path
