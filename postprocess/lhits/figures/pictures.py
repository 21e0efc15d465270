"""Pictures of fields: over space and time, and in a plane at one time."""
import numpy as np

from .style import DIVERGING, SEQUENTIAL, colour_map


def as_grid(places, states):
    """(x, y, index of each row and column) where the points of a variable are a rectangular grid, else None."""
    x, column = np.unique(places.x[states], return_inverse=True)
    y, row = np.unique(places.y[states], return_inverse=True)
    return (x, y, row, column) if len(x) * len(y) == len(states) else None


def as_plane(places, states, values):
    """Values of one variable on a rectangular grid: x, y and the picture (y, x); None where it is none."""
    grid = as_grid(places, states)
    if grid is None:
        return None
    x, y, row, column = grid
    plane = np.full((len(y), len(x)), np.nan)
    plane[row, column] = values
    return x, y, plane


def evenly(values):
    """Whether they are equally far from each other."""
    return len(values) < 3 or np.allclose(np.diff(values), values[1] - values[0])


def shown(values, scale):
    """The same, but for numbers so far off the scale that a picture could not hold them; missing where they are not finite."""
    width = scale["vmax"] - scale["vmin"]
    return np.clip(np.where(np.isfinite(values), values, np.nan), scale["vmin"] - width, scale["vmax"] + width)


def draw_plane(axis, places, states, values, **style):
    """A variable at one time as a picture; of scattered points by the triangles between them."""
    values = shown(values, style)
    style["cmap"] = colour_map(style["cmap"])
    found = as_plane(places, states, values)
    if found is None:
        known = np.isfinite(values)
        if known.sum() > 2:  # a triangle
            states, values = states[known], values[known]
        return axis.tripcolor(places.x[states], places.y[states], values, rasterized=True, **style)
    x, y, plane = found
    if not (evenly(x) and evenly(y)):
        return axis.pcolormesh(x, y, plane, shading="nearest", rasterized=True, **style)
    half_x, half_y = (0.5 * (c[-1] - c[0]) / max(len(c) - 1, 1) or 0.5 for c in (x, y))
    return axis.imshow(plane, origin="lower", extent=(x[0] - half_x, x[-1] + half_x, y[0] - half_y, y[-1] + half_y), **style)


def space_time(axis, time, x, values, **options):
    """A picture of values (time, x): time to the right, x upwards; what is not finite is grey."""
    values = shown(values, options)
    options["cmap"] = colour_map(options["cmap"])
    order = np.argsort(x, kind="stable")
    x, values = x[order], np.ma.masked_invalid(values.T[order])
    if evenly(x):
        half_t, half_x = (0.5 * (c[-1] - c[0]) / max(len(c) - 1, 1) or 0.5 for c in (time, x))
        extent = (time[0] - half_t, time[-1] + half_t, x[0] - half_x, x[-1] + half_x)
        rows = values.repeat(-(-256 // len(x)), axis=0)  # few rows would be smoothed as many columns are
        return axis.imshow(rows, origin="lower", aspect="auto", extent=extent, **options)
    return axis.pcolormesh(time, x, values, shading="nearest", rasterized=True, **options)


def plane_height(places, columns):
    """Inches of a row of so many planes beside each other, with their row label and colour bar."""
    (x, y) = (np.ptp(axis[np.isfinite(axis)]) for axis in (places.x, places.y))
    return min(max(2.5 / columns * (y / x if x else 1), 0.3), 2.0) + 0.06


def label_corner(axes, places):
    """Planes beside and above each other have the same axes: only the one in the corner below is labelled."""
    for axis in axes.flat:
        axis.set_aspect("equal")
        axis.tick_params(labelbottom=False, labelleft=False)
    corner = axes[-1, 0]
    corner.tick_params(labelbottom=True, labelleft=True)
    corner.set_xlabel(places.x_label())
    corner.set_ylabel(f"{corner.get_ylabel()}\n{places.y_label()}")


def extent_of(*values):
    """The lowest and the highest value, of those that are finite."""
    known = np.concatenate([np.ravel(own) for own in values])
    known = known[np.isfinite(known)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def scale_of(true):
    """{cmap, vmin, vmax} for a field and its prediction: those of the truth, about zero where it has both signs."""
    low, high = extent_of(true)
    if low < 0 < high:
        largest = max(-low, high)
        return dict(cmap=DIVERGING, vmin=-largest, vmax=largest)
    return dict(cmap=SEQUENTIAL, vmin=low, vmax=high if high > low else low + 1.0)


def scale_of_difference(difference, true):
    """{cmap, vmin, vmax} about zero: all but the largest thousandth, and never more than the truth varies."""
    known = np.abs(difference[np.isfinite(difference)])
    low, high = extent_of(true)
    largest = min(float(np.quantile(known, 0.999)) if known.size else 0.0, high - low) or 1.0
    return dict(cmap=DIVERGING, vmin=-largest, vmax=largest)


def beyond(values, scale):
    """How a colour bar tells of values that are off its scale: "both", "neither"."""
    slack = 0.01 * (scale["vmax"] - scale["vmin"])
    off = (values < scale["vmin"] - slack) | (values > scale["vmax"] + slack)
    return "both" if off.any() else "neither"
