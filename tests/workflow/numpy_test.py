#!/usr/bin/python3
"""postprocess/lhits.py: files in NumPy, and the model in NumPy alone, equal to the program's own forecasts."""

import pathlib
import sys
import unittest

import h5py
import numpy as np

import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "postprocess"))
import lhits  # noqa: E402


def largest(difference):
    return float(np.abs(difference).max())


class NumPy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.autoencoder = harness.finished_run(cls.folder / "autoencoder")
        cls.pca = harness.finished_run(cls.folder / "pca", reduction__kind='"pca"', steppers__activation='"relu"')
        cls.residual = harness.finished_run(cls.folder / "residual", 2, reduction__kind='"pca-residual"', reduction__noise=0.01,
                                            reduction__activation='"gelu"', reduction__latent=2, reduction__baseline="false")
        cls.variational = harness.finished_run(cls.folder / "variational", 2, reduction__kind='"variational"',
                                               reduction__latent=2, reduction__baseline="false")
        cls.known = harness.finished_run(cls.folder / "known", 1, **harness.KNOWN)
        cls.told = harness.finished_run(cls.folder / "told", 1, **{**harness.KNOWN, "observation__delays": [],
                                                                   "reduction__conditioned": "true"})
        cls.aligned = harness.finished_run(cls.folder / "aligned", 1, **harness.WITHOUT_PHASE)
        cls.spirals = harness.finished_run(cls.folder / "spirals", 1, harness.SPIRALS)

    def check_surrogate(self, surrogate, protocol, group, truth):
        predicted = group.variable("u_predicted", "trajectory", "time", "state")[...]
        count, times = predicted.shape[:2]
        latent = group.variable("latent_true", "trajectory", "time", "latent")[...]
        self.assertLess(largest(surrogate.encode(truth[:count]) - latent), 1e-5)
        strides = surrogate.couplings[protocol]
        made = surrogate.forecast(truth[:count, 0], times - 1, strides)
        self.assertLess(largest(made - predicted), 1e-5)
        one = surrogate.forecast(truth[0, 0], times - 1, strides)  # a member on its own
        self.assertEqual(one.shape, predicted.shape[1:])
        self.assertLess(largest(one - predicted[0]), 1e-5)
        for stride, error in zip(group["stride"][...], group["stepper_mse_state"][...], strict=True):
            made = surrogate.forecast(truth[:count, 0], times - 1, [stride])
            np.testing.assert_allclose(((made - truth[:count, :times]) ** 2).mean(axis=2), error, 1e-3, 1e-8)

    def check_run(self, directory, kinds):
        surrogates = lhits.read_surrogates(directory / "model.h5")
        self.assertEqual({name: surrogate.kind for name, surrogate in surrogates.items()}, kinds)
        self.assertEqual({surrogate.dt for surrogate in surrogates.values()}, {1.0})
        with lhits.open_file(directory / "forecast.h5") as forecasts, \
                lhits.open_file(directory / "trajectories.h5") as trajectories:
            for name, surrogate in surrogates.items():
                self.check_surrogate(surrogate, "unseen", forecasts[name], trajectories["test/u"])
                self.check_surrogate(surrogate, "in-sample", forecasts[f"{name}-in-sample"], trajectories["train/u"])

    def test_what_is_known_beside_a_state(self):
        for directory in (self.known, self.told):
            surrogate = lhits.read_surrogates(directory / "model.h5")["z2"]
            self.assertEqual(surrogate.parameters, ["epsilon"])
            x = harness.input_rows(directory)
            with lhits.open_file(directory / "forecast.h5") as forecasts:
                group = forecasts["z2"]
                self.assertLess(largest(surrogate.encode(x) - group["latent_true"][:, 0]), 1e-5)
                predicted = group["u_predicted"][...]
                self.assertLess(largest(surrogate.forecast(x, predicted.shape[1] - 1) - predicted), 1e-5)

    def test_without_phase(self):
        surrogate = lhits.read_surrogates(self.aligned / "model.h5")["z4"]
        self.assertEqual(surrogate.phases, 1)
        x = harness.input_rows(self.aligned)
        with lhits.open_file(self.aligned / "forecast.h5") as forecasts:
            group = forecasts["z4"]
            self.assertLess(largest(surrogate.encode(x) - group["latent_true"][:, 0]), 1e-5)
            predicted = group["u_predicted"][...]
            self.assertLess(largest(surrogate.forecast(x, predicted.shape[1] - 1) - predicted), 1e-4)

    def test_forecasts(self):
        self.check_run(self.autoencoder, {"z2": "autoencoder", "z3": "autoencoder", "full": "identity"})
        self.check_run(self.pca, {"z2": "pca", "z3": "pca", "full": "identity"})
        self.check_run(self.residual, {"z2": "pca-residual"})
        self.check_run(self.variational, {"z2": "variational"})

    def test_forecasts_in_two_dimensions(self):
        """Where training trajectories are shorter than the others."""
        surrogates = lhits.read_surrogates(self.spirals / "model.h5")
        with lhits.open_file(self.spirals / "forecast.h5") as forecasts, \
                lhits.open_file(self.spirals / "trajectories.h5") as trajectories:
            self.assertEqual(len(trajectories["train/u"].along("time")), 21)
            self.check_surrogate(surrogates["z2"], "unseen", forecasts["z2"], trajectories["test/u"])

    def test_strides_must_nest(self):
        surrogate = lhits.read_surrogates(self.autoencoder / "model.h5")["z2"]
        for strides in ([2, 3], []):
            self.assertRaises(ValueError, surrogate.roll_out, np.zeros(2), 8, strides)

    def test_files(self):
        with lhits.open_file(self.autoencoder / "trajectories.h5", "lhits trajectories") as file:
            self.assertEqual((file.attributes["system"], file.attributes["seed"]), ("fhn-lattice-boltzmann", 7))
            self.assertEqual(set(file.groups), {"train", "validation", "test"})
            u = file["test/u"]
            self.assertEqual((u.dimensions, u.shape, u.units), (("trajectory", "time", "state"), (2, 201, 42), "1"))
            np.testing.assert_array_equal(u.along("time"), np.arange(201.0))
            np.testing.assert_array_equal(u.along("trajectory"), [0, 1])
            np.testing.assert_array_equal(file["time"].along("time"), file["time"][...])
            self.assertEqual(file["component"].attributes["names"], "u v")
            with h5py.File(self.autoencoder / "trajectories.h5") as plain:
                np.testing.assert_array_equal(u[1, ::7], plain["test/u"][1, ::7])

    def test_any_file_with_named_dimensions(self):
        path = self.folder / "other.h5"
        with h5py.File(path, "w") as file:
            file.attrs["format"], file.attrs["format_version"] = "lhits something", 1
            group = file.create_group("a/b")
            group["level"], group["mean"], group["bare"] = [0.1, 0.9], np.ones((2, 3)), np.zeros(4)
            group["level"].make_scale("level")
            group["mean"].dims[0].attach_scale(group["level"])
            group["mean"].attrs["long_name"] = "mean of all members"
            for name, units in (("square", "K2"), ("power", "(m s-1)2"), ("rate", "m s-2"), ("none", "1"), ("many", "K, Pa")):
                group[name] = np.zeros(2)
                group[name].attrs["long_name"], group[name].attrs["units"] = f"{name}, of which more", units
        with lhits.open_file(path) as file:
            labels = {name: item.label for name, item in file["a/b"].variables.items()}
            self.assertEqual([labels[name] for name in ("mean", "square", "power", "rate", "none", "many")],
                             ["mean of all members", "square (K²)", "power (m s-1)²", "rate (m s-2)", "none", "many"])
            self.assertEqual({name: item.dimensions for name, item in file["a/b"].variables.items() if name in ("level", "mean", "bare")},
                             {"level": ("level",), "mean": ("level", "axis_1"), "bare": ("axis_0",)})
            self.assertEqual(file["a/b/mean"].long_name, "mean of all members")
            np.testing.assert_array_equal(file["a/b/mean"].along("level"), [0.1, 0.9])

    def refused(self, words, read, *arguments):
        with self.assertRaises(lhits.InputError) as caught:
            read(*arguments)
        for word in (*words, "expected", "found"):
            self.assertIn(word, str(caught.exception))

    def test_bad_files(self):
        bad = self.folder / "bad.h5"
        self.refused(["bad.h5"], lhits.open_file, bad)
        whole = (self.autoencoder / "model.h5").read_bytes()
        bad.write_bytes(whole[:len(whole) // 2])
        self.refused(["bad.h5"], lhits.read_surrogates, bad)
        self.refused(["'lhits model...'", "'lhits trajectories'"], lhits.read_surrogates, self.autoencoder / "trajectories.h5")
        for change, word in ((lambda file: file.attrs.__setitem__("format_version", 2), "version 2"),
                             (lambda file: file.pop("z2/reduction/scaler"), "scaler"),
                             (lambda file: file["z2/stepper-4/network/widths"].write_direct(np.array([2, 15, 16, 2])), "widths")):
            bad.write_bytes(whole)
            with h5py.File(bad, "r+") as file:
                change(file)
            self.refused([word], lhits.read_surrogates, bad)
        with lhits.open_file(self.autoencoder / "forecast.h5") as file:
            self.refused(["z9", "z2"], file.group, "z9")
            self.refused(["/z2/u"], file["z2"].variable, "u", "time")
            self.refused(["(time)", "(trajectory, time, state)"], file["z2"].variable, "u_predicted", "time")


if __name__ == "__main__":
    unittest.main(verbosity=2)
