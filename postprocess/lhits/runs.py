"""A run directory: its report, its files as xarray, its surrogates, and its forecasts as the figures need them."""
import json
from functools import cached_property
from pathlib import Path

from .datasets import open_datasets
from .ensembles import read_ensembles
from .files import InputError, has_unit, open_file
from .forecasts import read_forecast
from .new_states import NewStates
from .places import read_places
from .surrogates import read_surrogates


def open_run(path):
    """The Run in a directory, or the NewStates of a file that `lhits forecast --model` wrote; read when they are used."""
    return NewStates(path) if Path(path).is_file() else Run(path)


class Run:
    """The directory of a run, of a sweep, or of an ensemble forecast by the model of another run."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self._forecasts, self._ensembles = {}, {}
        if not self.directory.is_dir():
            raise InputError(f"{directory}: expected the directory of a finished run, found nothing; give the [run] directory of the deck")

    def __repr__(self):
        return f"<Run {self.directory}: {self.title}>"

    def file(self, name):
        """The path of a file that must be there."""
        if not (self.directory / name).is_file():
            raise InputError(f"{self.directory}: expected {name} in it, found none; finish the run with 'lhits run DECK' first")
        return self.directory / name

    # What notebooks use

    @cached_property
    def report(self):
        """report.json, checked for the keys that figures use."""
        return read_report(self.file("report.json"))

    @property
    def title(self):
        """That of the report; before there is one, and of one's own data by an earlier lhits, the directory's name."""
        title = self.report.get("title", "file") if (self.directory / "report.json").exists() else "file"
        return title if title != "file" else self.directory.resolve().name

    @property
    def figures(self):
        """The folder for its figures."""
        return self.directory / "figures"

    @cached_property
    def trajectories(self):
        """{split: xarray.Dataset} of trajectories.h5."""
        return open_datasets(self.file("trajectories.h5"), "lhits trajectories")

    @cached_property
    def forecasts(self):
        """{surrogate: xarray.Dataset} of forecast.h5; "z4-in-sample" has the forecasts of training trajectories."""
        return open_datasets(self.file("forecast.h5"), "lhits forecasts")

    @cached_property
    def ensemble(self):
        """{surrogate: xarray.Dataset} of ensemble.h5."""
        return open_datasets(self.file("ensemble.h5"), "lhits ensemble")

    @cached_property
    def surrogates(self):
        """{name: Surrogate} of model.h5."""
        return read_surrogates(self.file("model.h5"))

    # What figures use

    @cached_property
    def groups(self):
        """{group of forecast.h5: its entry of the report}: "z4", and "full" for the full space."""
        found = {f"z{entry['z']}": entry for entry in self.report["latent"]}
        return found | ({"full": self.report["hits"]} if "hits" in self.report else {})

    def group(self, surrogate):
        """The name of that surrogate; None stands for the first."""
        if not self.groups:
            raise InputError(f"{self.directory}: expected a forecast, found none; run 'lhits forecast DECK' first")
        name = surrogate or next(iter(self.groups))
        if name not in self.groups:
            raise InputError(f"surrogate: expected one of {', '.join(self.groups)}, found {name}")
        return name

    @property
    def protocols(self):
        """"unseen" for test trajectories, and "in-sample" for training trajectories where the deck asks for it."""
        return ["unseen"] + ["in-sample"] * any("in_sample" in entry for entry in self.groups.values())

    @cached_property
    def places(self):
        """Where the elements of a state lie."""
        with open_file(self.file("trajectories.h5"), "lhits trajectories") as data:
            return read_places(data)

    def forecast(self, surrogate=None, protocol="unseen", trajectory="median"):
        """A Forecast with one trajectory of it: the "best", "median" or "worst", or a number."""
        key = self.group(surrogate), protocol, trajectory
        if key not in self._forecasts:
            self._forecasts[key] = read_forecast(self, *key)
        return self._forecasts[key]

    @property
    def ensemble_files(self):
        """The ensemble files in the directory, whatever their names; InputError when a file there is cut short."""
        found = []
        for path in sorted(self.directory.glob("*.h5")):
            try:
                with open_file(path, "lhits ensemble"):
                    found.append(path.name)
            except InputError as error:
                if error.__cause__:  # no HDF5 file; one of another kind has none
                    raise
        return found

    def read_ensembles(self, initial_condition=0, file="ensemble.h5"):
        """{surrogate: Ensemble} of a file in the directory, seen from one initial condition."""
        key = file, initial_condition
        if key not in self._ensembles:
            title = self.title if (self.directory / "report.json").exists() else None
            self._ensembles[key] = {own.group: own for own in read_ensembles(self.directory / file, initial_condition, title)}
        return self._ensembles[key]

    @cached_property
    def _labels(self):
        with open_file(self.file("forecast.h5"), "lhits forecasts") as results:
            return results.group(self.group(None)).variables

    def label(self, quantity):
        """Of an axis that shows a quantity of forecast.h5, as the file names it."""
        return self._labels[quantity].label

    @property
    def time_unit(self):
        return self._labels["time"].units

    @cached_property
    def deviation(self):
        """The standard deviation of the data about the mean of each element: a forecast with that error tells nothing."""
        with open_file(self.file("forecast.h5"), "lhits forecasts") as results:
            return results.group(self.group(None)).attributes.get("variance", 0.0) ** 0.5

    @property
    def error_label(self):
        """Of the root of mse_state."""
        return error_label(self._labels["mse_state"].title, self.report.get("units", "1"))

    @property
    def valid_time_label(self):
        own, scale = self._labels["valid_time"], self.report.get("time_scale", 1)
        if scale == 1:
            return own.label
        return f"{own.title} (units of {scale:g}" + f" {own.units}" * has_unit(own.units) + ")"


def error_label(of_square, units):
    """"root mean squared error of the state (K)", of what a file calls its square; units None: fields have different ones."""
    if units is None:
        return f"root {of_square} (units of the fields)"
    return f"root {of_square}" + f" ({units})" * has_unit(units)


def read_report(path):
    """report.json, with its entries checked for the keys used here."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        if "sweep" in report:
            return report
        if "dimension" in report:
            [report["dimension"][key] for key in ("estimate", "gap", "singular_values")]
        for entry in [*report["latent"], *([report["hits"]] if "hits" in report else [])]:
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
