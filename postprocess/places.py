"""Where the elements of a state lie, and how the values of a field there are drawn."""
from dataclasses import dataclass

from drawing import matplotlib, np, with_unit, with_value
from lhits import InputError


@dataclass
class Places:
    """Of the states in a file. In three dimensions only a plane in the middle is drawn."""
    x: np.ndarray       # (state), along the first axis
    y: np.ndarray       # (state), along the second; None in one dimension
    x_axis: tuple       # (name, unit)
    y_axis: tuple
    variables: list     # [(name, indices into the state of what is drawn)]
    units: dict         # {name of a variable: its unit}
    plane: str          # "z = 0.5 m": where it lies; empty in fewer than three dimensions

    def x_label(self):
        return with_unit(*self.x_axis)

    def y_label(self):
        return with_unit(*self.y_axis)

    def label(self, name, variable):
        """A text about a variable with its unit."""
        return with_unit(name, self.units[variable])


def variables_of(component):
    """[(name, indices into the state)] of the variables that a state has."""
    owner = component[...]
    return [(name, np.flatnonzero(owner == c)) for c, name in enumerate(component.attributes.get("names", "").split())
            if (owner == c).any()]


def read_places(group):
    """Those of a group of a file, or an InputError."""
    names = group.axes
    places = [group.variable(name, "state") for name in names]
    component = group.variable("component", "state")
    found = component.attributes.get("names", "").split()
    if component[...].max() >= len(found):
        raise InputError(f"{group.path}: expected names of the components 0 to {component[...].max()}, found "
                         f"'{' '.join(found)}'; run 'lhits run DECK' again")
    units = component.attributes.get("units_of_names", ", ".join(["1"] * len(found))).split(", ")
    inside, plane = np.ones(len(component), bool), []
    for name, place in zip(names[2:], places[2:]):
        values = np.unique(place[...])
        middle = values[len(values) // 2]
        inside &= place[...] == middle
        plane.append(with_value(name, middle, place.units))
    variables = [(name, states[inside[states]]) for name, states in variables_of(component)]
    second = len(names) > 1
    return Places(places[0][...], places[1][...] if second else None, (names[0], places[0].units),
                  (names[1], places[1].units) if second else ("y", "1"), variables, dict(zip(found, units)), ", ".join(plane))


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
    return len(values) < 3 or np.allclose(np.diff(values), values[1] - values[0])


def draw_plane(axis, places, states, values, **style):
    """A variable at one time as a picture; of scattered points by the triangles between them."""
    style["cmap"] = matplotlib.colormaps[style["cmap"]].with_extremes(bad="0.75")
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
