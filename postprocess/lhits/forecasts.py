"""Forecasts of a surrogate beside the truth, out of trajectories.h5 and forecast.h5, as the figures need them."""
from dataclasses import dataclass

import numpy as np

from .files import InputError, open_file

OVER = ("trajectory", "time", "state")
SPLITS = {"unseen": "test", "in-sample": "train"}
RANKS = ("best", "median", "worst")


@dataclass
class Forecast:
    """One group of forecast.h5, with one trajectory of the large arrays."""
    name: str                      # "z = 8", "full space"
    protocol: str                  # "unseen", "in-sample"
    strides: list                  # coupled
    trajectory: int
    which: str                     # "test trajectory 3 (median of 16)"
    time: np.ndarray               # (time)
    u_true: np.ndarray             # (time, state)
    latent_true: np.ndarray        # (time, latent)
    latent_predicted: np.ndarray   # (time, latent)
    u_predicted: np.ndarray        # (time, state)
    error: np.ndarray              # (trajectory, time), root of mse_state; frame 0 is the initial condition
    stride: np.ndarray             # (stride)
    stepper_error: np.ndarray      # (stride, trajectory, time)

    @property
    def title(self):
        return f"{self.name}, {self.which}"

    @property
    def trajectories(self):
        """"16 test trajectories"."""
        return counted(len(self.error), f"{SPLITS[self.protocol].replace('train', 'training')} trajector", "y", "ies")


def counted(number, what, one="", many="s"):
    """"3 test trajectories", "1 member"."""
    return f"{number} {what}{one if number == 1 else many}"


def surrogate_name(group):
    """"z = 4" of the group z4."""
    return "full space" if group == "full" else f"z = {group[1:]}"


def chosen(error, trajectory, of):
    """(number, what it is) of the trajectory to show, from errors (trajectory, time)."""
    count = len(error)
    order = np.argsort(error[:, 1:].mean(axis=1), kind="stable")
    if trajectory in RANKS:
        number = int(order[{"best": 0, "median": (count - 1) // 2, "worst": count - 1}[trajectory]])
        return number, f"{of} trajectory {number}" + (f" ({trajectory} of {count})" if count > 1 else "")
    try:
        number = int(trajectory)
    except (TypeError, ValueError):
        number = -1
    if number < 0 or (of != "training" and number >= count):
        raise InputError(f"--trajectory: expected {', '.join(RANKS)} or a number from 0 to {count - 1}, found {trajectory}; "
                         "choose one of these")
    number = min(number, count - 1)
    return number, f"{of} trajectory {number}"


def require_shapes(file, expected_shapes):
    for item, expected in expected_shapes:
        if item.shape != expected:
            raise InputError(f"{file.path}: expected shape {expected} for '{item.name}', found {item.shape}; "
                             "run 'lhits run DECK' again")


def roots(squares):
    """Of errors; infinite where they are not numbers."""
    squares = np.array(squares, float)
    squares[~np.isfinite(squares)] = np.inf
    return np.sqrt(squares)


def read_forecast(run, group_name, protocol, trajectory):
    """That of a surrogate of a run."""
    entry = run.groups[group_name]
    if protocol not in run.protocols or (protocol == "in-sample" and "in_sample" not in entry):
        raise InputError(f"protocol: expected one of {', '.join(run.protocols)}, found {protocol}")
    scores = entry["in_sample"] if protocol == "in-sample" else entry
    data_path, results_path = run.file("trajectories.h5"), run.file("forecast.h5")
    with open_file(data_path, "lhits trajectories") as data, open_file(results_path, "lhits forecasts") as file:
        truth = data.group(SPLITS[protocol]).variable("u", *OVER)
        group = file.group(group_name + "-in-sample" * (protocol == "in-sample"))
        u = group.variable("u_predicted", *OVER)
        latent, predicted = (group.variable(f"latent_{key}", "trajectory", "time", "latent") for key in ("true", "predicted"))
        mse, time = group.variable("mse_state", "trajectory", "time"), u.along("time")
        stride = stepper_mse = np.empty(0)  # without [forecast] single_steppers
        if "stride" in group:
            stride, stepper_mse = group.variable("stride", "stride"), group.variable("stepper_mse_state", "stride", "trajectory", "time")
        count, times = len(u), len(time)
        if times < 2:
            raise InputError(f"{file.path}: expected a forecast of at least one step, found {times} times; "
                             "run 'lhits forecast DECK' again")
        if count > truth.shape[0] or times > truth.shape[1]:
            raise InputError(f"{file.path}: expected '{group.name}' to forecast true trajectories, found (trajectory, time) = "
                             f"{(count, times)} for {truth.shape[:2]} of '{truth.name}'; run 'lhits forecast DECK' again")
        require_shapes(file, [(u, (count, times, truth.shape[2])), (latent, (count, times, latent.shape[2])),
                              (predicted, latent.shape), (mse, (count, times))])
        if len(stride):
            require_shapes(file, [(stepper_mse, (len(stride), count, times))])
        if len(run.places.x) != truth.shape[2]:
            raise InputError(f"{data.path}: expected x and {truth.name} of one state, found {len(run.places.x)} and "
                             f"{truth.shape[2]} values; run 'lhits run DECK' again")
        error = roots(mse[...])
        number, which = chosen(error, trajectory, SPLITS[protocol].replace("train", "training"))
        return Forecast(surrogate_name(group_name), protocol, scores["coupling"]["strides"],
                        number, which, time, truth[number, :times], latent[number], predicted[number], u[number], error,
                        stride[...], roots(stepper_mse[...]))
