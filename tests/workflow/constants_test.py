#!/usr/bin/python3
"""Elements that never vary (walls) and elements that are missing everywhere (land): not learned, not scored, and in every output."""

import json
import pathlib
import subprocess
import sys
import unittest

import h5py
import numpy as np
import torch
import xarray

import harness
import refusals
from refusals import Refusal

POST = harness.DECK.parents[2] / "postprocess"
N = 9           # points between the walls
WALL = 0.25     # of the temperature
DECK = """
[system]
kind = "file"
file = "{}"
[trajectories]
train = 6
validation = 2
test = 2
[reduction]
latent = [2]
kind = "{}"
hidden = [12]
activation = "silu"
scaler = "{}"
iterations = 150
batch = 32
[steppers]
strides = [1, 2, 4]
window = 2
hidden = [12]
activation = "tanh"
iterations = 150
batch = 32
[forecast]
members = 6
perturbation = "state"
perturbation_size = 0.1
keep_members = 2
quantiles = [0.25, 0.75]
thresholds = [0.2]
"""


def heat():
    """(trajectory, time, x): temperatures between walls, from exact modes, in units in which they are small."""
    random = np.random.default_rng(3)
    x, t = np.arange(1, N + 1) / (N + 1), np.arange(31) * 0.02
    modes = [np.exp(-(k * np.pi) ** 2 * 0.5 * t)[:, None] * np.sin(k * np.pi * x) for k in (1, 2, 3)]
    weights = random.uniform(0.5, 1.5, (10, 3)) * [1, -0.5, 0.3] * 1e-3
    return (WALL + np.einsum("mk,ktx->mtx", weights, np.array(modes))).astype("f4")


def write(path, u, **others):
    dims = ("trajectory", "time", "x")
    data = {"u": (dims, u), **{name: (dims, values) for name, values in others.items()}}
    xarray.Dataset(data, {"time": np.arange(31) * 0.02, "x": np.arange(u.shape[2]) * 0.1}).to_netcdf(path, engine="h5netcdf")
    return path


class Constants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.inner = heat()
        wall = np.full((10, 31, 1), WALL, "f4")
        land = np.full((10, 31, 2), np.nan, "f4")
        # Two walls, land behind the second, and a field that is nearly always 0 but for rounding of a field of size 3.
        cls.whole = np.concatenate([wall, cls.inner, wall, land], axis=2)
        noise = (3 + 1e-6 * np.random.default_rng(1).uniform(-1, 1, cls.whole.shape)).astype("f4")
        files = {"bare": (cls.inner, {}), "walls": (cls.whole, {"w": noise})}
        cls.said = {}
        for name, (u, others) in files.items():
            path = write(cls.folder / f"{name}.nc", u, **others)
            cls.said[name] = harness.output_of(2, "import", "-o", cls.folder / f"{name}.h5", path)

    def run_of(self, data, kind="autoencoder", scaler="standard", ranks=1, **values):
        deck = self.folder / f"{data}-{kind}-{scaler}-{ranks}.toml"
        deck.write_text(DECK.format(self.folder / f"{data}.h5", kind, scaler))
        return harness.finished_run(self.folder / deck.stem, ranks, deck, **values)

    def test_as_without_them(self):
        """The same bits of errors, strides, valid times and of every inner element, whatever the scaler and the reduction."""
        for kind, scaler in (("autoencoder", "standard"), ("pca", "standard"), ("pca-residual", "min-max"), ("identity", "none")):
            with self.subTest(kind=kind, scaler=scaler):
                bare, walls = (self.run_of(data, kind, scaler) for data in ("bare", "walls"))
                one, other = (json.loads((run / "report.json").read_text()) for run in (bare, walls))
                key = "hits" if kind == "identity" else "latent"
                one, other = (report[key] if kind == "identity" else report[key][0] for report in (one, other))
                self.assertEqual(one["coupling"]["strides"], other["coupling"]["strides"])
                for score in ("mse_state", "relative_l2", "valid_time"):
                    self.assertEqual(one["forecast"][score], other["forecast"][score])
                group = "full" if kind == "identity" else "z2"
                with h5py.File(bare / "forecast.h5") as a, h5py.File(walls / "forecast.h5") as b:
                    self.check_whole(b[f"{group}/u_predicted"][:], a[f"{group}/u_predicted"][:])
                with h5py.File(bare / "ensemble.h5") as a, h5py.File(walls / "ensemble.h5") as b:
                    a, b = a[group], b[group]
                    for name in ("mean", "members", "control", "minimum", "quantiles", "truth"):
                        self.check_whole(b[name][:], a[name][:])
                    for name in ("crps", "standard_deviation", "rank"):
                        np.testing.assert_array_equal(b[name][..., 1:N + 1], a[name][:])
                    for name in ("spread", "skill", "mean_crps", "energy_score", "rank_frequency", "brier_score"):
                        np.testing.assert_array_equal(b[name][:], a[name][:])
                    self.assertTrue((b["standard_deviation"][..., 0] == 0).all())
                    self.assertTrue((b["probability"][..., 0] == 1).all())  # the wall is above 0.2
                    self.assertTrue(np.isnan(b["crps"][..., 0]).all())

    def check_whole(self, whole, inner):
        n = self.whole.shape[2]
        self.assertEqual(whole.shape[-1], 2 * n)
        np.testing.assert_array_equal(whole[..., 1:N + 1], inner)
        self.assertTrue((whole[..., [0, N + 1]] == np.float32(WALL)).all())
        self.assertTrue(np.isnan(whole[..., N + 2:n]).all())
        self.assertTrue((np.ptp(whole[..., n:].reshape(-1, n), axis=0) == 0).all())
        np.testing.assert_allclose(whole[..., n:], 3, rtol=1e-6)

    def test_what_is_said(self):
        self.assertRegex(self.said["walls"], r"import: u +1 +0\.\d+ +0\.25\d* .* 2 +2\n")
        self.assertRegex(self.said["walls"], r"import: w +1 +3 +3 .* 13 +0\n")
        self.assertIn("15 of 26 elements never change (number 0, 10, 13 to 25) and come out as their constants; "
                      "2 of 26 elements are missing everywhere (number 11 to 12) and stay so: not learned, not scored", self.said["walls"])
        run = self.run_of("walls")
        self.assertIn("15 of 26 elements never change", (run / "report.md").read_text())
        system = json.loads((run / "report.json").read_text())["system"]
        self.assertEqual((system["n"], system["constant"], system["missing"]), (26, 15, 2))
        self.assertIn("2 of 26 elements are missing", harness.output_of(1, "check", self.folder / f"{run.name}.toml"))
        with xarray.open_dataset(run / "trajectories.h5", group="test", engine="h5netcdf") as found:
            self.assertEqual(found.fixed.attrs["flag_meanings"], "varying constant missing")
            self.assertEqual(found.fixed.values[:13].tolist(), [1, *[0] * N, 1, 2, 2])
            np.testing.assert_array_equal(found.u.values[..., :13], self.whole[8:])
        figures = subprocess.run(["/usr/bin/python3", POST / "plot.py", run], capture_output=True, text=True)
        self.assertEqual((figures.returncode, figures.stderr), (0, ""))

    def test_on_three_ranks(self):
        one, three = self.run_of("walls"), self.run_of("walls", ranks=3)
        different = harness.differences(harness.run_content(one), harness.run_content(three))
        self.assertEqual([name for name in different if "@deck" not in name], [])
        different = harness.differences(harness.content(one / "ensemble.h5"), harness.content(three / "ensemble.h5"))
        self.assertEqual([name for name in different if name not in ("@deck", "@made_from", "@models")], [])  # of other names, folders

    def test_exports_take_and_give_whole_states(self):
        run = self.run_of("walls")
        for form in ("torchscript", "hdf5"):
            harness.output_of(1, "export", "--format", form, "-o", self.folder / f"z2.{form}", run / "model.h5")
        with h5py.File(run / "forecast.h5") as file, h5py.File(run / "trajectories.h5") as data:
            expected, start = file["z2/u_predicted"][:], data["test/u"][:, 0]
        start = np.where(np.isnan(start), 7.0, start)  # whatever is there
        sys.path.insert(0, str(POST))
        import lhits
        found = lhits.read_surrogates(run / "model.h5")["z2"].forecast(start, 30)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-7)
        module = torch.jit.load(self.folder / "z2.torchscript")
        np.testing.assert_allclose(module.forecast(torch.tensor(start), 30).numpy(), expected, rtol=0, atol=1e-7)
        with h5py.File(self.folder / "z2.hdf5") as file:
            self.assertEqual(file["fixed/number"][:3].tolist(), [0, 10, 11])
            self.assertIn("fixed/value", file.attrs["decode"])
            self.assertEqual((file.attrs["state_size"], file["coordinates/x"].shape), (26, (26,)))

    def test_starts_of_users(self):
        """A state of a user has values at walls too; land is not looked at, and another temperature of a wall is told."""
        with h5py.File(self.folder / "start.h5", "w") as file:
            file["x"] = np.tile(np.arange(13) * 0.1, 1)
            file["u"] = np.where(np.isnan(self.whole[8, 0]), np.nan, self.whole[8, 0]).astype(float)
            file["w"] = np.full(13, 3.0)
            file["u"][0] = 0.5
        deck = self.folder / "starts.toml"
        deck.write_text(DECK.format(self.folder / "walls.h5", "autoencoder", "standard"))
        run = self.folder / "starts"
        text = harness.output_of(1, "run", deck, *harness.overrides(
            run, forecast__initial_conditions=f'"{self.folder / "start.h5"}"', forecast__thresholds="[]"))
        self.assertIn("1 element(s) that never change in the training data have other values here (element 0: 0.5, there 0.25)", text)
        with h5py.File(run / "ensemble.h5") as file, h5py.File(self.run_of("walls") / "ensemble.h5") as other:
            np.testing.assert_array_equal(file["z2/control"][0], other["z2/control"][0])

    def test_parts_that_are_observed(self):
        """Points count those of whole states."""
        run = self.run_of("walls", "pca", ranks=2, observation__components='["u"]', observation__points=[0, 2, 3, 4, 5, 11])
        with h5py.File(run / "forecast.h5") as file:
            u = file["z2/u_predicted"][:]
        self.assertEqual(u.shape[-1], 6)
        self.assertTrue((u[..., 0] == np.float32(WALL)).all() and np.isnan(u[..., 5]).all() and np.isfinite(u[..., 1:5]).all())

    def test_some_outputs(self):
        """Elements of ensembles are numbered as in whole states."""
        run = self.run_of("walls", ranks=2, forecast__output_points=[0, 3, 11])
        with h5py.File(run / "ensemble.h5") as file, h5py.File(self.run_of("walls") / "ensemble.h5") as whole:
            np.testing.assert_array_equal(file["z2/mean"][:], whole["z2/mean"][..., [0, 3, 11]])
            self.assertEqual(file["z2/state"][:].tolist(), [0, 3, 11])

    def test_refusals(self):
        u = self.whole.copy()
        u[4, 7, 3] = np.nan
        write(self.folder / "now-and-then.nc", u)
        u = self.whole.copy()
        u[4, 7, 12] = 1.0
        write(self.folder / "not-always.nc", u)
        write(self.folder / "nothing.nc", np.full_like(self.inner, 4.0))
        said = harness.output_of(1, "import", "-o", self.folder / "nothing.h5", self.folder / "nothing.nc")
        self.assertIn("nothing varies in these data", said)
        deck = self.folder / "nothing.toml"
        deck.write_text(DECK.format(self.folder / "nothing.h5", "pca", "standard"))
        walls = self.folder / "outputs.toml"
        walls.write_text(DECK.format(self.folder / "walls.h5", "pca", "standard"))
        place = "trajectory 4, time index 7, element"
        refusals.check(self, [
            Refusal("missing now and then", ["import", "-o", "o.h5", self.folder / "now-and-then.nc"],
                    ["now-and-then.nc: expected a finite value", f"{place} 3 (u, x = 0.3)"]),
            Refusal("missing at first", ["import", "-o", "o.h5", self.folder / "not-always.nc"],
                    ["not-always.nc: expected no value", f"found 1 at {place} 12"]),
            Refusal("nothing varies", ["run", deck], ["nothing.h5: expected states that change, found 9 elements"]),
            Refusal("no output name", ["import", self.folder / "bare.nc"], ["--output: expected the name of a new file", "--dry-run"]),
            Refusal("outputs that never vary",
                    ["run", walls, *harness.overrides("run", forecast__output_points=[0, 11])], ["forecast.output_points"]),
            Refusal("points that never vary", ["forecast", "--model", self.run_of("walls") / "model.h5", "--states", self.folder / "walls.nc",
                                               "--output", "o.nc", "--points", 0], ["--points: expected a place whose nearest element varies"]),
        ])

    def test_files_of_an_earlier_lhits(self):
        """They do not say which elements never vary: the same is found when they are read."""
        harness.output_of(1, "import", "-o", self.folder / "old.h5", write(self.folder / "old.nc", self.whole[..., :N + 2]))
        new = self.run_of("old", "pca", ranks=2)
        with h5py.File(self.folder / "old.h5", "a") as file:
            del file["fixed"], file["fixed_value"], file.attrs["content_checksum"]
        old = self.run_of("old", "pca")
        with h5py.File(old / "forecast.h5") as a, h5py.File(new / "forecast.h5") as b:
            np.testing.assert_array_equal(a["z2/u_predicted"][:], b["z2/u_predicted"][:])
            self.assertTrue((a["z2/u_predicted"][..., [0, N + 1]] == np.float32(WALL)).all())

    def test_dry_run_writes_nothing(self):
        before = harness.hashes(self.folder)
        text = harness.output_of(2, "import", "--dry-run", self.folder / "walls.nc")
        self.assertIn("15 of 26 elements never change", text)
        self.assertIn("import: nothing is written (--dry-run)", text)
        self.assertEqual(harness.hashes(self.folder), before)


if __name__ == "__main__":
    unittest.main()
