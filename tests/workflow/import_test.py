#!/usr/bin/python3
"""Data of one's own: `lhits import`, and a deck on what it makes (system.kind = "file")."""

import re
import subprocess
import sys
import unittest
import warnings

import h5py
import numpy as np
import xarray

import harness
import refusals
from refusals import Refusal

POST = harness.DECK.parents[2] / "postprocess"
sys.path.insert(0, str(POST))
import lhits  # noqa: E402

TIME = np.arange(41) * 0.1
X, Y, Z = np.arange(4) * 0.5, np.arange(3) * 1.0, np.arange(2) * 2.0


def waves(number):
    """Two fields in a box over time, (u, T)."""
    random = np.random.default_rng(number)
    phase = random.uniform(0, 6)
    one = np.sin(1 + X) * np.cos(Y)[:, None] * (1 + Z)[:, None, None]
    other = np.cos(X) * np.ones((3, 1)) * (2.5 - Z)[:, None, None]
    a, b = (f(2 * TIME + phase)[:, None, None, None] for f in (np.cos, np.sin))
    return a * one + b * other, 280 + b * one - a * other


def dataset(number, time=TIME):
    u, temperature = waves(number)
    of = ("time", "z", "y", "x")
    return xarray.Dataset({"u": (of, u, {"units": "m s-1"}), "T": (of, temperature.astype("f4"), {"units": "K"})},
                          {"time": ("time", time, {"units": "s"}), "x": ("x", X, {"units": "m"}),
                           "y": ("y", Y, {"units": "m"}), "z": ("z", Z, {"units": "km"})})


def write(folder, number, change=None, **options):
    made = dataset(number, **options)
    made = made if change is None else change(made)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.to_netcdf(folder / f"w{number}.nc", engine="h5netcdf", unlimited_dims=["time"])
    return f"w{number}.nc"


def on_grid(group):
    """As users of xarray see states on a grid."""
    return group.set_index(state=["component", "z", "y", "x"]).unstack("state")


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.files = [cls.folder / write(cls.folder, i) for i in range(4)]
        cls.data = cls.folder / "data.h5"
        harness.output_of(2, "import", "-o", cls.data, "--variables", "u,T", *cls.files)
        cls.deck = harness.file_deck(cls.folder / "own.toml", cls.data)
        cls.directory = harness.finished_run(cls.folder / "run", 2, cls.deck, forecast__members=3, forecast__perturbation="state",
                                       forecast__perturbation_size=0.1, forecast__keep_members=1)

    def values(self, path):
        with h5py.File(path) as file:
            return file["u"][...]

    def test_the_same_on_any_number_of_ranks(self):
        for ranks in (1, 3):
            other = self.folder / f"data-{ranks}.h5"
            harness.output_of(ranks, "import", "-o", other, "--variables", "u,T", *self.files)
            self.assertEqual(harness.differences(harness.content(self.data), harness.content(other)),
                             ["@options"])
            if ranks == 1:
                continue
            run = harness.finished_run(self.folder / f"run-{ranks}", ranks, self.deck)
            mine, other = harness.run_content(self.directory), harness.run_content(run)
            self.assertIn("forecast.h5/z2/u_predicted", mine)
            different = [name for name in harness.differences(mine, other) if not name.endswith("@deck")]  # of ensembles
            self.assertEqual(different, [])

    def test_what_was_imported_comes_out(self):
        """Two fields in a box: of the data, of trajectories and forecasts, with coordinates and units."""
        for group, numbers in (("train", (0, 1)), ("validation", (2,)), ("test", (3,)), (None, range(4))):
            path = self.data if group is None else self.directory / "trajectories.h5"
            with xarray.open_dataset(path, group=group, engine="h5netcdf") as found:
                self.assertEqual((found.z.attrs["units"], found.state.attrs["grid"]), ("km", "z y x"))
                self.assertEqual(found.u.attrs["units"], "m s-1, K")
                plain = found.u.values.reshape(len(numbers), 41, 2, *found.state.attrs["shape"])
                u = on_grid(found).u
                self.assertEqual(u.dims, ("trajectory", "time", "component", "z", "y", "x"))
                np.testing.assert_array_equal(u.values, plain)
                for i, number in enumerate(numbers):
                    source = dataset(number)
                    for c, name in enumerate(("u", "T")):
                        np.testing.assert_array_equal(u.values[i, :, c], source[name].values.astype("f4"))
                for axis in ("x", "y", "z", "time"):
                    np.testing.assert_allclose(u[axis], source[axis], rtol=1e-15)
        with xarray.open_dataset(self.directory / "forecast.h5", group="z2", engine="h5netcdf") as found:
            self.assertEqual(on_grid(found[["u_predicted"]]).u_predicted.shape, (1, 41, 2, 2, 3, 4))
            self.assertEqual(found.u_predicted.attrs["units"], "m s-1, K")

    def test_everything_runs_without_a_solver(self):
        report = (self.directory / "report.md").read_text()
        self.assertIn("not asked for", report)
        self.assertTrue(report.startswith("# own\n"), report[:40])  # as the deck, which has no title
        ensemble, = lhits.open_run(self.directory).read_ensembles().values()
        with lhits.open_file(self.directory / "ensemble.h5") as alone:
            self.assertEqual((ensemble.title, alone.title), ("own", "own"))
        for path in ("ensemble.h5", "trajectories.xmf"):
            self.assertTrue((self.directory / path).exists(), path)
        self.assertIn('TopologyType="3DRectMesh" Dimensions="2 3 4"', (self.directory / "trajectories.xmf").read_text())
        self.assertIn("file, n = 48, 40 steps of 0.1", harness.output_of(1, "check", self.deck, "--ranks", "3"))
        harness.output_of(1, "export", "--format", "hdf5", "-o", self.folder / "z2.h5", self.directory / "model.h5")
        with h5py.File(self.folder / "z2.h5") as file:
            self.assertEqual(file["coordinates"].attrs["axes"], "x y z")
            self.assertEqual(file["coordinates"].attrs["component_units"], "m s-1, K")
        figures = subprocess.run(["/usr/bin/python3", POST / "plot.py", self.directory], capture_output=True, text=True)
        self.assertEqual((figures.returncode, figures.stderr), (0, ""))
        self.assertIn("fields_z2.png", figures.stdout)
        script = ("import sys; sys.path.insert(0, sys.argv[1]); import lhits\n"
                  "with lhits.open_file(sys.argv[2]) as f: print(f['test'].fields(f['test/u'][0, 3])['T'].shape)")
        shown = subprocess.run(["/usr/bin/python3", "-c", script, POST, self.directory / "trajectories.h5"], capture_output=True, text=True)
        self.assertEqual(shown.stdout, "(2, 3, 4)\n", shown.stderr)

    def test_pieces_and_orders(self):
        """Trajectories of 40 steps in pieces of 12, 3 steps left out between them: 2 of each, from the steps 0 and 16."""
        options = dict(system__piece_steps=12, system__gap_steps=3, trajectories__train=6)
        harness.output_of(1, "generate", self.deck, *harness.overrides(self.folder / "pieces", **options))
        source = self.values(self.data)
        with h5py.File(self.folder / "pieces/trajectories.h5") as file:
            np.testing.assert_array_equal(file["train/u"][3], source[1, 16:29])
            np.testing.assert_array_equal(file["test/u"][0], source[3, 16:29])
        harness.output_of(2, "generate", self.deck, *harness.overrides(self.folder / "drawn", system__order="drawn",
                                                                       system__steps=20, run__seed=2))
        with h5py.File(self.folder / "drawn/trajectories.h5") as file:
            drawn = np.concatenate([file[f"{split}/u"] for split in ("train", "validation", "test")])
        places = [next(i for i in range(4) if np.array_equal(one, source[i, :21])) for one in drawn]
        self.assertEqual(sorted(places), [0, 1, 2, 3])
        self.assertNotEqual(places, [0, 1, 2, 3])

    def test_files_that_go_on_in_time(self):
        """Parts of a trajectory, and one file for each time."""
        u = waves(0)[0][:, 0, 0].astype("f4")
        parts = [self.folder / f"part{i}.npz" for i in range(3)]
        for path, part in zip(parts, (slice(0, 10), slice(10, 11), slice(11, 41))):
            np.savez_compressed(path, u=u[part], time=TIME[part])
        times = [self.folder / f"time{t:02}.npy" for t in range(41)]
        for path, row in zip(times, u):
            np.save(path, row)
        harness.output_of(2, "import", "--join", "--dimensions", "time,x", "-o", self.folder / "joined.h5", *parts)
        harness.output_of(2, "import", "--join", "--dimensions", "x", "--dt", "0.1", "--precision", "float64", "-o",
                          self.folder / "times.h5", *times)
        np.testing.assert_array_equal(self.values(self.folder / "joined.h5"), u[None])
        np.testing.assert_array_equal(self.values(self.folder / "times.h5"), u[None])
        self.assertEqual(self.values(self.folder / "times.h5").dtype, "f8")

    def test_other_units(self):
        """(T - 273.15) / 10 in tens of degrees; without it a warning, for T varies more than u."""
        def change(made):
            made.T.values[:] = 280 + 20 * (made.T.values - 280)
            return made
        folder = self.folder / "units"
        folder.mkdir()
        files = [folder / write(folder, i, change) for i in range(2)]
        said = harness.output_of(2, "import", "-o", folder / "as-it-is.h5", "--variables", "u,T", *files)
        u, temperature = (np.stack([dataset(i)[name].values.astype(float) for i in range(2)]) for name in ("u", "T"))
        temperature = (280 + 20 * (temperature.astype("f4") - 280)).astype("f4").astype(float)
        for name, values in (("u", u), ("T", temperature)):
            row = next(line.split("import:")[1].split() for line in said.splitlines() if re.search(rf"import: {name} ", line))
            self.assertEqual(row[-6:-2], [f"{number:.6g}" for number in (values.min(), values.max(), values.mean(), values.std())])
        self.assertIn("warning: import: T varies much more than u", said)
        self.assertIn("as --scale T=0.05 --units 'T=20 K'", said)
        said = harness.output_of(2, "import", "-o", folder / "changed.h5", "--variables", "u,T", "--offset", "T=-273.15", "--scale",
                                 "T=0.1", "--units", "T=10 degC", *files)
        self.assertNotIn("warning", said)
        with h5py.File(folder / "changed.h5") as file:
            self.assertEqual(file["u"].attrs["units"], "m s-1, 10 degC")
            np.testing.assert_array_equal(file["u"][..., :24], u.reshape(2, 41, 24).astype("f4"))
            np.testing.assert_array_equal(file["u"][..., 24:], ((temperature - 273.15) * 0.1).reshape(2, 41, 24).astype("f4"))

    def test_what_is_told(self):
        """Few digits of what varies, a temperature called T beside a time, and files that go on one after another."""
        folder = self.folder / "told"
        folder.mkdir()
        for i in range(2):
            rows = [f"{number},{time:g},{300 + np.sin(time)},{1e5 + np.cos(time)}"
                    for number, time in enumerate(0.5 * np.arange(10) + 5 * i)]
            (folder / f"{i}.csv").write_text("\n".join([",time [s],T (K),p (Pa)", *rows]))
        said = harness.output_of(2, "import", "-o", folder / "data.h5", folder / "0.csv", folder / "1.csv")
        self.assertRegex(said, r"import: T +K +299\.\d+ +300\.\d+ ")
        self.assertRegex(said, r"warning: import: p lies between 9999[\d.]+ and 10000[\d.]+: 32 bits leave 3 digit\(s\) of what varies; "
                               r"take its mean away with --offset p=-\d+ --units 'p=Pa'")
        self.assertRegex(said, r"the files go on one after another in time \(.*1.csv begins where .*0.csv ends\).*--join makes one of them")
        self.assertIn('left out: "column1" (counts the rows)', said)

    def test_bad_files(self):
        def spoil(name, value, *index):
            def change(made):
                made[name].values[index] = value
                return made
            return change

        def bad(change=None, number=1, **options):
            def prepare(folder):
                return ["import", "-o", "d.h5", write(folder, 0), write(folder, number, change, **options)]
            return prepare

        def whole(folder):
            np.save(folder / "a.npy", np.array([[0, 1], [2**24 + 1, 3]]))
            return ["import", "-o", "d.h5", "--dt", "1", "a.npy"]

        def there(folder):
            (folder / "d.h5").write_text("something")
            return ["import", "-o", "d.h5", write(folder, 0)]

        gap = TIME.copy()
        gap[30:] += 0.2
        refusals.check(self, [
            Refusal("gap", bad(time=gap), ["w1.nc: expected times that rise evenly by 0.1, found 3.2 after 2.9"], ranks=(2,)),
            Refusal("not a number", bad(spoil("T", np.nan, 7, 1, 2, 3)),
                    ["w1.nc: expected a finite value, found nan at trajectory 0, time index 7, element 23 (T, x = 1.5, y = 2, "
                     "z = 2)"], ranks=(2,)),
            Refusal("too large", bad(spoil("u", 1e39, 7, 1, 2, 3)), ["w1.nc", "1e+39, too large for 32 bits"], ranks=(1,)),
            Refusal("missing variable", bad(lambda made: made.drop_vars("T")),
                    ["w1.nc: expected the components T u (in K, m s-1), as w0.nc has, found u (in m s-1)"], ranks=(1,)),
            Refusal("ragged", bad(lambda made: made.isel(time=slice(0, 30))),
                    ["w1.nc: expected 41 times, as w0.nc has, found 30", "--steps 29"], ranks=(2,)),
            Refusal("other grid", bad(lambda made: made.assign_coords(x=("x", X + 0.1, {"units": "m"}))),
                    ["w1.nc: expected the grid with x = 0 at element 0, as w0.nc has, found 0.1"], ranks=(1,)),
            Refusal("whole numbers", whole, ["a.npy", "found 16777217", "--precision float64"], ranks=(1,)),
            Refusal("there already", there, ["--output: expected the name of a new file, found d.h5"], ranks=(2,)),
            Refusal("no dt", lambda folder: np.save(folder / "a.npy", np.zeros((3, 2))) or ["import", "-o", "d.h5", "a.npy"],
                    ["a.npy: expected times, found none", "--dt"], ranks=(1,)),
            Refusal("other units", lambda folder: ["import", "-o", "d.h5", "--scale", "T=2", write(folder, 0)],
                    ["--scale T=2: expected the units of the new values as well", "--units T="], ranks=(2,)),
            Refusal("scale of 0", lambda folder: ["import", "-o", "d.h5", "--scale", "T=0", "--units", "T=K", write(folder, 0)],
                    ["--scale T=0: expected another number"], ranks=(1,)),
            Refusal("units of nothing", lambda folder: ["import", "-o", "d.h5", "--offset", "v=2", "--units", "v=K", write(folder, 0)],
                    ["--units: expected one of T, u, x, y, z", 'found "v"'], ranks=(1,)),
            Refusal("spacing", ["import", "-o", "d.h5", "--spacing", "x", "a.npy"], ["--spacing: expected NAME=VALUE"], ranks=(1,)),
        ])

    def test_bad_decks(self):
        def key(name, value, *words):
            return Refusal(f"{name} = {value}", ["check", self.deck, "--set", f"{name}={value}"], [f"{name}: expected", *words],
                           ranks=(1,))

        refusals.check(self, [
            key("forecast.perfect_model", "true", "false, for there is no solver"),
            key("forecast.statistics", "true", "false, for there is no solver"),
            key("forecast.initial_conditions", "drawn", "no solver"),
            key("system.initial_conditions", "x.txt", "no solver"),
            key("system.steps", "41", "at most 40, as the trajectories have, found 41"),
            key("system.piece_steps", "41", "at most the 40 steps"),
            key("system.order", "random", '"file"'),
            key("system.file", '""', "'lhits import'"),
            key("trajectories.train", "3", "at most 4, as there are, found 3 + 1 + 1"),
            Refusal("not of import", ["check", self.deck, "--set", f"system.file={self.directory / 'trajectories.h5'}"],
                    ["expected format 'lhits data', found 'lhits trajectories'"], ranks=(1,)),
        ])


if __name__ == "__main__":
    unittest.main()
