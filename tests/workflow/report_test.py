#!/usr/bin/python3
"""The figures of report.json, computed once more with NumPy from trajectories.h5, forecast.h5 and the weights."""

import functools
import json
import math
import tomllib
import unittest
from dataclasses import dataclass

import h5py
import numpy as np

import harness
import surrogate

KINDS = {
    "autoencoder": {},
    "pca": {"reduction__kind": "pca", "coupling__search": "range", "steppers__strides": "[3, 9]",
            "forecast__in_sample": 5},  # there are three
    # Samples so far apart that the coarsest solvers blow up.
    "identity": {"reduction__kind": "identity", "reduction__latent": 1000, "reduction__baseline": "false",
                 "system__sample_every": 200, "forecast__chunk": 2},
}
OF_SURROGATE = {
    "reduction": ["kind", "mse_train", "mse_validation", "mse_test", "pca_mse_test"],
    "coupling": ["strides", "score", "mse_validation", "valid_time_validation", "seconds"],
    "forecast": ["mse_latent", "mse_state", "relative_l2", "valid_time", "perfect_model_valid_time", "seconds",
                 "speed_up"],
}
SECONDS = ["generate", "reduce", "train", "couple", "forecast", "total"]


class FinishedRun:
    """The files of a run, in memory."""

    def __init__(self, kind, directory):
        self.kind = kind
        self.directory = directory
        self.report = json.loads((directory / "report.json").read_text())
        self.deck = tomllib.loads((directory / "deck.toml").read_text())
        self.model = surrogate.read_surrogates(directory / "model.h5")
        self.steps = self.deck["system"]["steps"]
        with h5py.File(directory / "trajectories.h5") as file:
            self.true = {split: file[f"{split}/u"][:].astype(float) for split in ("train", "validation", "test")}
        with h5py.File(directory / "forecast.h5") as file:
            groups = [name for name, item in file.items() if isinstance(item, h5py.Group)]
            self.forecast = {name: {key: item[()] for key, item in file[name].items()} for name in groups}
            self.attributes = {name: dict(file[name].attrs) for name in groups}
        self.entries = {f"z{entry['z']}": entry for entry in self.report["latent"]} | {"full": self.report["hits"]}

    def cases(self):
        for name, entry in self.entries.items():
            yield Case(self, name, "unseen", entry, self.true["validation"], self.true["test"],
                       {key.removesuffix("_validation"): value for key, value in entry["coupling"].items()},
                       entry["forecast"],
                       [(s["stride"], s["mse_test"], s["mse_latent_test"]) for s in entry["steppers"]])
            own = entry["in_sample"]
            learnt = self.true["train"][:self.deck["forecast"]["in_sample"]]
            yield Case(self, name, "in-sample", entry, learnt, learnt, own["coupling"], own["forecast"],
                       [(s["stride"], s["mse"], s["mse_latent"]) for s in own["steppers"]])


@dataclass
class Case:
    """A surrogate of a run by one protocol."""
    run: FinishedRun
    name: str
    protocol: str
    entry: dict            # of the report
    chosen_on: np.ndarray  # true trajectories
    true: np.ndarray       # those that are forecast
    coupling: dict         # of the report, as are those below
    scores: dict
    steppers: list         # (stride, mse of the state, latent)

    def __post_init__(self):
        self.own = self.run.model[self.name]
        group = self.name if self.protocol == "unseen" else f"{self.name}-{self.protocol}"
        self.forecast = self.run.forecast[group]
        self.attributes = self.run.attributes[group]
        self.strides = self.own.coupled[self.protocol]


def per_time(predicted, true):
    return np.mean((np.asarray(predicted, float) - true)**2, axis=-1)


def for_each_case(test):
    """The test of one case as one of all cases of all runs."""

    @functools.wraps(test)
    def test_all(self):
        for run in self.runs:
            for case in run.cases():
                with self.subTest(run.kind, surrogate=case.name, protocol=case.protocol):
                    test(self, case)

    return test_all


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(harness.scratch_folder())
        cls.runs = [FinishedRun(kind, harness.finished_run(folder / kind, 2, **values))
                    for kind, values in KINDS.items()]

    def close(self, found, expected, relative, what=""):
        """To `relative` of the largest expected value."""
        expected = np.asarray(expected, float)
        self.assertEqual(np.shape(found), expected.shape, what)
        error = np.max(np.abs(np.asarray(found, float) - expected)) / np.max(np.abs(expected))
        self.assertLess(error, relative, f"{what}: found {found}, expected {expected}")

    def test_keys(self):
        run = self.runs[0]
        self.assertEqual(set(run.model), {"z2", "z3", "full"})
        self.assertEqual([entry["z"] for entry in run.report["latent"]], [2, 3])
        self.assertEqual(run.report["system"], {"kind": "fhn-lattice-boltzmann", "n": 42, "constant": 0, "missing": 0, "fixed": "", "dt": 1.0,
                                                "steps": 200, "train_steps": 200})
        self.assertEqual(run.report["ranks"], 2)
        self.assertEqual(run.report["printed"]["mse_state"]["2"], 1.37e-4)
        self.assertIsNone(run.report["hits"]["reduction"]["pca_mse_test"])
        for name, entry in run.entries.items():
            numbers = {f"{table}.{key}": entry[table][key] for table, keys in OF_SURROGATE.items() for key in keys}
            for key in ("reduction.kind", "coupling.strides", "coupling.score", *["reduction.pca_mse_test"] * (name == "full")):
                del numbers[key]
            for stepper in entry["steppers"]:
                numbers |= {f"stepper {stepper['stride']}, {key}": stepper[key]
                            for key in ("mse_test", "forecast_seconds", "train_seconds")}
            for key, value in numbers.items():
                self.assertTrue(math.isfinite(value) and value >= 0, f"{name}, {key}: {value}")
            self.assertEqual([stepper["stride"] for stepper in entry["steppers"]], [1, 2, 4, 8, 16])
        seconds = run.report["seconds"]
        self.assertEqual(list(seconds), SECONDS)
        self.assertTrue(all(value > 0 for value in seconds.values()), seconds)
        self.assertAlmostEqual(seconds["total"], sum(seconds[key] for key in SECONDS[:-1]))
        text = (run.directory / "report.md").read_text()
        self.assertNotIn("nan", text)
        self.assertNotIn("diverged", text)
        for title in ("Accuracy, unseen", "Accuracy, in-sample", "Valid times", "The direct solver", "(Table 3)"):
            self.assertIn(title, text)

    def test_full_space_alone(self):
        run = self.runs[2]
        self.assertEqual(run.report["latent"], [])
        self.assertEqual((set(run.model), run.report["hits"]["z"]), ({"full"}, 42))
        self.assertEqual(set(run.forecast), {"full", "full-in-sample", "direct-solver"})

    def test_protocols(self):
        for run, count in zip(self.runs, (2, 3, 2), strict=True):
            for case in run.cases():
                self.assertEqual(case.attributes["protocol"], case.protocol)
                self.assertEqual(case.scores["trajectories"], 2 if case.protocol == "unseen" else count)
                self.assertEqual(len(case.forecast["u_predicted"]), case.scores["trajectories"])

    def test_no_in_sample_and_no_direct_solver(self):
        with harness.scratch_folder() as folder:
            directory = harness.finished_run(folder / "run", forecast__in_sample=0, forecast__direct_solver="false",
                                             forecast__single_steppers="false", forecast__perfect_model="false")
            report = json.loads((directory / "report.json").read_text())
            with h5py.File(directory / "forecast.h5") as file:
                self.assertEqual({name for name, item in file.items() if isinstance(item, h5py.Group)}, {"z2", "z3", "full"})
        self.assertNotIn("direct_solver", report)
        for entry in [*report["latent"], report["hits"]]:
            self.assertFalse({"in_sample", "equal_accuracy", "pays_off_after"} & set(entry))
            self.assertNotIn("speed_up", entry["forecast"])

    @for_each_case
    def test_errors_from_the_files(self, case):
        true = case.true[:, 1:]  # the start is no prediction
        predicted = case.forecast["u_predicted"][:, 1:]
        state = per_time(predicted, true).mean(axis=1)
        latent = per_time(case.forecast["latent_predicted"], case.forecast["latent_true"])[:, 1:].mean()
        relative = np.linalg.norm(predicted - true, axis=(1, 2)) / np.linalg.norm(true, axis=(1, 2))
        found = case.scores
        self.close(found["mse_state"], state.mean(), 1e-5, "mse_state")
        self.close(found["mse_state_of_trajectory"], state, 1e-5, "mse_state_of_trajectory")
        self.close(found["mse_state_median"], np.median(state), 1e-5, "median")
        self.close(found["mse_state_worst"], state.max(), 1e-5, "worst")
        self.close(found["mse_latent"], latent, 1e-5, "mse_latent")
        self.close(found["relative_l2"], relative.mean(), 1e-5, "relative_l2")
        self.close(found["relative_l2_median"], np.median(relative), 1e-5, "relative_l2_median")
        self.close(found["relative_l2_worst"], relative.max(), 1e-5, "relative_l2_worst")
        self.assertEqual([(field["name"], field["units"]) for field in found["fields"]], [("u", "1"), ("v", "1")])
        for field, part in zip(found["fields"], (slice(0, 21), slice(21, 42)), strict=True):
            own, exact = predicted[..., part], true[..., part]
            self.close(field["rmse"], np.sqrt(np.mean((own - exact)**2)), 1e-5, "rmse")
            deviations = [one.std() for one in exact]
            self.close(field["deviation"], np.sqrt(np.mean(np.square(deviations))), 1e-5, "deviation")
        for (stride, mse, mse_latent), of_state, of_latent in zip(
                case.steppers, case.forecast["stepper_mse_state"], case.forecast["stepper_mse_latent"], strict=True):
            self.close(mse, of_state[:, 1:].mean(), 1e-5, f"stride {stride}")
            self.close(mse_latent, of_latent[:, 1:].mean(), 1e-5, f"stride {stride}, latent")

    @for_each_case
    def test_error_over_time(self, case):
        table = case.scores["error_over_time"]
        times = np.arange(1, 11) * case.run.steps // 10
        self.close(table["time"], times * case.run.report["system"]["dt"], 1e-12, "time")
        predicted, true = case.forecast["u_predicted"][:, times], case.true[:, times]
        self.close(table["mse_state"], per_time(predicted, true).mean(axis=0), 1e-5, "mse_state")
        relative = np.linalg.norm(predicted - true, axis=2) / np.linalg.norm(true, axis=2)
        self.close(table["relative_l2"], relative.mean(axis=0), 1e-5, "relative_l2")

    @for_each_case
    def test_reconstruction(self, case):
        found = case.entry["reduction"]
        for split in ("train", "validation", "test"):
            u = case.run.true[split]
            error = np.mean((case.own.decode(case.own.encode(u)) - u)**2)
            if case.name == "full":
                self.assertLess(found[f"mse_{split}"], 1e-12)
            else:
                self.close(found[f"mse_{split}"], error, 1e-4, split)
        if case.protocol == "in-sample" and case.name != "full":
            error = np.mean((case.own.decode(case.own.encode(case.true)) - case.true)**2)
            self.close(case.entry["in_sample"]["reduction"]["mse"], error, 1e-4, "in-sample")
        self.close(case.forecast["latent_true"], case.own.encode(case.true), 1e-4, "latent_true")
        z = np.concatenate(case.own.encode(case.run.true["train"]))
        self.assertLess(np.max(np.abs(z.mean(axis=0))), 1e-4)
        self.close(z.std(axis=0), np.ones(z.shape[1]), 1e-4, "deviation of the latent coordinates")

    @for_each_case
    def test_principal_components(self, case):
        if case.name == "full":
            return
        train = np.concatenate(case.run.true["train"])
        centred = np.concatenate(case.true) - train.mean(axis=0)
        axes = np.linalg.svd(train - train.mean(axis=0), full_matrices=False)[2][:case.entry["z"]]
        error = np.mean((centred - centred @ axes.T @ axes)**2)
        if case.protocol == "in-sample":
            self.close(case.entry["in_sample"]["reduction"]["pca_mse"], error, 1e-4)
            return
        self.close(case.entry["reduction"]["pca_mse_test"], error, 1e-4)
        if case.run.kind == "pca":
            self.close(case.entry["reduction"]["mse_test"], error, 1e-4)

    @for_each_case
    def test_coupled_forecasts(self, case):
        self.assertEqual(case.coupling["strides"], case.strides)
        for trajectory, u in enumerate(case.true):
            z, predicted = case.own.forecast(u[0], case.run.steps, case.strides)
            self.close(case.forecast["latent_predicted"][trajectory], z, 1e-4, "latent_predicted")
            self.close(case.forecast["u_predicted"][trajectory], predicted, 1e-4, "u_predicted")
            self.close(case.forecast["mse_state"][trajectory], per_time(predicted, u), 1e-3, "mse_state")

    @for_each_case
    def test_single_steppers(self, case):
        if case.run.kind == "identity":  # errors of such steppers grow too fast to be compared
            return
        for (stride, found, _), mse in zip(case.steppers, case.forecast["stepper_mse_state"], strict=True):
            errors = [per_time(case.own.forecast(u[0], case.run.steps, [stride])[1], u) for u in case.true]
            self.close(mse, errors, 1e-3, f"stride {stride}")
            self.close(found, np.mean(np.array(errors)[:, 1:]), 1e-3, f"stride {stride}")

    @for_each_case
    def test_coupling(self, case):
        """The range of strides that was chosen, and its error on the trajectories that it was chosen on."""
        strides = case.own.strides

        def error(finest, coarsest):
            used = strides[finest:coarsest + 1]
            return np.mean([per_time(case.own.forecast(u[0], case.run.steps, used)[1], u)[1:]
                            for u in case.chosen_on])

        levels = range(len(strides))
        if case.run.deck["coupling"]["search"] == "exhaustive":
            scores = {(f, c): error(f, c) for c in levels for f in range(c + 1)}
        else:
            coarsest = min(levels, key=lambda c: error(0, c))
            scores = {(f, coarsest): error(f, coarsest) for f in range(coarsest + 1)}
        finest, coarsest = min(scores, key=scores.get)
        self.assertEqual(case.coupling["strides"], strides[finest:coarsest + 1], scores)
        self.close(case.coupling["mse"], scores[finest, coarsest], 1e-3, "mse")
        self.assertEqual(case.coupling["score"], "error")
        errors = [per_time(case.own.forecast(u[0], case.run.steps, case.strides)[1], u) for u in case.chosen_on]
        valid = np.mean([self.until(case.run, one, case.attributes["variance"]) for one in errors])
        self.assertAlmostEqual(case.coupling["valid_time"], valid, delta=1e-6 * (1 + valid))

    def check_spread(self, spread, values, unit):
        values = np.asarray(values, float) / unit
        self.assertEqual(spread["count"], len(values))
        for key, expected in (("mean", values.mean()), ("deviation", values.std(ddof=1)),
                              ("quantile_10", np.quantile(values, 0.1)), ("quantile_90", np.quantile(values, 0.9))):
            self.assertAlmostEqual(spread[key], expected, delta=1e-6 * (1 + abs(expected)), msg=key)

    def until(self, run, mse, variance):
        late = np.nonzero(np.sqrt(mse / variance) >= run.deck["report"]["valid_nrmse"])[0]
        return (late[0] if len(late) else run.steps) * run.report["system"]["dt"]

    @for_each_case
    def test_valid_times(self, case):
        run = case.run
        variance = np.concatenate(run.true["train"]).var(axis=0).mean()
        self.close(case.attributes["variance"], variance, 1e-5, "variance")
        valid = [self.until(run, mse, variance) for mse in case.forecast["mse_state"].astype(float)]
        self.assertEqual(list(case.forecast["valid_time"]), valid)
        self.assertAlmostEqual(case.scores["valid_time"], np.median(valid), delta=1e-5)
        self.check_spread(case.scores["valid_time_spread"], valid, 1.0)
        perfect = case.forecast["perfect_model_valid_time"]
        self.assertAlmostEqual(case.scores["perfect_model_valid_time"], np.median(perfect), delta=1e-5)
        self.check_spread(case.scores["perfect_model_valid_time_spread"], perfect, 1.0)
        if run.kind == "autoencoder":  # the solver below takes its time
            solved = [surrogate.lattice_boltzmann(case.own.decode(case.own.encode(u[0])), run.deck["system"],
                                                  run.steps) for u in case.true]
            self.assertEqual(list(perfect), [self.until(run, per_time(*pair), variance)
                                             for pair in zip(solved, case.true)])

    def test_direct_solver(self):
        """The solver once more, with the time steps of each level."""
        run = self.runs[0]
        direct = run.report["direct_solver"]
        system = run.deck["system"]
        variance = run.attributes["z2"]["variance"]
        self.assertEqual([solver["level"] for solver in direct["coarsened"]], [1, 2, 3, 4])
        for solver, every, errors in zip([direct, *direct["coarsened"]], (20, 10, 5, 3, 1),
                                         run.forecast["direct-solver"]["mse_state"], strict=True):
            self.assertAlmostEqual(solver["time_step"], 1.0 / every)
            how = system | {"time_step": 1.0 / every, "sample_every": every}
            solved = [surrogate.lattice_boltzmann(u[0], how, run.steps) for u in run.true["test"]]
            mse = np.array([per_time(*pair) for pair in zip(solved, run.true["test"])])
            self.close(errors, mse, 1e-3, f"every {every}")
            self.close(solver["mse_state"], mse[:, 1:].mean(), 1e-3, f"every {every}")
            self.assertAlmostEqual(solver["valid_time"], np.median([self.until(run, own, variance) for own in mse]))
            self.assertGreater(solver["seconds"], 0)
        self.assertEqual((direct["trajectories"], direct["members_at_once"]), (2, 1))

    def test_solvers_that_blow_up_end_the_list(self):
        run = self.runs[2]
        coarsened = run.report["direct_solver"]["coarsened"]
        self.assertIsNone(coarsened[-1]["mse_state"])
        self.assertTrue(all(solver["mse_state"] is not None for solver in coarsened[:-1]))
        errors = run.forecast["direct-solver"]["mse_state"]
        self.assertTrue(np.isinf(errors[len(coarsened)]).any())
        self.assertEqual([solver["level"] for solver in coarsened], list(range(1, len(coarsened) + 1)))

    @for_each_case
    def test_speed_and_cost(self, case):
        if case.protocol != "unseen":
            return
        direct, entry, found = case.run.report["direct_solver"], case.entry, case.scores
        self.assertAlmostEqual(found["speed_up"], direct["seconds"] / found["seconds"])
        self.assertAlmostEqual(found["seconds_per_forecast"], found["seconds"] / 2)
        self.assertAlmostEqual(direct["seconds_per_forecast"], direct["seconds"] / 2)
        trained = entry["reduction"]["train_seconds"] + sum(s["train_seconds"] for s in entry["steppers"])
        self.assertAlmostEqual(entry["train_seconds"], trained)
        spent = case.run.report["seconds"]["generate"] + trained + entry["coupling"]["seconds"]
        self.assertAlmostEqual(entry["spent_seconds"], spent)
        saved = direct["seconds_per_forecast"] - found["seconds_per_forecast"]
        if saved <= 0:
            self.assertIsNone(entry["pays_off_after"])
        else:
            self.assertAlmostEqual(entry["pays_off_after"], spent / saved, delta=1 + 1e-9 * spent / saved)
            self.assertGreaterEqual(entry["pays_off_after"], spent / saved * (1 - 1e-12))
        best = (0, direct["seconds"])
        for solver in direct["coarsened"]:
            if (solver["mse_state"] is None or solver["mse_state"] > found["mse_state"]
                    or solver["valid_time"] < found["valid_time"]):
                break
            best = min(best, (solver["level"], solver["seconds"]), key=lambda pair: pair[1])
        equal = entry["equal_accuracy"]
        self.assertEqual((equal["level"], equal["seconds"]), best)
        self.assertAlmostEqual(equal["speed_up"], best[1] / found["seconds"])

    def test_solvers_that_stay_valid_as_long(self):
        """To the end, whose time is no number of single precision: only their errors tell them apart."""
        with harness.scratch_folder() as folder:
            directory = harness.finished_run(folder / "run", system__steps=201, system__sample_every=18, report__valid_nrmse=1e6,
                                             reduction__latent=2, reduction__baseline="false")
            report = json.loads((directory / "report.json").read_text())
        direct, entry = report["direct_solver"], report["latent"][0]
        self.assertAlmostEqual(entry["forecast"]["valid_time"], 201.0 * 0.9, places=4)
        for solver in [direct, *direct["coarsened"]]:
            self.assertEqual(solver["valid_time"], entry["forecast"]["valid_time"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
