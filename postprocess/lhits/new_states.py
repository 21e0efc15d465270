"""Forecasts of new states, as `lhits forecast --model` writes them: what the figures need of a run, without a truth."""
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .files import InputError, open_file, with_unit, with_value
from .forecasts import OVER, chosen, surrogate_name
from .places import read_places

FAR = 10  # times the limit: a forecast so far from the training data is off the scale


@dataclass
class NewForecast:
    """One trajectory of the file."""
    name: str                      # "z = 4"
    trajectory: int
    which: str                     # "new trajectory 3 (median of 16)"
    time: np.ndarray               # (time)
    latent_predicted: np.ndarray   # (time, latent)
    u_predicted: np.ndarray        # (time, state)
    distance: np.ndarray           # (time), from the training data
    leaving_time: float            # not a number where it never leaves them
    parted: str                    # the same in words; empty where it never does
    near: np.ndarray               # (time), whether it is so near to the training data that scales are made for it
    latent_true = u_true = None

    @property
    def title(self):
        return f"{self.name}, {self.which}"


class NewStates:
    """A file of forecasts of new states, read when it is used."""

    def __init__(self, path):
        self.path = Path(path)
        with self._open() as file:
            self.surrogate, self.title = file.attributes["groups"], file.title
            group = file.group(self.surrogate)
            self.variables, attributes = group.variables, group.attributes
            self.time_unit = self.variables["time"].units
            self.places = read_places(group, file)
            self.is_of_points = len(self.places.x) < len(file.variable("component", "state"))
        self.limit, self.coverage = attributes["distance_limit"], attributes["limit_coverage"]
        self.valid_time = attributes.get("calibrated_valid_time")

    def __repr__(self):
        return f"<NewStates {self.path}: {self.title}>"

    def _open(self):
        try:
            return open_file(self.path, "lhits forecast of states")
        except InputError as error:
            raise InputError(f"{error}; or give the directory of a run") from error

    @property
    def groups(self):
        """By the name of the surrogate, as a run's."""
        return {self.surrogate: {}}

    @property
    def figures(self):
        """The folder for its figures."""
        return self.path.with_name(f"{self.path.stem}-figures")

    @cached_property
    def distances(self):
        """From the training data, (trajectory, time)."""
        with self._open() as file:
            return file.group(self.surrogate).variable("training_distance", *OVER[:2])[...]

    def label(self, quantity):
        """Of an axis that shows a quantity of the file."""
        if quantity == "time":  # the file calls it that of the model's trajectories
            return with_unit("time since the initial state", self.time_unit)
        return self.variables[quantity].label

    def forecast(self, surrogate=None, protocol="unseen", trajectory="median"):
        """A NewForecast: the "best", "median" or "worst" by its distance from the training data, or a number."""
        if surrogate not in (None, self.surrogate):
            raise InputError(f"surrogate: expected {self.surrogate}, found {surrogate}")
        if protocol != "unseen":
            raise InputError(f"protocol: expected unseen, found {protocol}")
        number, which = chosen(self.distances, trajectory, "new")
        with self._open() as file:
            group = file.group(self.surrogate)
            u, z = group.variable("u_predicted", *OVER), group.variable("latent_predicted", *OVER[:2], "latent")
            time, leaving = group.variable("time", "time")[...], float(group.variable("leaving_time", "trajectory")[number])
            distance = self.distances[number]
            near = distance <= FAR * self.limit
            near |= not near.any()
            parted = ("" if np.isnan(leaving) else "starts outside the training data" if leaving == 0
                      else f"leaves the training data at {with_value('t', leaving, self.time_unit)}")
            return NewForecast(surrogate_name(self.surrogate), number, which, time, z[number], u[number], distance, leaving, parted, near)
