#!/usr/bin/python3
"""The figures of report.json, computed once more with NumPy from trajectories.h5, forecast.h5 and the weights."""

import json
import math
import tomllib
import unittest

import h5py
import numpy as np

import harness
import surrogate

KINDS = {
    "autoencoder": {},
    "pca": {"reduction__kind": "pca", "coupling__search": "range", "steppers__strides": "[3, 9]"},
}
OF_SURROGATE = {
    "reduction": ["kind", "mse_train", "mse_validation", "mse_test", "pca_mse_test"],
    "coupling": ["strides", "mse_validation"],
    "forecast": ["mse_latent", "mse_state", "relative_l2", "valid_time", "perfect_model_valid_time", "seconds"],
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
            self.forecast = {name: {key: item[()] for key, item in file[name].items()} for name in self.model}
            self.attributes = {name: dict(file[name].attrs) for name in self.model}
        self.entries = {f"z{entry['z']}": entry for entry in self.report["latent"]} | {"full": self.report["hits"]}


def per_time(predicted, true):
    return np.mean((np.asarray(predicted, float) - true)**2, axis=-1)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(harness.scratch_folder())
        cls.runs = [FinishedRun(kind, harness.finished_run(folder / kind, 2, **values))
                    for kind, values in KINDS.items()]

    def each_surrogate(self, check):
        """check(run, name, entry of the report, surrogate, its forecasts)"""
        for run in self.runs:
            for name in ("z2", "z3", "full"):
                with self.subTest(run.kind, surrogate=name):
                    check(run, name, run.entries[name], run.model[name], run.forecast[name])

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
        self.assertEqual(run.report["system"], {"kind": "fhn-lattice-boltzmann", "n": 42, "dt": 1.0, "steps": 200})
        self.assertEqual(run.report["ranks"], 2)
        self.assertIsNone(run.report["hits"]["reduction"]["pca_mse_test"])
        for name, entry in run.entries.items():
            numbers = {f"{table}.{key}": entry[table][key] for table, keys in OF_SURROGATE.items() for key in keys}
            for key in ("reduction.kind", "coupling.strides", *["reduction.pca_mse_test"] * (name == "full")):
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

    def test_errors_from_the_files(self):
        def check(run, name, entry, own, forecast):
            true = run.true["test"][:, 1:]  # the start is no prediction
            predicted = forecast["u_predicted"][:, 1:]
            state = per_time(predicted, true).mean(axis=1)
            latent = per_time(forecast["latent_predicted"], forecast["latent_true"])[:, 1:].mean()
            relative = np.linalg.norm(predicted - true, axis=(1, 2)) / np.linalg.norm(true, axis=(1, 2))
            found = entry["forecast"]
            self.close(found["mse_state"], state.mean(), 1e-5, "mse_state")
            self.close(found["mse_state_of_trajectory"], state, 1e-5, "mse_state_of_trajectory")
            self.close(found["mse_state_median"], np.median(state), 1e-5, "median")
            self.close(found["mse_state_worst"], state.max(), 1e-5, "worst")
            self.close(found["mse_latent"], latent, 1e-5, "mse_latent")
            self.close(found["relative_l2"], relative.mean(), 1e-5, "relative_l2")
            for stepper, mse in zip(entry["steppers"], forecast["stepper_mse_state"], strict=True):
                self.close(stepper["mse_test"], mse[:, 1:].mean(), 1e-5, f"stride {stepper['stride']}")

        self.each_surrogate(check)

    def test_reconstruction(self):
        def check(run, name, entry, own, forecast):
            found = entry["reduction"]
            for split in ("train", "validation", "test"):
                u = run.true[split]
                error = np.mean((own.decode(own.encode(u)) - u)**2)
                if name == "full":
                    self.assertLess(found[f"mse_{split}"], 1e-12)
                else:
                    self.close(found[f"mse_{split}"], error, 1e-4, split)
            self.close(forecast["latent_true"], own.encode(run.true["test"]), 1e-4, "latent_true")
            z = np.concatenate(own.encode(run.true["train"]))
            self.assertLess(np.max(np.abs(z.mean(axis=0))), 1e-4)
            self.close(z.std(axis=0), np.ones(z.shape[1]), 1e-4, "deviation of the latent coordinates")

        self.each_surrogate(check)

    def test_principal_components(self):
        def check(run, name, entry, own, forecast):
            if name == "full":
                return
            train, test = (np.concatenate(run.true[split]) for split in ("train", "test"))
            centred = test - train.mean(axis=0)
            axes = np.linalg.svd(train - train.mean(axis=0), full_matrices=False)[2][:entry["z"]]
            error = np.mean((centred - centred @ axes.T @ axes)**2)
            self.close(entry["reduction"]["pca_mse_test"], error, 1e-4)
            if run.kind == "pca":
                self.close(entry["reduction"]["mse_test"], error, 1e-4)

        self.each_surrogate(check)

    def test_coupled_forecasts(self):
        def check(run, name, entry, own, forecast):
            self.assertEqual(entry["coupling"]["strides"], own.coupled)
            for trajectory, u in enumerate(run.true["test"]):
                z, predicted = own.forecast(u[0], run.steps, own.coupled)
                self.close(forecast["latent_predicted"][trajectory], z, 1e-4, "latent_predicted")
                self.close(forecast["u_predicted"][trajectory], predicted, 1e-4, "u_predicted")
                self.close(forecast["mse_state"][trajectory], per_time(predicted, u), 1e-3, "mse_state")

        self.each_surrogate(check)

    def test_single_steppers(self):
        def check(run, name, entry, own, forecast):
            for stepper, mse in zip(entry["steppers"], forecast["stepper_mse_state"], strict=True):
                stride = stepper["stride"]
                errors = [per_time(own.forecast(u[0], run.steps, [stride])[1], u) for u in run.true["test"]]
                self.close(mse, errors, 1e-3, f"stride {stride}")
                self.close(stepper["mse_test"], np.mean(np.array(errors)[:, 1:]), 1e-3, f"stride {stride}")

        self.each_surrogate(check)

    def test_coupling(self):
        """The range of strides that was chosen, and its error on the validation trajectories."""
        def check(run, name, entry, own, forecast):
            def error(finest, coarsest):
                strides = own.strides[finest:coarsest + 1]
                return np.mean([per_time(own.forecast(u[0], run.steps, strides)[1], u)[1:]
                                for u in run.true["validation"]])

            levels = range(len(own.strides))
            if run.deck["coupling"]["search"] == "exhaustive":
                scores = {(f, c): error(f, c) for c in levels for f in range(c + 1)}
            else:
                coarsest = min(levels, key=lambda c: error(0, c))
                scores = {(f, coarsest): error(f, coarsest) for f in range(coarsest + 1)}
            finest, coarsest = min(scores, key=scores.get)
            self.assertEqual(entry["coupling"]["strides"], own.strides[finest:coarsest + 1], scores)
            self.close(entry["coupling"]["mse_validation"], scores[finest, coarsest], 1e-3, "mse_validation")

        self.each_surrogate(check)

    def test_valid_times(self):
        def check(run, name, entry, own, forecast):
            variance = np.concatenate(run.true["train"]).var(axis=0).mean()
            self.close(run.attributes[name]["variance"], variance, 1e-5, "variance")

            def until(mse):
                late = np.nonzero(np.sqrt(mse / variance) >= run.deck["report"]["valid_nrmse"])[0]
                return (late[0] if len(late) else run.steps) * run.report["system"]["dt"]

            valid = [until(mse) for mse in forecast["mse_state"].astype(float)]
            self.assertEqual(list(forecast["valid_time"]), valid)
            self.close(entry["forecast"]["valid_time"], np.median(valid), 1e-6, "valid_time")
            if run.kind == "autoencoder":  # the solver below takes its time
                solved = [surrogate.lattice_boltzmann(own.decode(own.encode(u[0])), run.deck["system"], run.steps)
                          for u in run.true["test"]]
                perfect = [until(per_time(*pair)) for pair in zip(solved, run.true["test"])]
                self.assertEqual(list(forecast["perfect_model_valid_time"]), perfect)
                self.close(entry["forecast"]["perfect_model_valid_time"], np.median(perfect), 1e-6, "perfect model")

        self.each_surrogate(check)


if __name__ == "__main__":
    unittest.main(verbosity=2)
