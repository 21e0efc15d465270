#!/usr/bin/python3
"""The figures of finished runs of every kind."""

import pathlib
import subprocess
import sys
import unittest

import harness

PLOT_TEST = pathlib.Path(__file__).resolve().parents[1] / "postprocess" / "plot_test.py"


class Plots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(harness.scratch_folder())
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

    def check_plots(self, directory, *options):
        done = subprocess.run([sys.executable, "-B", PLOT_TEST, directory, *options], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("all passed", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
