#!/usr/bin/python3
"""Times and joins of `lhits import`: gaps, restarts, orders of files, --dt against the file, calendars."""

import itertools
import unittest

import h5py
import numpy as np

import harness
import refusals
from refusals import Refusal

X = np.arange(3)


def states(steps):
    """Of whole numbers of steps: what identifies each in the result."""
    return np.asarray(steps, float)[:, None] + 0.25 * X


def write(path, time, steps=None, kind="f8", units=None):
    time = np.asarray(time)
    with h5py.File(path, "w") as file:
        for name, values in (("time", time.astype(kind)), ("x", X.astype(float))):
            file[name] = values
            file[name].make_scale(name)
        file["u"] = states(range(len(time)) if steps is None else steps)
        for axis, name in enumerate(("time", "x")):
            file["u"].dims[axis].attach_scale(file[name])
        if units:
            file["time"].attrs["units"] = units
    return path.name


class Joins(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())
        self.outputs = itertools.count()

    def imported(self, *arguments, ranks=1):
        """(steps of every trajectory, dt, what was said)"""
        path = self.folder / f"out{next(self.outputs)}.h5"
        status, said = harness.run(ranks, "import", "-o", path, *arguments, cwd=self.folder)
        self.assertEqual(status, 0, said)
        with h5py.File(path) as file:
            u, time = file["u"][...], file["time"][...]
        np.testing.assert_array_equal(u, u[..., :1] + np.float32(0.25) * X.astype("f4"))
        return [list(map(int, one)) for one in u[..., 0]], time[1] - time[0], said

    def test_precision_of_times(self):
        """Even within what 32 bits hold far from 0, in seconds since 1970, negative, and as MATLAB counts days."""
        for name, time, kind, dt in (("far", 1e5 + 0.01 * np.arange(50), "f4", 0.01), ("epoch", 1.7e9 + 60 * np.arange(200), "f4", 60),
                                     ("whole", 1700000000 + 60 * np.arange(9), "i8", 60), ("below", 0.25 * np.arange(9) - 5, "f8", 0.25),
                                     ("days", 738000.25 + np.arange(99) / 86400, "f8", 1 / 86400)):
            with self.subTest(name):
                steps, found, _ = self.imported(write(self.folder / f"{name}.nc", time, kind=kind))
                self.assertEqual(steps, [list(range(len(time)))])
                self.assertAlmostEqual(found / dt, 1, 6)

    def test_gaps_and_overlaps_are_refused(self):
        since = "seconds since 1970-01-01"
        time = 1.7e9 + 60 * np.arange(100)
        gap, back, twice = (np.r_[time[:50], time[50:] + more] for more in (600, -300, -60))

        def of(time, **options):
            return lambda folder: ["import", "-o", "o.h5", write(folder / "a.nc", time, units=since, **options)]

        refusals.check(self, [
            Refusal("gap", of(gap), ["a.nc: expected times that rise evenly by 60, found 1700003600 after 1700002940 (time index 50)"],
                    ranks=(1, 2)),
            Refusal("gap of whole numbers", of(gap, kind="i8"), ["found 1700003600 after 1700002940"], ranks=(1,)),
            Refusal("gap in 32 bits", of(gap, kind="f4"), ["a.nc: expected times that rise evenly", "kept to within 101"], ranks=(1,)),
            Refusal("back", of(back), ["found 1700002700 after 1700002940 (time index 50)"], ranks=(1,)),
            Refusal("twice", of(twice), ["found 1700002940 after 1700002940, with another state (time index 50)"], ranks=(1,)),
            Refusal("falls", of(time[::-1]), ["expected times that rise, found 1700005880 after 1700005940"], ranks=(1,)),
            Refusal("months", of(86400 * np.cumsum([0, 31, 28, 31, 30])), ["these are months: --dt 1 --time-units month"], ranks=(1,)),
        ])

    def test_restarts(self):
        """The state of a restart is there twice: in one file, and at the joint of two."""
        for ranks in (1, 3):
            both = write(self.folder / "both.nc", [0, 1, 2, 2, 3, 4], [0, 1, 2, 2, 3, 4])
            self.assertEqual(self.imported(both, ranks=ranks)[0], [[0, 1, 2, 3, 4]])
            parts = [write(self.folder / f"part{first}-{last}.nc", np.arange(first, last), range(first, last))
                     for first, last in ((0, 4), (3, 7), (6, 7), (6, 9))]
            steps, dt, said = self.imported("--join", *parts, ranks=ranks)
            self.assertEqual((steps, dt), ([list(range(9))], 1))
            self.assertIn("import: 3 state(s) of a restart left out, which two files have", said)
            self.assertEqual(self.imported("--join", "--steps", "5", *parts, ranks=ranks)[0], [list(range(6))])
        other = write(self.folder / "other.nc", [3, 4, 5], [90, 4, 5])
        status, text = harness.run(2, "import", "-o", "no.h5", "--join", "part0-4.nc", other, cwd=self.folder)
        self.assertEqual(status, 2)
        self.assertIn("other.nc: expected to begin with the state that part0-4.nc ends with, for both are of the time 3", text)
        steps, _, said = self.imported("--join", "--dt", "1", "part0-4.nc", other)
        self.assertEqual(steps, [[0, 1, 2, 3, 90, 4, 5]])
        self.assertIn("with another state: both are kept", said)

    def test_order_of_times(self):
        """Times decide, whatever the names say; files that begin again are of another run."""
        a, b, c = (write(self.folder / name, np.arange(first, first + 3), range(first, first + 3))
                   for name, first in (("3.nc", 0), ("1.nc", 3), ("2.nc", 6)))
        steps, _, said = self.imported("--join", b, c, a)
        self.assertEqual(steps, [list(range(9))])
        self.assertIn("import: the files are joined in the order of their times, and not as given: 3.nc, 1.nc, 2.nc", said)
        self.assertNotIn("order of", self.imported("--join", a, b, c)[2])
        runs = [write(self.folder / f"run{run}_s{part}.nc", 0.1 * np.arange(2 * i, 2 * i + 2), 100 * run + np.arange(2 * i, 2 * i + 2))
                for run in (0, 1) for i, part in enumerate((1, 2, 10))]
        for ranks in (1, 3):
            steps, _, said = self.imported("--join", *sorted(runs), ranks=ranks)
            self.assertEqual(steps, [list(range(6)), list(range(100, 106))])
            self.assertIn("import: 2 runs, for files begin again at the time 0: run0_s1.nc, run1_s1.nc", said)
        refusals.check(self, [
            Refusal("all at 0", ["import", "-o", "o.h5", "--join", self.folder / runs[0], self.folder / runs[3]],
                    ["expected files that go on in time, found that all begin at the time 0", "leave out --join"], ranks=(2,)),
            Refusal("part missing", ["import", "-o", "o.h5", "--join", *(self.folder / name for name in runs[:5])],
                    ["run1_s1.nc: expected 6 times, as", "found 4 with the files that go on; take as many of all with --steps 3"],
                    ranks=(2,)),
            Refusal("twice", ["import", "-o", "o.h5", "--join", self.folder / a, self.folder / a], ["expected files that differ"],
                    ranks=(1,)),
            Refusal("file missing", ["import", "-o", "o.h5", "--join", self.folder / a, self.folder / c],
                    ["2.nc: expected to begin 1 after", "ends at the time 2, found the time 6"], ranks=(1,)),
        ])

    def test_order_of_names(self):
        """Without times the numbers in the names decide, where they can be read in one way."""
        def files(*names):
            for i, name in enumerate(names):
                path = self.folder / name
                path.parent.mkdir(exist_ok=True)
                np.save(path, states([i])[0])
            return sorted(names)

        def joined(*names):
            return self.imported("--join", "--dt", "0.5", "--dimensions", "x", *names)

        steps, _, said = joined(*files(*(f"snap_{i}.npy" for i in range(12))))
        self.assertEqual(steps, [list(range(12))])
        self.assertIn("in the order of the numbers in their names, and not as given: snap_0.npy, snap_1.npy, snap_2.npy, snap_3.npy, "
                      "..., snap_11.npy", said)
        for names in (("0.05/u.npy", "0.1/u.npy", "0.15/u.npy", "1/u.npy", "10/u.npy"),  # OpenFOAM's folders
                      ("v0.8.npy", "v0.9.npy", "v0.10.npy", "v0.11.npy"), ("a08.npy", "a09.npy", "a10.npy", "a100.npy"),
                      ("1e-05.npy", "0.0001.npy", "0.02.npy")):
            self.assertEqual(joined(*files(*names))[0], [list(range(len(names)))], names)
        self.assertNotIn("order", joined("a08.npy", "a09.npy")[2])
        files("spin-up.npy", "main.npy")
        steps, _, said = joined("spin-up.npy", "main.npy")
        self.assertEqual(steps, [[0, 1]])
        self.assertIn("joined in the order given, for their names tell none", said)
        files("w0.9.npy", "w0.11.npy")
        status, text = harness.run(1, "import", "-o", "o.h5", "--join", "--dt", "1", "--dimensions", "x", "w0.11.npy", "w0.9.npy",
                                   cwd=self.folder)
        self.assertEqual(status, 2)
        self.assertIn("w0.9.npy: expected names of files to join that tell their order", text)

    def test_dt_wins(self):
        """Over times that are even, of a calendar, or of no use; both values are told."""
        even = write(self.folder / "even.nc", 0.1 * np.arange(5), units="s")
        steps, dt, said = self.imported("--dt", "0.5", even)
        self.assertEqual((steps, dt), ([list(range(5))], 0.5))
        self.assertIn("import: --dt 0.5 wins over the times of the files, which are 0.1 apart", said)
        self.assertNotIn("wins", self.imported("--dt", "0.1", even)[2])
        month = write(self.folder / "month.nc", np.cumsum([15, 31, 28, 31, 30]), units="days since 2001-01-01")
        _, dt, said = self.imported("--dt", "1", "--time-units", "month", month)
        self.assertEqual(dt, 1)
        self.assertIn("import: --dt 1 wins over the times of the files, which are 28 to 31 apart", said)
        self.assertIn("4 steps of 1 month", said)
        zero = write(self.folder / "zero.nc", np.zeros(5))
        self.assertIn("which are 0 apart", self.imported("--dt", "1", zero)[2])
        single = [write(self.folder / f"m{i}.nc", [day], [i], units="days since 2001-01-01") for i, day in enumerate((15, 46, 74))]
        self.assertEqual(self.imported("--join", "--dt", "1", "--time-units", "month", *single[::-1])[0], [[0, 1, 2]])
        status, text = harness.run(1, "import", "-o", "o.h5", "--join", *single, cwd=self.folder)
        self.assertEqual(status, 2)
        self.assertIn("these are months: --dt 1 --time-units month", text)


if __name__ == "__main__":
    unittest.main()
