"""Where the elements of a state lie."""
from dataclasses import dataclass

import numpy as np

from .files import InputError, has_unit, with_unit, with_value


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
    lone: set           # names of the variables that have one element in the whole state

    def x_label(self):
        return with_unit(*self.x_axis)

    def y_label(self):
        return with_unit(*self.y_axis)

    @property
    def fields(self):
        """The variables that extend over space."""
        return [(name, states) for name, states in self.variables if len(states) > 1]

    def label(self, name, variable):
        """A text about a variable with its unit."""
        return with_unit(name, self.units[variable])

    def where(self, element):
        """"x = 0.5 m, y = 1 m": the place of an element."""
        places = [(self.x_axis, self.x)] + ([(self.y_axis, self.y)] if self.y is not None else [])
        at = [f"{axis} = {place[element]:.3g}" + f" {unit}" * has_unit(unit) for (axis, unit), place in places]
        return ", ".join(at + [self.plane] * bool(self.plane))


def variables_of(component):
    """[(name, indices into the state)] of the variables that a state has."""
    owner = component[...]
    return [(name, np.flatnonzero(owner == c)) for c, name in enumerate(component.attributes.get("names", "").split())
            if (owner == c).any()]


def read_places(group, whole=None):
    """Those of a group of a file, or an InputError; `whole`: the group of the whole state, where this is part of it."""
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
                  (names[1], places[1].units) if second else ("y", "1"), variables, dict(zip(found, units)), ", ".join(plane),
                  {name for name, own in variables_of((whole or group).variable("component", "state")) if len(own) == 1})
