#!/usr/bin/python3
"""trajectories.h5, forecast.h5 and ensemble.h5 as netCDF-4: ncdump, and xarray with h5netcdf, which looks at one group at a time."""

import re
import subprocess
import unittest
import warnings

import h5py
import numpy as np
import xarray

import harness


class NetCDF(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(harness.scratch_folder())
        cls.directory = harness.finished_run(folder / "run", 2, reduction__latent=2, forecast__in_sample=3, **harness.ENSEMBLE)
        cls.spirals = harness.finished_run(folder / "spirals", 2, harness.SPIRALS, trajectories__team=2)
        cls.statistics = harness.finished_run(
            folder / "statistics", 1, system__kind='"kuramoto-sivashinsky"', system__points=24, system__modes=2,
            system__spin_up=5.0, system__sample_every=4, reduction__latent=4, reduction__baseline="false",
            forecast__statistics="true", steppers__strides="[4, 8]")

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
                       "float u_predicted(trajectory, time, state) ;", "double mse_latent(trajectory, time) ;",
                       "double mse_state(trajectory, time) ;", "float relative_l2_of_time(trajectory, time) ;",
                       "float rmse_of_field(trajectory, field) ;", 'string rmse_of_field:units = "1" ;',
                       'string field:names = "u v" ;', "float relative_l2(trajectory) ;",
                       "float valid_time(trajectory) ;", "float perfect_model_valid_time(trajectory) ;",
                       "double stepper_mse_state(stride, trajectory, time) ;",
                       "double stepper_mse_latent(stride, trajectory, time) ;")
            self.check(groups[f"{group}-in-sample"], "trajectory = 3 ;", "float u_predicted(trajectory, time, state) ;")
            self.assertIn('string :protocol = "unseen" ;', groups[group])
            self.assertIn('string :protocol = "in-sample" ;', groups[f"{group}-in-sample"])
        self.check(groups["direct-solver"], "time_step = 5 ;", "double mse_state(time_step, trajectory, time) ;",
                   'string time_step:units = "1" ;')
        self.assertNotIn("phony_dim", "".join(groups.values()))

    def test_two_dimensions_as_netcdf(self):
        """With y beside x, and a time of their own for training trajectories that are shorter."""
        groups = self.header(self.spirals / "trajectories.h5")
        self.check(groups["/"], "time = 41 ;", "double x(state) ;", "double y(state) ;", 'string y:units = "1" ;')
        self.check(groups["train"], "time = 21 ;", "double time(time) ;", 'string u:coordinates = "x y component" ;')
        self.check(self.header(self.spirals / "forecast.h5")["z2"], 'string u_predicted:coordinates = "x y component" ;')
        with h5py.File(self.spirals / "trajectories.h5") as file:
            x, y, state = file["x"][:256].reshape(16, 16), file["y"][:256].reshape(16, 16), file["test/u"][0, 0]
            self.assertTrue((x == x[0]).all() and (y.T == y[:, 0]).all() and (y[:, 0] == x[0]).all())
            self.assertTrue((file["y"][256:] == file["y"][:256]).all())
            self.assertEqual(state.shape, (512,))

    def test_model_can_be_listed(self):
        done = subprocess.run(["ncdump", "-h", self.directory / "model.h5"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def groups(self, path):
        """Every group of a file, by name."""
        with h5py.File(path) as file:
            found = [None]
            file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Group) else None)
        return found

    def dataset(self, path, group):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return xarray.open_dataset(path, group=group, engine="h5netcdf")

    def test_everything_is_named_in_xarray(self):
        """Each group on its own: units and long names, and what lies along every dimension."""
        for directory in (self.directory, self.spirals, self.statistics):
            for name in sorted(path.name for path in directory.glob("*.h5") if path.name != "model.h5"):
                for group in self.groups(directory / name):
                    with self.dataset(directory / name, group) as found:
                        self.assertEqual(set(found.dims) - set(found.coords), set(), (name, group))
                        for key, variable in found.variables.items():
                            self.assertTrue(variable.attrs["long_name"] and variable.attrs["units"], (name, group, key))

    def test_forecasts_in_xarray(self):
        """Errors computed from what xarray finds, with its labels alone."""
        with self.dataset(self.directory / "forecast.h5", "z2-in-sample") as forecast, \
                self.dataset(self.directory / "trajectories.h5", "train") as truth:
            self.assertEqual((forecast.attrs["protocol"], dict(forecast.sizes)["trajectory"]), ("in-sample", 3))
            self.assertEqual(set(forecast["u_predicted"].coords), {"trajectory", "time", "state", "x", "component"})
            error = ((forecast["u_predicted"] - truth["u"].sel(trajectory=forecast["trajectory"])) ** 2).mean("state")
            np.testing.assert_allclose(error.transpose("trajectory", "time"), forecast["mse_state"], 1e-5, 1e-10)
            v = truth["u"].where(truth["component"] == 1, drop=True).sel(time=50.0)
            with h5py.File(self.directory / "trajectories.h5") as file:
                np.testing.assert_array_equal(v, file["train/u"][:, 50, 21:])
                np.testing.assert_array_equal(v["x"], file["x"][21:])

    def test_ensembles_in_xarray(self):
        with self.dataset(self.directory / "ensemble.h5", "z2") as found:
            self.assertEqual(found["members"].dims, ("initial_condition", "member", "time", "state"))
            np.testing.assert_array_equal(found["time"], np.arange(0, 201, 5))
            self.assertEqual(set(found["quantiles"].coords),
                             {"initial_condition", "quantile", "time", "state", "x", "component"})
            between = found["quantiles"].sel(quantile=0.25) <= found["quantiles"].sel(quantile=0.75)
            self.assertTrue(bool((between & (found["minimum"] <= found["maximum"])).all()))
            error = ((found["mean"] - found["truth"]) ** 2).mean(("state", "initial_condition")) ** 0.5
            np.testing.assert_allclose(error, found["skill"], rtol=1e-4)

    def test_two_dimensions_in_xarray(self):
        with self.dataset(self.spirals / "trajectories.h5", "train") as train:
            self.assertEqual((dict(train.sizes)["time"], set(train["u"].coords)),
                             (21, {"trajectory", "time", "state", "x", "y", "component"}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
