#!/usr/bin/python3
"""Files as SciPy, NumPy, h5py, xarray and pandas write them, made by the programs themselves: `lhits import` without options."""

import unittest
import warnings

import h5py
import numpy as np
import pandas
import xarray
from scipy.integrate import solve_ivp
from scipy.io import savemat

import harness

TIME = np.linspace(0, 3, 31)
X = np.linspace(0, 1, 24)
Y = np.arange(5.0) * 2


def rate(_, u):
    """Diffusion between fixed ends, and growth."""
    return np.concatenate([[0], 0.01 * (u[2:] - 2 * u[1:-1] + u[:-2]) * 23**2, [0]]) - 0.5 * u * (u - 1)


def solved(number):
    return solve_ivp(rate, (0, 3), np.exp(-40 * (X - 0.3 - 0.2 * number) ** 2), t_eval=TIME, rtol=1e-6)


def planes(number):
    return np.sin(6 * X + Y[:, None] - TIME[:, None, None] + number)


class Producers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.runs = [solved(number) for number in range(2)]

    def written(self, end, write):
        """The files of both runs."""
        files = [self.folder / f"run{number}{end}" for number in range(2)]
        for number, file in enumerate(files):
            write(file, number, self.runs[number])
        return files

    def check(self, files, values, dt=0.1, places=X, components=("u",), options=(), numbers_of_ranks=(1,)):
        """values(number): (time, components and places). The same bytes on any number of ranks."""
        made = [self.folder / f"{files[0].name}-{ranks}.h5" for ranks in numbers_of_ranks]
        for ranks, data in zip(numbers_of_ranks, made):
            harness.output_of(ranks, "import", "-o", data, *options, *files)
        for other in made[1:]:
            self.assertEqual(harness.differences(harness.content(made[0]), harness.content(other)), ["@options"])
        with h5py.File(made[0]) as file:
            self.assertEqual(file["component"].attrs["names"], " ".join(components))
            for number, u in enumerate(file["u"]):
                np.testing.assert_array_equal(u, values(number).reshape(len(u), -1).astype("f4"))
            self.assertAlmostEqual(file.attrs["dt"], dt)
            np.testing.assert_array_equal(file["x"][:len(places)], places)

    def test_scipy(self):
        """solve_ivp has its times last, and savemat writes vectors of one dimension as rows."""
        states = lambda number: self.runs[number].y.T
        self.check(self.written(".npz", lambda file, _, run: np.savez(file, t=run.t, x=X, y=run.y)), states, components=("y",))
        self.check(self.written("-tall.mat", lambda file, _, run: savemat(file, {"t": run.t, "x": X, "u": run.y.T})), states)
        self.check(self.written("-wide.mat", lambda file, _, run: savemat(file, {"t": run.t, "x": X, "u": run.y})), states,
                   numbers_of_ranks=(1, 3))

    def test_h5py(self):
        def write(file, _, run):
            with h5py.File(file, "w") as made:
                made["t"], made["x"], made["u"] = run.t, X, run.y.T
                made["model/note"] = "a text"

        self.check(self.written(".h5", write), lambda number: self.runs[number].y.T)

    def test_xarray(self):
        def dataset(number):
            u = planes(number)
            return xarray.Dataset({"u": (("time", "y", "x"), u), "T": (("time", "y", "x"), u.astype("f4") + 1)},
                                  {"time": TIME, "y": Y, "x": X})

        def both(number):
            u = planes(number)
            return np.stack([u.astype("f4"), u.astype("f4") + 1], axis=1)

        for engine in ("h5netcdf", "scipy"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                files = self.written(f"-{engine}.nc", lambda file, number, _: dataset(number).to_netcdf(file, engine=engine))
            self.check(files, both, components=("u", "T"), options=("--variables", "u,T"))

    def test_pandas(self):
        """With a named index, and with one that only counts the rows."""
        def frame(number):
            return pandas.DataFrame({"time": TIME, "prey": np.sin(TIME + number), "predator": np.cos(TIME - number)})

        values = lambda number: frame(number)[["prey", "predator"]].to_numpy()
        names = ("prey", "predator")
        named = self.written("-named.csv", lambda file, number, _: frame(number).set_index("time").to_csv(file))
        self.check(named, values, places=[0], components=names)
        self.check(self.written(".csv", lambda file, number, _: frame(number).to_csv(file)), values, places=[0], components=names)


if __name__ == "__main__":
    unittest.main(verbosity=2)
