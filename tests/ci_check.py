#!/usr/bin/python3
"""Is the report of a run whole, and good enough? ci_check.py RUN_DIR; exit status 0 or 1.

Checks the keys of report.json that scripts rely on (they are there, and the numbers are finite),
the accuracy of the first surrogate, and that there are figures.
"""

import json
import math
import pathlib
import sys

MSE_STATE_BELOW = 1e-2

SYSTEM = ["kind", "n", "dt", "steps"]
REDUCTION = ["kind", "mse_train", "mse_validation", "mse_test", "pca_mse_test"]
STEPPER = ["stride", "mse_test", "forecast_seconds", "train_seconds"]
COUPLING = ["strides", "score", "mse_validation", "valid_time_validation", "seconds"]
IN_SAMPLE = {"coupling": ["strides", "score", "mse", "valid_time", "seconds"],
             "forecast": ["mse_latent", "mse_state", "relative_l2", "valid_time"]}
DIRECT_SOLVER = ["seconds", "seconds_per_forecast", "mse_state", "valid_time", "coarsened"]
FORECAST = ["mse_latent", "mse_state", "relative_l2", "valid_time", "perfect_model_valid_time",
            "seconds"]
SECONDS = ["generate", "reduce", "train", "couple", "forecast", "total"]


class Checker:
    """Collects every fault, so that one run shows them all."""

    def __init__(self):
        self.faults = []

    def value(self, item, key, where):
        """item[key], which must be there and finite (a NaN is null in JSON)."""
        if not isinstance(item, dict) or key not in item:
            self.faults.append(f"{where}: expected a key '{key}', found none")
            return None
        value = item[key]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is None or (number and not math.isfinite(value)):
            self.faults.append(f"{where}.{key}: expected a finite value, found {value}")
        return value

    def table(self, item, key, keys, where):
        table = self.value(item, key, where)
        for inner in keys if table is not None else []:
            self.value(table, inner, f"{where}.{key}")

    def entries(self, item, key, where):
        entries = self.value(item, key, where)
        if not isinstance(entries, list) or not entries:
            self.faults.append(f"{where}.{key}: expected a list with something in it")
            return []
        return entries

    def hierarchy(self, item, where):
        """What a latent dimension and the full-space baseline have in common."""
        for i, stepper in enumerate(self.entries(item, "steppers", where)):
            for key in STEPPER:
                self.value(stepper, key, f"{where}.steppers[{i}]")
        self.table(item, "coupling", COUPLING, where)
        self.table(item, "forecast", FORECAST, where)
        for key, keys in IN_SAMPLE.items() if "in_sample" in item else ():  # absent where the deck has none
            self.table(item["in_sample"], key, keys, f"{where}.in_sample")


def report_faults(report):
    check = Checker()
    check.table(report, "system", SYSTEM, "report")
    check.value(report, "ranks", "report")
    check.table(report, "seconds", SECONDS, "report")
    if "direct_solver" in report:  # absent where the deck does not ask for it
        check.table(report, "direct_solver", DIRECT_SOLVER, "report")
    hits = report.get("hits")  # absent or null where the deck asks for no baseline
    alone = hits is not None and report.get("latent") == []  # [reduction] kind = "identity"
    for i, latent in enumerate(check.entries(report, "latent", "report") if not alone else []):
        where = f"report.latent[{i}]"
        check.value(latent, "z", where)
        check.table(latent, "reduction", REDUCTION, where)
        check.hierarchy(latent, where)
    if hits is not None:
        check.hierarchy(hits, "report.hits")
    if not check.faults:
        where, first = ("hits", hits) if alone else ("latent[0]", report["latent"][0])
        mse = first["forecast"]["mse_state"]
        print(f"{where}: z = {first['z']}, mean squared error of the state {mse:.3g}")
        if not mse < MSE_STATE_BELOW:
            check.faults.append(f"report.{where}.forecast.mse_state: expected below "
                                f"{MSE_STATE_BELOW}, found {mse}")
    return check.faults


def figure_faults(folder):
    figures = sorted(folder.glob("*.png"))
    print(f"{len(figures)} figures")
    if not figures:
        return [f"{folder}: expected figures (*.png), found none"]
    # An empty canvas of any size has fewer bytes than this; tests/postprocess looks closer.
    return [f"{path}: expected a picture, found {path.stat().st_size} bytes"
            for path in figures if path.stat().st_size < 1000]


def main():
    run_dir = pathlib.Path(sys.argv[1])
    try:
        report = json.loads((run_dir / "report.json").read_text())
    except (OSError, ValueError) as error:
        print(f"{run_dir}/report.json: {error}", file=sys.stderr)
        return 1
    faults = report_faults(report) + figure_faults(run_dir / "figures")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
