#!/usr/bin/python3
"""Import of files in which groups are trajectories, and of files of lhits: the same bits on any number of ranks."""

import time
import unittest

import h5py
import numpy as np

import harness
import refusals
from refusals import Refusal

TIME, X = np.arange(6) * 0.5, np.arange(4) * 0.25


def states(number):
    return np.sin(number + TIME)[:, None] * np.cos(X) + number


def write_groups(path, numbers, **options):
    """u of each group with its times, a parameter as attribute."""
    with h5py.File(path, "w") as file:
        for number in numbers:
            group = file.create_group(f"run{number}")
            group.create_dataset("u", data=states(number), **options)
            group["u"].attrs["units"] = "K"
            group["t"], group["x"], group.attrs["nu"] = TIME, X, number / 4
    return path.name


class ImportGroups(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())

    def imported(self, name, *arguments, ranks=1):
        said = harness.output_of(ranks, "import", "-o", self.folder / name, *arguments)
        return harness.content(self.folder / name), said

    def check(self, name, numbers, parameters=True):
        with h5py.File(self.folder / name) as file:
            np.testing.assert_array_equal(file["u"], np.stack([states(number) for number in numbers]).astype("f4"))
            np.testing.assert_array_equal(file["x"], X)
            np.testing.assert_array_equal(file["time"], TIME)
            self.assertEqual(file["u"].attrs["units"], "K")
            if parameters:
                np.testing.assert_array_equal(file["nu"], [number / 4 for number in numbers])
            return file.attrs["files"]

    def test_groups_and_what_comes_out_together(self):
        """Groups in natural order; two outputs and more put together, with parameters and what they are made of."""
        for name, numbers in (("a.h5", (10, 2, 1)), ("b.h5", (5, 4))):
            write_groups(self.folder / name, numbers, compression="lzf")
            self.imported(f"o{name}", "--parameters", "nu", self.folder / name)
        self.check("oa.h5", (1, 2, 10))
        one, _ = self.imported("one.h5", self.folder / "oa.h5", self.folder / "ob.h5")
        made_of = self.check("one.h5", (1, 2, 10, 4, 5)).splitlines()
        self.assertEqual(made_of[0], str(self.folder / "oa.h5"))
        self.assertEqual(made_of[1].strip(), str(self.folder / "a.h5"))
        self.assertIn(str(self.folder / "ob.h5"), made_of)
        self.assertTrue(any("parameters=" in line for line in made_of), made_of)
        three, _ = self.imported("three.h5", self.folder / "oa.h5", self.folder / "ob.h5", ranks=3)
        self.assertEqual(harness.differences(one, three), ["@options"])
        groups, _ = self.imported("groups.h5", "--parameters", "nu", self.folder / "a.h5", ranks=3)
        self.assertEqual(harness.differences(groups, harness.content(self.folder / "oa.h5")), ["@options"])

    def test_runs_are_sources(self):
        run = harness.finished_run(self.folder / "run", 1, harness.DECK)
        self.imported("again.h5", run / "trajectories.h5")
        with h5py.File(run / "trajectories.h5") as file, h5py.File(self.folder / "again.h5") as again:
            splits = [file[f"{split}/u"][...] for split in ("train", "validation", "test")]
            np.testing.assert_array_equal(again["u"], np.concatenate(splits))
            self.assertIn("a run of", again.attrs["files"])
            np.testing.assert_array_equal(again["component"], file["component"])

    def test_a_thousand_groups(self):
        write_groups(self.folder / "many.h5", range(1000))
        begin = time.monotonic()
        self.imported("out.h5", "--parameters", "nu", self.folder / "many.h5")
        self.assertLess(time.monotonic() - begin, 30)  # 2 s on an idle machine
        self.check("out.h5", range(1000))

    def test_refusals(self):
        def ragged(folder):
            write_groups(folder / "r.h5", (1, 2))
            with h5py.File(folder / "r.h5", "a") as file:
                del file["run2/u"]
                file["run2/u"] = states(2)[:4]
            return ["import", "-o", "d.h5", "r.h5"]

        def unlike(folder):
            for name, parameters in (("a.h5", ["--parameters", "nu"]), ("b.h5", [])):
                harness.output_of(1, "import", "-o", folder / f"o{name}", *parameters, folder / write_groups(folder / name, (1, 2)))
            return ["import", "-o", "d.h5", "oa.h5", "ob.h5"]

        def option(*words):
            def prepare(folder):
                harness.output_of(1, "import", "-o", folder / "o.h5", folder / write_groups(folder / "a.h5", (1, 2)))
                return ["import", "-o", "d.h5", *words, "o.h5"]
            return prepare

        refusals.check(self, [
            Refusal("ragged", ragged, ["r.h5: u: expected the shape (6, 4) in all groups, as in run1/u, found (4, 4) in run2/u",
                                       "--variables run2/u"]),
            Refusal("other parameters", unlike, ["ob.h5: expected the parameters nu, as oa.h5 has, found none"], ranks=(1, 2)),
            Refusal("dimensions", option("--dimensions", "time,x"), ["o.h5: expected no --dimensions for a file of lhits"], ranks=(1,)),
            Refusal("component", option("--variables", "v"), ['o.h5: expected the component "v", found u'], ranks=(1,)),
        ])


if __name__ == "__main__":
    unittest.main()
