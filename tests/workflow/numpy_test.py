#!/usr/bin/python3
"""The module lhits of postprocess/: files in NumPy and as xarray, and the model in NumPy alone, equal to the program's own forecasts."""

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

    def test_any_number_of_steps(self):
        """The beginnings of longer forecasts, but for what an interpolation reaches for beyond the end."""
        surrogate = lhits.read_surrogates(self.autoencoder / "model.h5")["z2"]
        z = np.random.default_rng(3).normal(size=(3, 2)).astype(np.float32)
        for strides in ([1, 2, 4, 8, 16], [4, 16], [8]):
            whole = surrogate.roll_out(z, 48, strides)
            for steps in (0, 1, 3, 7, 16, 17, 23, 37):
                found = surrogate.roll_out(z, steps, strides)
                self.assertEqual(found.shape, (3, steps + 1, 2))
                self.assertEqual(surrogate.forecast(np.zeros(42), steps).shape, (steps + 1, 42))
                known = steps // strides[-1] * strides[-1] + 1  # where the coarsest stepper has been
                np.testing.assert_allclose(found[:, :known], whole[:, :known], atol=1e-6)
                if strides[0] == 1 and steps > known:  # finer ones go on
                    one = surrogate.step(found[:, known - 1], max(s for s in strides if s <= steps - known + 1))
                    self.assertLess(np.abs(found[:, known - 1:] - one[:, None]).min(axis=1).max(), 1e-6)

    def test_arguments(self):
        surrogate = lhits.read_surrogates(self.autoencoder / "model.h5")["z2"]
        known = lhits.read_surrogates(self.known / "model.h5")["z2"]
        x = harness.input_rows(self.known)
        bad = np.zeros((5, 42))
        bad[3, 7] = np.nan
        for words, call, *arguments in (
                (["divides the next", "[3, 2]"], surrogate.roll_out, np.zeros(2), 8, [2, 3]),
                (["divides the next", "[]"], surrogate.roll_out, np.zeros(2), 8, []),
                (["among [1, 2, 4, 8, 16]", "32"], surrogate.roll_out, np.zeros(2), 8, [32]),
                (["stride among", "3"], surrogate.step, np.zeros(2), 3),
                (["whole number", "-1"], surrogate.forecast, np.zeros(42), -1),
                (["whole number", "2.5"], surrogate.forecast, np.zeros(42), 2.5),
                (["(..., 42)", "(41,)"], surrogate.encode, np.zeros(41)),
                (["(..., 2)", "(3, 42)"], surrogate.decode, np.zeros((3, 42))),
                (["(..., 2)", "()"], surrogate.roll_out, 0.0, 8),
                (["finite", "nan", "1 of its rows"], surrogate.encode, bad),
                (["finite", "inf"], surrogate.roll_out, [np.inf, 0], 8),
                (["parameters epsilon", "at the end of each row"], known.encode, x[:, :-1])):
            self.refused([surrogate.name if call != surrogate.forecast else "steps", *words], call, *arguments)

    def check_trust(self, directory, name):
        """The flags of the program's own forecasts, whatever the quantile."""
        surrogate = lhits.read_surrogates(directory / "model.h5")[name]
        x = harness.input_rows(directory)
        with lhits.open_file(directory / "forecast.h5") as forecasts:
            group = forecasts[name]
            distance = surrogate.trust.distance(surrogate.encode(x)[..., surrogate.phases:])
            inside = np.isfinite(group["initial_distance"][...])  # parameters too
            np.testing.assert_allclose(distance[inside], group["initial_distance"][...][inside], 1e-3, 1e-5)
            np.testing.assert_array_equal(surrogate.starts_outside(x), group["initial_outside"][...] > 0)
            left = group["leaving_time"][...] / surrogate.dt
            outside = surrogate.outside(group["latent_predicted"][...])
            for trajectory, step in enumerate(left):
                if step > 0:
                    self.assertEqual(np.argmax(outside[trajectory]), round(step))
                elif np.isnan(step):
                    self.assertFalse(outside[trajectory].any())
        self.assertTrue(surrogate.starts_outside(x + 100).all())
        self.assertEqual(surrogate.starts_outside(x[0]).shape, ())

    def test_trust(self):
        for directory, name in ((self.autoencoder, "z2"), (self.autoencoder, "full"), (self.known, "z2"), (self.told, "z2"),
                                (self.aligned, "z4"), (self.spirals, "z2")):
            with self.subTest(directory.name, surrogate=name):
                self.check_trust(directory, name)
        surrogate = lhits.read_surrogates(self.known / "model.h5")["z2"]
        x = harness.input_rows(self.known)
        x[:, -1] = 0.02
        self.assertTrue(surrogate.starts_outside(x).all())  # by its parameter
        untrusted = self.folder / "untrusted.h5"
        untrusted.write_bytes((self.autoencoder / "model.h5").read_bytes())
        with h5py.File(untrusted, "r+") as file:
            del file["z2/trust"]
        self.refused(["lhits couple"], lhits.read_surrogates(untrusted)["z2"].outside, np.zeros(2))

    def test_xarray(self):
        run = lhits.open_run(self.spirals)
        self.assertEqual(set(run.trajectories), {"train", "validation", "test"})
        test, forecast = run.trajectories["test"], run.forecasts["z2"]
        self.assertEqual(test.attrs["system"], "reaction-diffusion-2d")
        self.assertEqual((test.u.dims, test.u.attrs["units"], forecast.u_predicted.attrs["long_name"]),
                         (("trajectory", "time", "state"), "1", "predicted state"))
        on_grid = lhits.on_grid(test.u)
        self.assertEqual((list(on_grid), on_grid.v.dims), (["u", "v"], ("trajectory", "time", "y", "x")))
        with lhits.open_file(self.spirals / "trajectories.h5") as file:
            fields = file["test"].fields(file["test/u"][1, 3])
            np.testing.assert_array_equal(on_grid.v[1, 3], fields["v"])
            np.testing.assert_array_equal(on_grid.x, np.unique(file["x"][...]))
        surrogate = run.surrogates["z2"]
        made = lhits.forecast_dataset(surrogate, test.u[:, 0], forecast.sizes["time"] - 1)
        np.testing.assert_allclose(made.u_predicted, forecast.u_predicted, atol=1e-5)
        np.testing.assert_allclose(made.time, forecast.time, rtol=1e-12)
        np.testing.assert_array_equal(made.initial_outside, forecast.initial_outside > 0)
        self.assertEqual(lhits.on_grid(made.u_predicted).u.shape, on_grid.u.shape)
        self.refused(["'state'"], lhits.on_grid, forecast.latent_predicted)

    def test_units(self):
        surrogate = lhits.read_surrogates(self.spirals / "model.h5")["z2"]
        self.assertEqual((surrogate.units, surrogate.time_units, list(surrogate.places)), ({"u": "1", "v": "1"}, "1", ["x", "y"]))

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
