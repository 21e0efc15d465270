"""What the figures need of an ensemble forecast, out of ensemble.h5 or member-J.h5."""
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .files import InputError, has_unit, open_file
from .forecasts import counted, surrogate_name
from .places import Places, read_places


@dataclass
class Ensemble(Places):
    """One group of an ensemble file, seen from one initial condition. What is large is read when it is drawn."""
    path: Path
    group: str                # "z4", "full"
    title: str                # of the deck
    size: int                 # members, of each initial condition
    initial_condition: int
    initial_conditions: int   # how many there are
    datasets: dict            # {name: variable} of those in the group, for labels
    time: np.ndarray          # (time)
    time_unit: str
    u_unit: str
    quantiles: np.ndarray     # (quantile), levels; empty without
    thresholds: np.ndarray    # (threshold), in the unit of the state; empty without
    threshold_fields: list    # the variable of each; empty: all of them
    members: np.ndarray       # (member), numbers of those that are kept; empty without
    valid_time: float         # calibrated on validation data; None when it is not known

    def read(self, name, *index):
        """That part of a dataset; of one that has initial conditions, of the chosen one."""
        with open_file(self.path, "lhits ensemble") as file:
            variable = file[self.group][name]
            own = [self.initial_condition] * (variable.dimensions[0] == "initial_condition")
            return variable[(*own, *index, Ellipsis)]

    def what(self, what, start=True):
        """The title's second line, of a figure of this initial condition, or of all."""
        which = f"initial condition {self.initial_condition}" if start else counted(self.initial_conditions, "initial condition")
        return f"{what}: {surrogate_name(self.group)}, {counted(self.size, 'member')}, {which}"

    def time_label(self):
        return self.datasets["time"].label

    def value(self, number):
        """Of the state: with its unit where it has one."""
        return f"{number:g}" + f" {self.u_unit}" * has_unit(self.u_unit)

    def is_for(self, threshold, name):
        """Whether the threshold of that number is one of a variable."""
        return not self.threshold_fields or self.threshold_fields[threshold] == name

    def above(self, threshold):
        """The threshold of that number, for labels."""
        field = f"{self.threshold_fields[threshold]} " if self.threshold_fields else ""
        return f"{field}above {self.value(self.thresholds[threshold])}"

    def point(self, element):
        """(name of the variable, where that point is)."""
        name = next(name for name, states in self.variables if element in states)
        return name, name if name in self.lone else f"{name} at {self.where(element)}"


def read_ensembles(path, initial_condition=0, title=None):
    """One for each group of the file, or an InputError; without a title that of the file."""
    with open_file(path, "lhits ensemble") as file:
        ensembles = [_ensemble(file, name, initial_condition, title) for name in file.attributes["groups"].split()]
    if not ensembles:
        raise InputError(f"{path}: expected a group for each surrogate, found none; run 'lhits forecast DECK' again")
    return ensembles


def _ensemble(file, name, initial_condition, title):
    group = file.group(name)
    count = len(group.variable("initial_condition", "initial_condition"))
    if not 0 <= initial_condition < count:
        raise InputError(f"--initial-condition: expected one of {file.path}, 0 to {count - 1}, found {initial_condition}; "
                         "choose one of these")
    time, places = group.variable("time", "time"), read_places(group, file)
    places.variables = [(key, own[np.argsort(places.x[own], kind="stable")]) for key, own in places.variables]

    def along(scale):
        return group[scale][...] if scale in group else np.empty(0)

    states = next((item for item in group.variables.values() if item.dimensions[-1] == "state" and item.name.endswith(
        ("/members", "/mean"))), None)
    if states is None:
        raise InputError(f"{file.path}: expected 'mean' or 'members' in the group '{name}', found neither; "
                         "run 'lhits forecast DECK' again")
    return Ensemble(
        *vars(places).values(), file.path, name, title or file.title, int(file.attributes["ensemble_size"]),
        initial_condition, count, group.variables, time[...], time.units, states.units, along("quantile"), along("threshold"),
        group["threshold"].attributes.get("names", "").split() if "threshold" in group else [], along("member"),
        group.attributes.get("calibrated_valid_time"))
