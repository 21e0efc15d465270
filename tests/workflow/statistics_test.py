#!/usr/bin/python3
"""The long-time statistics of a chaotic system, computed once more with NumPy from trajectories.h5 and forecast.h5."""

import json
import pathlib
import subprocess
import sys
import unittest

import h5py
import numpy as np

import harness
import surrogate

KURAMOTO_SIVASHINSKY = dict(
    system__kind='"kuramoto-sivashinsky"', system__points=24, system__modes=2, system__spin_up=50.0,
    system__time_step=0.05, system__sample_every=4, trajectories__test=3, reduction__latent="[4, 5]",
    reduction__baseline="false", forecast__statistics="true", forecast__chunk=2, coupling__score='"valid-time"',
    steppers__strides="[4, 8, 16]", report__valid_nrmse=0.4, report__time_scale=20.0)
LENGTH = 22.0
PLOT_TEST = pathlib.Path(__file__).resolve().parents[1] / "postprocess" / "plot_test.py"


def spectrum(u):
    """Mean over all rows; the waves add up to the mean square."""
    waves = np.abs(np.fft.rfft(u) / u.shape[-1])**2
    waves[..., 1:-1] *= 2
    return waves.reshape(-1, waves.shape[-1]).mean(axis=0)


def spectrum_distance(one, reference):
    """Over the strongest waves that hold 99.9 % of the energy."""
    order = 1 + np.argsort(-reference[1:], kind="stable")
    held = np.cumsum(reference[order]) / reference[1:].sum()
    used = order[:np.searchsorted(held, 0.999) + 1]
    return np.mean(np.abs(np.log(one[used] / reference[used])))


def derivatives(u):
    """u_x, u_xx, fourth order."""
    dx = LENGTH / u.shape[-1]
    at = lambda shift: np.roll(u, -shift, axis=-1)
    return ((8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * dx),
            (16 * (at(1) + at(-1)) - (at(2) + at(-2)) - 30 * u) / (12 * dx**2))


def edges(middles):
    half = 0.5 * (middles[1] - middles[0])
    return np.append(middles - half, middles[-1] + half)


class Statistics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.directory = harness.finished_run(cls.folder / "2", 2, **KURAMOTO_SIVASHINSKY)
        cls.report = json.loads((cls.directory / "report.json").read_text())
        with h5py.File(cls.directory / "trajectories.h5") as file:
            cls.true = {split: file[f"{split}/u"][:].astype(float) for split in ("train", "validation", "test")}
        with h5py.File(cls.directory / "forecast.h5") as file:
            cls.group = {key: item[()] for key, item in file["statistics"].items() if isinstance(item, h5py.Dataset)}
            cls.own = {name: {key: item[()] for key, item in file[f"statistics/{name}"].items()} for name in ("z4", "z5")}
            cls.predicted = {name: file[f"{name}/u_predicted"][:].astype(float) for name in ("z4", "z5")}

    def close(self, found, expected, relative):
        np.testing.assert_allclose(found, expected, rtol=relative, atol=relative * np.max(np.abs(expected)))

    def each(self):
        for entry in self.report["latent"]:
            name = f"z{entry['z']}"
            with self.subTest(name):
                yield entry["statistics"], self.own[name], self.predicted[name][:, 1:]

    def test_spectra(self):
        true = self.true["test"][:, 1:]  # the start is no prediction
        self.close(self.group["wavenumber"], 2 * np.pi / LENGTH * np.arange(13), 1e-12)
        self.close(self.group["power_spectrum"], spectrum(true), 1e-5)
        floor = spectrum_distance(spectrum(true[:, :100]), spectrum(true[:, 100:]))
        for entry, own, predicted in self.each():
            self.close(own["power_spectrum"], spectrum(predicted), 1e-5)
            self.close(entry["spectrum_distance"], spectrum_distance(spectrum(predicted), spectrum(true)), 1e-4)
            self.close(entry["spectrum_floor"], floor, 1e-4)

    def test_joint_densities(self):
        true = self.true["test"]
        for name, values in zip(("u_x", "u_xx"), derivatives(true[:2])):  # the first chunk sets the bins
            reach = 4 * np.sqrt(np.mean(values**2))
            self.close(self.group[name], reach * (np.arange(50) + 0.5 - 25) / 25, 1e-5)
        bins = [edges(self.group[name]) for name in ("u_x", "u_xx")]
        area = np.prod([edge[1] - edge[0] for edge in bins])

        def shares(u):
            """Of each bin, and what is outside."""
            counts = np.histogram2d(*(values.ravel() for values in derivatives(u)), bins)[0]
            return np.append(counts.ravel(), u.size - counts.sum()) / u.size

        def check(found, u):
            # A value on an edge may fall to either side of it.
            self.assertLess(np.abs(found.ravel() * area - shares(u)[:-1]).sum(), 1e-3)

        check(self.group["joint_density"], true[:, 1:])
        floor = 0.5 * np.abs(shares(true[:, 1:101]) - shares(true[:, 101:])).sum()
        for entry, own, predicted in self.each():
            check(own["joint_density"], predicted)
            distance = 0.5 * np.abs(shares(predicted) - shares(true[:, 1:])).sum()
            self.assertGreater(distance, 0.02)
            self.assertAlmostEqual(entry["density_distance"], distance, delta=1e-3)
            self.assertAlmostEqual(entry["density_floor"], floor, delta=1e-3)

    def test_lyapunov_exponents(self):
        """Of the surrogate by the derivative of its coarsest coupled stepper; of the solver where it must be."""
        model = surrogate.read_surrogates(self.directory / "model.h5")
        solver = self.group["lyapunov_exponent"]
        self.assertGreater(solver.min(), 0.02)
        self.assertLess(solver.max(), 0.07)
        for entry, own, _ in self.each():
            found = own["lyapunov_exponent"]
            for group, values in (("surrogate", found), ("solver", solver)):
                self.close(entry["lyapunov"][group], np.mean(values.astype(float)), 1e-5)
                self.close(entry["lyapunov"][group + "_deviation"], np.std(values.astype(float), ddof=1), 1e-3)
        for name in ("z4", "z5"):
            own = model[name]
            stride = own.coupled["unseen"][-1]
            intervals = 200 // stride
            for u, found in zip(self.true["test"], self.own[name]["lyapunov_exponent"]):
                z, direction, grown = own.encode(u[0]), np.cos(np.arange(own.encode(u[0]).size)), []
                for step in range(21 * intervals):
                    # Linearised by central differences: no twin of finite distance.
                    direction /= np.linalg.norm(direction)
                    ahead, back = (own.step(z + h * direction, stride) for h in (1e-5, -1e-5))
                    z, direction = own.step(z, stride), (ahead - back) / 2e-5
                    grown.append(np.log(np.linalg.norm(direction)))
                expected = np.mean(grown[intervals:]) / (stride * 0.2)
                self.assertAlmostEqual(found, expected, delta=0.001, msg=f"{name}: {found}, {expected}")

    def test_strides_by_valid_time(self):
        model = surrogate.read_surrogates(self.directory / "model.h5")
        variance = np.concatenate(self.true["train"]).var(axis=0).mean()

        def score(own, strides, chosen_on):
            """(mean valid time, error) of a range."""
            times, errors = [], []
            for u in chosen_on:
                error = np.mean((own.forecast(u[0], 200, strides)[1] - u)**2, axis=1)
                late = np.nonzero(np.sqrt(error / variance) >= 0.4)[0]
                times.append((late[0] if len(late) else 200) * 0.2)
                errors.append(error[1:].mean())
            return np.mean(times), -np.mean(errors)

        for entry in self.report["latent"]:
            own = model[f"z{entry['z']}"]
            for coupling, chosen_on, suffix in (
                    (entry["coupling"], self.true["validation"], "_validation"),
                    (entry["in_sample"]["coupling"], self.true["train"][:2], "")):
                scores = {(f, c): score(own, own.strides[f:c + 1], chosen_on) for c in range(3) for f in range(c + 1)}
                finest, coarsest = max(scores, key=scores.get)
                self.assertEqual(coupling["strides"], own.strides[finest:coarsest + 1], scores)
                self.assertEqual(coupling["score"], "valid-time")
                self.close(coupling["valid_time" + suffix], scores[finest, coarsest][0] / 20.0, 1e-6)
                self.close(coupling["mse" + suffix], -scores[finest, coarsest][1], 1e-3)

    def test_same_bits_on_any_number_of_ranks(self):
        first = harness.run_content(self.directory)
        self.assertIn("forecast.h5/statistics/z4/lyapunov_exponent", first)
        self.assertIn("forecast.h5/statistics/z5@density_distance", first)
        self.assertFalse([name for name in first if name.startswith("forecast.h5/statistics/") and "in-sample" in name])
        for ranks in (1, 3, 4):
            other = harness.run_content(harness.finished_run(self.folder / str(ranks), ranks, **KURAMOTO_SIVASHINSKY))
            self.assertEqual(harness.differences(first, other), [], f"{ranks} ranks and 2")

    def test_figures(self):
        self.check_figures(self.directory, "statistics_z4.png")

    def check_figures(self, directory, one):
        done = subprocess.run([sys.executable, "-B", PLOT_TEST, directory, "--figures-only"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(one, done.stdout)

    def test_full_space_alone(self):
        with harness.scratch_folder() as folder:
            directory = harness.finished_run(folder / "run", 2, **KURAMOTO_SIVASHINSKY | {"reduction__kind": '"identity"'})
            found = json.loads((directory / "report.json").read_text())["hits"]["statistics"]
            with h5py.File(directory / "forecast.h5") as file:
                groups = {name for name, item in file["statistics"].items() if isinstance(item, h5py.Group)}
                predicted = file["full/u_predicted"][:, 1:].astype(float)
            self.assertEqual(groups, {"full"})
            self.close(found["spectrum_distance"],
                       spectrum_distance(spectrum(predicted), spectrum(self.true["test"][:, 1:])), 1e-4)
            self.assertEqual(found["lyapunov"]["solver"], self.report["latent"][0]["statistics"]["lyapunov"]["solver"])
            self.assertIn("| full space | ", (directory / "report.md").read_text().split("## Long-time statistics")[1])
            self.check_figures(directory, "statistics_full.png")

    def test_netcdf_and_text(self):
        done = subprocess.run(["ncdump", "-h", self.directory / "forecast.h5"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for line in ("float power_spectrum(wavenumber) ;", "float joint_density(u_x, u_xx) ;",
                     "float lyapunov_exponent(trajectory) ;", "double wavenumber(wavenumber) ;"):
            self.assertIn(line, done.stdout)
        self.assertNotIn("phony_dim", done.stdout)
        text = (self.directory / "report.md").read_text()
        self.assertIn("## Long-time statistics", text)
        self.assertIn(f"{self.report['latent'][0]['statistics']['density_distance']:.3g}", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
