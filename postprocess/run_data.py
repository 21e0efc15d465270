"""What the figures need of a run, out of report.json, trajectories.h5 and forecast.h5."""
import json
from dataclasses import dataclass

from drawing import np
from lhits import InputError, has_unit, open_file
from places import Places, read_places

TRAJECTORY_DIMENSIONS = ("trajectory", "time", "state")


@dataclass
class Forecast:
    """One group of forecast.h5, with one trajectory of the large arrays."""
    group: str                     # "z8", "full", "z8-in-sample"
    name: str                      # "z = 8", "full space"
    protocol: str                  # "unseen", "in-sample"
    strides: list                  # coupled
    trajectory: int
    time: np.ndarray               # (time)
    u_true: np.ndarray             # (time, state)
    latent_true: np.ndarray        # (time, latent)
    latent_predicted: np.ndarray   # (time, latent)
    u_predicted: np.ndarray        # (time, state)
    mse_state: np.ndarray          # (trajectory, time); frame 0 is the initial condition
    stride: np.ndarray             # (stride)
    stepper_mse_state: np.ndarray  # (stride, trajectory, time)

    def title(self):
        return f"{self.name}, {self.protocol}"

    def what(self):
        return f"{'test' if self.protocol == 'unseen' else 'training'} trajector"

    def one(self):
        return f"{self.what()}y {self.trajectory}"


@dataclass
class Statistics:
    """Long-time statistics of the forecasts of a surrogate beside the true ones."""
    group: str                       # "z8", "full"
    name: str                        # "z = 8", "full space"
    quantities: dict                 # {name: variable}, for labels
    trajectories: int
    wavenumber: np.ndarray           # (wave)
    u_x: np.ndarray                  # (bin), the middles of the bins
    u_xx: np.ndarray                 # (bin)
    true_spectrum: np.ndarray        # (wave)
    predicted_spectrum: np.ndarray   # (wave)
    true_density: np.ndarray         # (bin of u_x, bin of u_xx)
    predicted_density: np.ndarray    # (bin of u_x, bin of u_xx)


@dataclass
class Adaptive:
    """Forecasts of a surrogate by adaptive steps, and the steps of one trajectory with one tolerance."""
    group: str           # "z8", "full"
    name: str            # "z = 8", "full space"
    quantities: dict     # {name: variable}, for labels
    entry: dict          # of report.json
    trajectory: int
    tolerance: float
    time: np.ndarray     # (time)
    latent: np.ndarray   # (time), the first coordinate, predicted by the coupled strides
    step: np.ndarray     # (time), strides
    spacing: np.ndarray  # (time), of nodes


@dataclass
class Run(Places):
    """What the figures need of a run."""
    system: str
    time_unit: str
    time_scale: float       # of valid times in report.json
    quantities: dict        # {name: variable} of the first forecasts, for labels
    variance: float         # of the test data about its mean: the error of a constant forecast
    entries: list           # report.json latent[]
    printed: dict           # z as text -> mean squared error of the state in the paper
    forecasts: list         # in the order of entries, the full space last when it is there; "unseen" first
    statistics: list        # of the unseen ones, where the deck asks for them
    adaptive: list          # the same
    dimension: dict         # report.json dimension: estimate, gap, singular_values; None where it was not estimated

    def by(self, protocol):
        return [forecast for forecast in self.forecasts if forecast.protocol == protocol]

    def protocols(self):
        return list(dict.fromkeys(forecast.protocol for forecast in self.forecasts))

    def time_label(self):
        return self.quantities["time"].label

    def error_label(self):
        return self.quantities["mse_state"].label

    def valid_time_label(self):
        own = self.quantities["valid_time"]
        if self.time_scale == 1:
            return own.label
        return f"{own.title} (units of {self.time_scale:g}" + f" {own.units}" * has_unit(own.units) + ")"


def surrogates(report):
    """(group of forecast.h5, name, entry) of each."""
    return ([(f"z{entry['z']}", f"z = {entry['z']}", entry) for entry in report["latent"]]
            + ([("full", "full space", report["hits"])] if "hits" in report else []))


def read_report(path):
    """report.json, with its entries checked for the keys used here."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        if "sweep" in report:
            return report
        if "dimension" in report:
            [report["dimension"][key] for key in ("estimate", "gap", "singular_values")]
        for _, _, entry in surrogates(report):
            entry["z"], entry["reduction"]["kind"], entry["reduction"]["mse_test"], entry["reduction"]["pca_mse_test"]
            for scores in (entry, entry.get("in_sample", entry)):
                scores["coupling"]["strides"], scores["forecast"]["mse_state"], scores["reduction"]
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: expected a JSON report of lhits, found: {error}; "
                         "write it again with 'lhits report DECK'") from error
    except KeyError as error:
        raise InputError(f"{path}: expected the key {error}, found none; "
                         "write it again with 'lhits report DECK'") from error
    return report


def require_file(directory, name):
    if not (directory / name).is_file():
        raise InputError(f"{directory}: expected {name} in it, found none; finish the run with 'lhits run DECK' first")


def require_shapes(file, expected_shapes):
    for item, expected in expected_shapes:
        if item.shape != expected:
            raise InputError(f"{file.path}: expected shape {expected} for '{item.name}', found {item.shape}; "
                             "run 'lhits run DECK' again")


def read_forecast(file, group_name, name, protocol, strides, truth, trajectory):
    """A group of forecast.h5, of the true trajectories `truth`."""
    group = file.group(group_name)
    u = group.variable("u_predicted", *TRAJECTORY_DIMENSIONS)
    latent, latent_predicted = (group.variable(f"latent_{key}", "trajectory", "time", "latent") for key in ("true", "predicted"))
    mse = group.variable("mse_state", "trajectory", "time")
    time = u.along("time")
    stride = stepper_mse = np.empty(0)  # without [forecast] single_steppers
    if "stride" in group:
        stride = group.variable("stride", "stride")
        stepper_mse = group.variable("stepper_mse_state", "stride", "trajectory", "time")
    count, times = len(u), len(time)
    if times < 2:
        raise InputError(f"{file.path}: expected a forecast of at least one step, found {times} times; "
                         "run 'lhits forecast DECK' again")
    if protocol == "unseen" and not 0 <= trajectory < count:
        raise InputError(f"--trajectory: expected a test trajectory of {file.path}, 0 to {count - 1}, found "
                         f"{trajectory}; choose one of these")
    if count > truth.shape[0] or times > truth.shape[1]:
        raise InputError(f"{file.path}: expected '{group_name}' to forecast true trajectories, found (trajectory, time) = "
                         f"{(count, times)} for {truth.shape[:2]} of '{truth.name}'; run 'lhits forecast DECK' again")
    require_shapes(file, [(u, (count, times, truth.shape[2])), (latent, (count, times, latent.shape[2])),
                          (latent_predicted, latent.shape), (mse, (count, times))])
    if len(stride):
        require_shapes(file, [(stepper_mse, (len(stride), count, times))])
    shown = min(trajectory, count - 1)
    return Forecast(group_name, name, protocol, strides, shown, time, truth[shown, :times], latent[shown],
                    latent_predicted[shown], u[shown], endless(mse[...]), stride[...], endless(stepper_mse[...]))


def read_forecasts(report, data, results, trajectory):
    """Those of every surrogate and protocol that report.json lists."""
    entries = surrogates(report)
    if not entries:
        raise InputError(f"{results.path}: expected a forecast, found none; run 'lhits forecast DECK' first")
    test, train = (data.group(split).variable("u", *TRAJECTORY_DIMENSIONS) for split in ("test", "train"))
    return ([read_forecast(results, group, name, "unseen", entry["coupling"]["strides"], test, trajectory)
             for group, name, entry in entries]
            + [read_forecast(results, f"{group}-in-sample", name, "in-sample", entry["in_sample"]["coupling"]["strides"],
                             train, trajectory) for group, name, entry in entries if "in_sample" in entry])


def read_statistics(file, group_name, name):
    """The long-time statistics of a surrogate."""
    true = file.group("statistics")
    own = true.group(group_name)
    wavenumber, u_x, u_xx = (true.variable(key, key) for key in ("wavenumber", "u_x", "u_xx"))
    fields = []
    for key, dimensions in (("power_spectrum", ("wavenumber",)), ("joint_density", ("u_x", "u_xx"))):
        pair = [group.variable(key, *dimensions) for group in (true, own)]
        require_shapes(file, [(pair[1], pair[0].shape)])
        fields += [item[...] for item in pair]
    return Statistics(group_name, name, true.variables, len(true.variable("lyapunov_exponent", "trajectory")), wavenumber[...], u_x[...],
                      u_xx[...], *fields)


def read_adaptive(file, group_name, name, entry, trajectory):
    """With the smallest tolerance, where strides differ most."""
    parent = file.group(group_name)
    own = parent.group("adaptive")
    tolerance = own.variable("tolerance", "tolerance")
    step, spacing = (own.variable(key, "tolerance", "trajectory", "time") for key in ("step", "spacing"))
    require_shapes(file, [(spacing, step.shape)])
    rows = entry["adaptive"]["tolerances"]
    if len(rows) != len(tolerance):
        raise InputError(f"{file.path}: expected the {len(rows)} tolerances of report.json in '{own.name}', found "
                         f"{len(tolerance)}; run 'lhits run DECK' again")
    latent = parent.variable("latent_predicted", "trajectory", "time", "latent")
    return Adaptive(group_name, name, own.variables, entry, trajectory, float(tolerance[0]), step.along("time"),
                    latent[trajectory, :, 0], step[0, trajectory], spacing[0, trajectory])


def endless(errors):
    """The same errors, infinite where they are not numbers."""
    errors[~np.isfinite(errors)] = np.inf
    return errors


def read_run(directory, report, trajectory):
    """Everything the figures need, or an InputError."""
    for name in ("trajectories.h5", "forecast.h5"):
        require_file(directory, name)
    with open_file(directory / "trajectories.h5", "lhits trajectories") as data, \
            open_file(directory / "forecast.h5", "lhits forecasts") as results:
        truth = data.group("test").variable("u", *TRAJECTORY_DIMENSIONS)
        places, clock = read_places(data), data.variable("time", "time")
        if len(places.x) != truth.shape[2]:
            raise InputError(f"{data.path}: expected x, component and test/u of one state, found {len(places.x)} and "
                             f"{truth.shape[2]} values; run 'lhits run DECK' again")
        sample = truth[:, ::max(1, truth.shape[1] // 256)]
        return Run(*vars(places).values(),
                   data.attributes.get("system") or report.get("system", {}).get("kind", "unnamed system"),
                   clock.units, report.get("time_scale", 1), results.group(surrogates(report)[0][0]).variables, float(sample.var(axis=(0, 1)).mean()),
                   report["latent"], report.get("printed", {}).get("mse_state", {}),
                   read_forecasts(report, data, results, trajectory),
                   [read_statistics(results, group, name) for group, name, entry in surrogates(report)
                    if "statistics" in entry],
                   [read_adaptive(results, group, name, entry, trajectory) for group, name, entry in surrogates(report)
                    if "adaptive" in entry],
                   report.get("dimension"))
