#!/usr/bin/python3
"""The figures of finished runs of every kind."""

import pathlib
import subprocess
import sys
import unittest

import h5py
import numpy as np

import harness

PLOT_TEST = pathlib.Path(__file__).resolve().parents[1] / "postprocess" / "plot_test.py"
POSTPROCESS = pathlib.Path(__file__).resolve().parents[2] / "postprocess"
sys.path.insert(0, str(POSTPROCESS))
import lhits  # noqa: E402


class Plots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.directory = harness.finished_run(folder / "run", 2, reduction__latent=2, forecast__in_sample=3)
        cls.spirals = harness.finished_run(folder / "spirals", 2, harness.SPIRALS, trajectories__team=2)

    def test_figures(self):
        self.check_plots(self.directory)
        self.check_plots(self.spirals, "--figures-only")

    def test_figures_of_the_full_space_alone(self):
        with harness.scratch_folder() as folder:
            self.check_plots(harness.finished_run(folder / "run", reduction__kind="identity"), "--figures-only")

    def test_figures_without_baseline_and_in_sample(self):
        with harness.scratch_folder() as folder:
            self.check_plots(harness.finished_run(folder / "run", reduction__baseline="false", forecast__in_sample=0), "--figures-only")

    def new_states(self, name, directory, *options):
        """A forecast of every first state of a run, or of those in a file, as the figures see it, and what the file holds."""
        path = self.folder / name
        states = ["--states", directory / "trajectories.h5", "--at", 0] if "--states" not in options else []
        harness.output_of(1, "forecast", "--model", directory / "model.h5", "--surrogate", "z2", "--output", path, *states, *options)
        with h5py.File(path) as file:
            return lhits.open_run(path), {key: item[()] for key, item in file["z2"].items()}, dict(file["z2"].attrs)

    def written(self, run, *options):
        done = subprocess.run([sys.executable, "-B", POSTPROCESS / "plot.py", run.path, *options], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return {path.name for path in (self.folder / f"{run.path.stem}-figures").iterdir()}

    def test_forecasts_of_new_states(self):
        run, found, limits = self.new_states("new.nc", self.directory)
        kinds = {"fields", "latent", "distance"}
        self.assertEqual(self.written(run), {f"{kind}_z2.{ending}" for kind in kinds for ending in ("png", "pdf")})
        half = len(found["x"]) // 2
        upper, lower = (axis.images[0].get_array() for axis in lhits.figures.draw_fields(run, trajectory=3).axes[:2])
        for rows, states in ((upper, slice(half)), (lower, slice(half, None))):
            np.testing.assert_array_equal(rows[::len(rows) // half], found["u_predicted"][3, :, states].T)
        latent = lhits.figures.draw_latent(run, trajectory=3)
        for i in 0, 1:
            np.testing.assert_array_equal(latent.axes[2 * i].lines[0].get_ydata(), found["latent_predicted"][3, :, i])
        worst = lhits.figures.draw_distance(run, trajectory="worst")
        number = found["training_distance"][:, 1:].mean(axis=1).argmax()
        self.assertIn(f"z = 2, new trajectory {number} (worst of 7)", worst._suptitle.get_text().replace("\n", " "))
        lines = {line.get_label(): line.get_ydata() for line in worst.axes[0].lines}
        np.testing.assert_array_equal(lines[f"new trajectory {number} (worst of 7)"], found["training_distance"][number])
        self.assertEqual([y[0] for label, y in lines.items() if label.startswith("limit, ")], [limits["distance_limit"]])

    def test_forecasts_of_new_states_at_points_and_in_planes(self):
        run, found, _ = self.new_states("points.nc", self.directory, "--points", 5, "--points", 12)
        self.assertEqual(self.written(run, "--trajectory", "0"),
                         {f"{kind}_z2.{ending}" for kind in ("values", "latent", "distance") for ending in ("png", "pdf")})
        for axis, states in zip(lhits.figures.draw_values(run, trajectory=1).axes, ((0, 1), (2, 3))):
            for line, state in zip(axis.lines, states, strict=True):
                np.testing.assert_array_equal(line.get_ydata(), found["u_predicted"][1, :, state])
                self.assertEqual(line.get_label(), f"x = {found['x'][state]:.3g}")
        with lhits.open_file(self.spirals / "trajectories.h5") as file:
            test = file["test"]
            np.savez(self.folder / "planes.npz", **test.fields(test["u"][:2, 0]))
        run, found, _ = self.new_states("planes.nc", self.spirals, "--states", self.folder / "planes.npz", "--dimensions", "trajectory,y,x")
        last = lhits.figures.draw_fields(run, trajectory=1).axes[3].images[0].get_array()
        np.testing.assert_array_equal(np.ravel(last), found["u_predicted"][1, -1][:last.size])
        for options, said in ((("--trajectory", "99"), "found 99"), (("--movie",), "movie: expected a truth")):
            done = subprocess.run([sys.executable, "-B", POSTPROCESS / "plot.py", run.path, *options], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n"), said in done.stderr), (2, "", 1, True), done.stderr)
            self.assertFalse((self.folder / "planes-figures").exists())

    def check_plots(self, directory, *options):
        done = subprocess.run([sys.executable, "-B", PLOT_TEST, directory, *options], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("all passed", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
