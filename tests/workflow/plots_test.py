#!/usr/bin/python3
"""Other people's tools on a finished run: the figures, and netCDF's own reader."""

import pathlib
import re
import subprocess
import sys
import unittest

import h5py

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
        self.check_plots(self.spirals)

    def test_figures_of_the_full_space_alone(self):
        with harness.scratch_folder() as folder:
            self.check_plots(harness.finished_run(folder / "run", reduction__kind="identity"))

    def test_figures_without_baseline_and_in_sample(self):
        with harness.scratch_folder() as folder:
            self.check_plots(harness.finished_run(folder / "run", reduction__baseline="false", forecast__in_sample=0))

    def check_plots(self, directory):
        done = subprocess.run([sys.executable, "-B", PLOT_TEST, directory], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("all passed", done.stdout)

    def header(self, path):
        """What `ncdump -h` prints, by group: {group: text}; the names of dimensions stand for their lengths."""
        done = subprocess.run(["ncdump", "-h", path], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        groups = re.split(r"\ngroup: ([\w-]+) \{", done.stdout)
        return dict(zip(["/", *groups[1::2]], groups[0::2], strict=True))

    def check(self, text, *lines):
        found = [line.strip() for line in text.splitlines()]
        for line in lines:
            self.assertIn(line, found)

    def test_trajectories_as_netcdf(self):
        groups = self.header(self.directory / "trajectories.h5")
        self.assertEqual(set(groups), {"/", "train", "validation", "test"})
        self.check(groups["/"], "time = 201 ;", "state = 42 ;", "double time(time) ;", 'string time:units = "1" ;',
                   "double x(state) ;", 'string x:units = "1" ;', "int component(state) ;",
                   'string component:names = "u v" ;', ":seed = 7LL ;", 'string :format = "lhits trajectories" ;')
        for group, count in (("train", 3), ("validation", 2), ("test", 2)):
            self.check(groups[group], f"trajectory = {count} ;", "float u(trajectory, time, state) ;",
                       'string u:coordinates = "x component" ;')
        self.assertNotIn("phony_dim", "".join(groups.values()))
        for attribute in ("lhits_version", "git_revision", "deck"):
            self.assertRegex(groups["/"], f"string :{attribute} = \"[^\"]+\" ;")

    def test_forecasts_as_netcdf(self):
        groups = self.header(self.directory / "forecast.h5")
        self.assertEqual(set(groups), {"/", "z2", "full", "z2-in-sample", "full-in-sample", "direct-solver"})
        self.check(groups["/"], "time = 201 ;", "state = 42 ;", "trajectory = 2 ;", 'string time:units = "1" ;')
        for group, latent in (("z2", 2), ("full", 42)):
            self.check(groups[group], f"latent = {latent} ;", "stride = 5 ;",
                       "float latent_true(trajectory, time, latent) ;",
                       "float latent_predicted(trajectory, time, latent) ;",
                       "float u_predicted(trajectory, time, state) ;", "float mse_latent(trajectory, time) ;",
                       "float mse_state(trajectory, time) ;", "float relative_l2_of_time(trajectory, time) ;",
                       "float relative_l2(trajectory) ;",
                       "float valid_time(trajectory) ;", "float perfect_model_valid_time(trajectory) ;",
                       "float stepper_mse_state(stride, trajectory, time) ;",
                       "float stepper_mse_latent(stride, trajectory, time) ;")
            self.check(groups[f"{group}-in-sample"], "trajectory = 3 ;", "float u_predicted(trajectory, time, state) ;")
            self.assertIn('string :protocol = "unseen" ;', groups[group])
            self.assertIn('string :protocol = "in-sample" ;', groups[f"{group}-in-sample"])
        self.check(groups["direct-solver"], "time_step = 5 ;", "float mse_state(time_step, trajectory, time) ;",
                   'string time_step:units = "1" ;')
        self.assertNotIn("phony_dim", "".join(groups.values()))

    def test_two_dimensions_as_netcdf(self):
        """With y beside x, and a time of their own for training trajectories that are shorter."""
        groups = self.header(self.spirals / "trajectories.h5")
        self.check(groups["/"], "time = 41 ;", "double x(state) ;", "double y(state) ;", 'string y:units = "1" ;')
        self.check(groups["train"], "time = 21 ;", "double time(time) ;", 'string u:coordinates = "x y component" ;')
        self.assertNotIn("time = ", groups["test"].replace("double time", ""))
        self.check(self.header(self.spirals / "forecast.h5")["z2"], 'string u_predicted:coordinates = "x y component" ;')
        with h5py.File(self.spirals / "trajectories.h5") as file:
            x, y, state = file["x"][:256].reshape(16, 16), file["y"][:256].reshape(16, 16), file["test/u"][0, 0]
            self.assertTrue((x == x[0]).all() and (y.T == y[:, 0]).all() and (y[:, 0] == x[0]).all())
            self.assertTrue((file["y"][256:] == file["y"][:256]).all())
            self.assertEqual(state.shape, (512,))

    def test_model_can_be_listed(self):
        done = subprocess.run(["ncdump", "-h", self.directory / "model.h5"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
