#!/usr/bin/python3
"""How far forecasts can be trusted: limits and valid times computed once more with NumPy, warnings, and forecasts that
end where they leave the training data."""

import json
import math
import shutil
import tomllib
import unittest

import h5py
import numpy as np

import harness
import refusals
import surrogate
from refusals import Refusal

COUNTS = {"train": 12, "validation": 5, "test": 3}
ALIEN = 1  # the test trajectory that begins somewhere else
GROUPS = ("z2", "z3", "full")


def write_states(folder):
    """Members of the family w tanh(w (x - c)) + b in the order training, validation, test; one of the latter none."""
    draw = np.random.default_rng(5)
    x = np.linspace(0, 20, 21)
    for number in range(sum(COUNTS.values())):
        w, c, b = draw.uniform(0.8, 1.2), draw.uniform(7, 13), draw.uniform(-0.3, 0)
        u = w * np.tanh(w * (x - c)) + b
        v = 0.12 * u
        if number == COUNTS["train"] + COUNTS["validation"] + ALIEN:
            u, v = 1.5 * np.cos(8 * np.pi * x / 20), np.full(21, 0.8)
        np.savetxt(folder / f"{number:02d}.txt", np.array([x, u, v]).T)


def limit(values, quantile):
    values = np.sort(values)
    rank = math.ceil(round((len(values) + 1) * quantile, 9))
    return values[min(max(rank, 1), len(values)) - 1]


def nearest(z, references):
    return np.min(np.linalg.norm(np.asarray(z, float)[..., None, :] - references, axis=-1), axis=-1)


class Files:
    """Of a finished run, in memory."""

    def __init__(self, directory):
        self.report = json.loads((directory / "report.json").read_text())
        self.text = (directory / "report.md").read_text()
        self.deck = tomllib.loads((directory / "deck.toml").read_text())
        self.model = surrogate.read_surrogates(directory / "model.h5")
        with h5py.File(directory / "trajectories.h5") as file:
            self.true = {split: file[f"{split}/u"][:] for split in COUNTS}
        with h5py.File(directory / "model.h5") as file:
            self.trust = {name: {key: file[f"{name}/trust/{key}"][:]
                                 for key in ("domain/references", "domain/largest_distances",
                                             "domain/largest_reconstruction_errors", "valid_time/valid_times")}
                          for name in GROUPS}
        with h5py.File(directory / "forecast.h5") as file:
            self.forecast = {name: {key: item[()] for key, item in file[name].items()} for name in GROUPS}
            self.attributes = {name: dict(file[name].attrs) for name in GROUPS}
            self.units = {key: item.attrs.get("units") for key, item in file["z2"].items()}

    def entry(self, name):
        return self.report["hits"] if name == "full" else self.report["latent"][GROUPS.index(name)]


class Trust(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        states = cls.folder / "states"
        states.mkdir()
        write_states(states)
        cls.values = {"system__initial_conditions": f'"{states}"', "forecast__chunk": 2,
                      **{f"trajectories__{split}": count for split, count in COUNTS.items()}}
        cls.directory = cls.folder / "run"
        cls.output = harness.output_of(2, "run", harness.DECK, *harness.overrides(cls.directory, **cls.values))
        cls.run_files = Files(cls.directory)

    def forecast_again(self, name, ranks=1, **values):
        """The same model, with other keys of [forecast]: its files, and what it said."""
        directory = self.folder / name
        directory.mkdir()
        for file in ("trajectories.h5", "model.h5"):
            shutil.copy(self.directory / file, directory)
        options = harness.overrides(directory, **self.values, **values)
        output = harness.output_of(ranks, "forecast", harness.DECK, *options)
        harness.output_of(1, "report", harness.DECK, *options)
        return Files(directory), output

    def test_known_trajectories(self):
        """Reference points are training states; each trajectory is measured by those of the others."""
        for name in GROUPS:
            own = self.run_files.model[name]
            trust = self.run_files.trust[name]
            references = trust["domain/references"].astype(float)
            z = own.encode(self.run_files.true["train"].astype(float))
            every = z.reshape(-1, z.shape[-1])
            rows = [int(np.argmin(np.linalg.norm(every - point, axis=1))) for point in references]
            self.assertEqual(len(set(rows)), 1024)
            self.assertLess(np.max(np.linalg.norm(every[rows] - references, axis=1)), 1e-3)
            owners = np.array(rows) // z.shape[1]
            largest = [nearest(one, references[owners != t]).max() for t, one in enumerate(z)]
            largest += [nearest(own.encode(u.astype(float)), references).max() for u in self.run_files.true["validation"]]
            np.testing.assert_allclose(trust["domain/largest_distances"], np.sort(largest), rtol=1e-3, err_msg=name)
            errors = [np.max(np.mean((own.decode(own.encode(u.astype(float))) - u)**2, axis=1))
                      for split in ("train", "validation") for u in self.run_files.true[split]]
            if name == "full":  # nothing but rounding
                errors = np.zeros(len(errors))
            np.testing.assert_allclose(trust["domain/largest_reconstruction_errors"], np.sort(errors), rtol=1e-3)

    def test_forecasts(self):
        for files in (self.run_files, self.forecast_again("half", forecast__outside_quantile=0.5)[0]):
            quantile = files.deck["forecast"]["outside_quantile"]
            leaving = 0
            for name in GROUPS:
                found, trust = files.forecast[name], files.trust[name]
                attributes, entry = files.attributes[name], files.entry(name)["trust"]
                references = trust["domain/references"].astype(float)
                distance_limit = limit(trust["domain/largest_distances"], quantile)
                error_limit = limit(trust["domain/largest_reconstruction_errors"], quantile)
                self.assertEqual(attributes["distance_limit"], distance_limit)
                self.assertEqual(attributes["reconstruction_error_limit"], error_limit)
                self.assertAlmostEqual(attributes["limit_coverage"], math.ceil(18 * min(quantile, 17 / 18)) / 18)
                distances = nearest(found["latent_predicted"], references)
                np.testing.assert_allclose(found["initial_distance"], distances[:, 0], rtol=1e-4, atol=1e-5)
                outside = ((found["initial_distance"] > distance_limit)
                           | (found["initial_reconstruction_error"] > error_limit))
                np.testing.assert_array_equal(found["initial_outside"], outside)
                times = [0.0 if out else next((t for t, d in enumerate(one) if d > distance_limit), np.nan)
                         for out, one in zip(outside, distances, strict=True)]
                np.testing.assert_array_equal(found["leaving_time"], times, name)
                self.assertEqual(entry["outside"], np.flatnonzero(outside).tolist())
                left = [t for t, time in enumerate(times) if time > 0]
                self.assertEqual(entry["leaving"], left)
                leaving += len(left)
        self.assertGreater(leaving, 0)  # with the tight limits
        self.assertEqual(files.units["leaving_time"], files.units["valid_time"])

    def test_the_alien_is_told_of(self):
        for name in GROUPS:
            outside = self.run_files.forecast[name]["initial_outside"]
            self.assertEqual(outside.tolist(), [0, 1, 0], name)
            self.assertIn(f"warning: forecast: {name}: 1 of 3 test trajectories begin outside the training data (1)",
                          self.output)
        self.assertNotIn("train trajectories begin outside", self.output)
        self.assertIn("## Trust", self.run_files.text)

    def test_valid_times(self):
        for name in GROUPS:
            times = self.run_files.trust[name]["valid_time/valid_times"]
            entry = self.run_files.entry(name)
            self.assertEqual(len(times), COUNTS["validation"])
            self.assertAlmostEqual(np.mean(times), entry["coupling"]["valid_time_validation"], delta=1e-9)
            trust = entry["trust"]
            self.assertEqual(trust["calibrated_valid_time"], min(times))  # five are too few for 0.9
            self.assertAlmostEqual(trust["coverage"], 5 / 6)
            self.assertEqual(trust["to_the_end"], bool(min(times) == 200.0))
            self.assertEqual(trust["share_valid"], np.mean(self.run_files.forecast[name]["valid_time"] >= min(times)))
            self.assertEqual(self.run_files.attributes[name]["calibrated_valid_time"], min(times))

    def test_forecasts_end_where_they_leave(self):
        keys = {"forecast__outside_quantile": 0.5}
        whole, _ = self.forecast_again("whole", **keys)
        stopped, output = self.forecast_again("stopped", 3, **keys, forecast__stop_outside="true")
        self.assertIn("and end there", output)
        some = 0
        for name in GROUPS:
            one, two = whole.forecast[name], stopped.forecast[name]
            means = []
            for t, leaving in enumerate(one["leaving_time"]):
                end = 201 if np.isnan(leaving) else int(leaving)
                some += 1 < end < 201
                for key in ("u_predicted", "latent_predicted", "mse_state", "mse_latent", "relative_l2_of_time"):
                    np.testing.assert_array_equal(two[key][t, :end], one[key][t, :end])
                    self.assertTrue(np.isnan(two[key][t, end:]).all())
                self.assertEqual(two["valid_time"][t], min(one["valid_time"][t], end))
                means.append(np.mean(one["mse_state"][t, 1:end]) if end > 1 else None)
                true = stopped.true["test"][t, 1:end].astype(float)
                if end > 1:
                    relative = np.linalg.norm(one["u_predicted"][t, 1:end] - true) / np.linalg.norm(true)
                    self.assertAlmostEqual(two["relative_l2"][t], relative, delta=1e-4 * relative)
            np.testing.assert_array_equal(two["leaving_time"], one["leaving_time"])
            scores = stopped.entry(name)["forecast"]
            for found, expected in zip(scores["mse_state_of_trajectory"], means, strict=True):
                self.assertEqual(found is None, expected is None)
                if expected is not None:
                    self.assertAlmostEqual(found, expected, delta=1e-5 * expected)
            counted = [mean for mean in means if mean is not None]
            if counted:
                self.assertAlmostEqual(scores["mse_state"], np.mean(counted), delta=1e-5 * np.mean(counted))
            self.assertNotEqual(stopped.entry(name)["steppers"][0]["mse_test"], None)  # alone they go on
        self.assertGreater(some, 0)
        self.assertIn("Forecasts end where they leave", stopped.text)

    def test_same_bits_on_other_ranks(self):
        for ranks in (1, 3):
            other = harness.finished_run(self.folder / f"ranks-{ranks}", ranks, **self.values)
            self.assertEqual(harness.differences(harness.run_content(self.directory), harness.run_content(other)), [])

    def test_a_model_without(self):
        """couple adds what is missing; a forecast asks for it."""
        directory = self.folder / "without"
        shutil.copytree(self.directory, directory)
        (directory / "forecast.h5").unlink()
        with h5py.File(directory / "model.h5", "r+") as file:
            for name in ("z3", "full"):
                del file[f"{name}/trust"]
        arguments = [harness.DECK, *harness.overrides(directory, **self.values)]
        status, text = harness.run(2, "forecast", *arguments)
        self.assertEqual(status, 2, text)
        self.assertRegex(text, "model.h5: expected where and for how long (full|z3) can be trusted, found nothing; "
                               "run 'lhits couple DECK' first")
        harness.output_of(2, "couple", *arguments)
        self.assertEqual(list((directory / "checkpoints").iterdir()), [])
        self.assertEqual(harness.differences(harness.content(self.directory / "model.h5"),
                                             harness.content(directory / "model.h5")), [])
        harness.output_of(2, "forecast", *arguments)

    def test_bad_keys(self):
        refusals.check(self, [
            Refusal("share above one", ["run", harness.DECK, *harness.overrides(forecast__outside_quantile=1.5)],
                    ["forecast.outside_quantile: expected a number", "found 1.5"]),
            Refusal("a word", ["run", harness.DECK, *harness.overrides(forecast__stop_outside='"yes"')],
                    ["forecast.stop_outside: expected true or false"]),
        ])


if __name__ == "__main__":
    unittest.main(verbosity=2)
