#!/usr/bin/python3
"""Sweeps: every point is the run that its deck alone would be, in one job or an array of jobs; only new points are computed."""

import json
import pathlib
import subprocess
import sys
import unittest

import harness
import refusals
from refusals import Refusal

SWEEP = """
[sweep]
reduction.latent = [3, 2]
run.seed = [1, 2]
steppers.activation = ["silu"]
"""
DIMENSION = "estimate_dimension = true\ndimension_width = 5"
POINTS = ["reduction.latent=3,run.seed=1,steppers.activation=silu", "reduction.latent=3,run.seed=2,steppers.activation=silu",
          "reduction.latent=2,run.seed=1,steppers.activation=silu", "reduction.latent=2,run.seed=2,steppers.activation=silu"]
PLOT = pathlib.Path(__file__).resolve().parents[2] / "postprocess" / "plot.py"


def sweep_deck(folder, sweep=SWEEP):
    """The tiny deck with a sweep, as tiny_sweep.toml in `folder`."""
    text = harness.DECK.read_text().replace("latent = [2, 3]", "").replace("baseline = true", DIMENSION)
    (folder / "tiny_sweep.toml").write_text(text + sweep)
    return folder / "tiny_sweep.toml"


class Sweep(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.deck = sweep_deck(cls.folder)
        cls.directory = cls.folder / "sweep"
        cls.text = harness.output_of(2, "run", cls.deck, *harness.overrides(cls.directory))
        cls.report = json.loads((cls.directory / "report.json").read_text())

    def same(self, directory, point):
        """But for the deck of shared trajectories, which says nothing of what differs between those who share them."""
        found = harness.differences(harness.run_content(directory), harness.run_content(self.directory / point))
        self.assertEqual(set(found) - {"trajectories.h5/@deck"}, set(), point)

    def test_points_are_ordinary_runs(self):
        for point, latent, seed in (POINTS[0], 3, 1), (POINTS[3], 2, 2):
            alone = harness.finished_run(self.folder / f"alone-{latent}-{seed}", 1, reduction__latent=latent,
                                         run__seed=seed, reduction__baseline="false", steppers__activation='"silu"',
                                         reduction__estimate_dimension="true", reduction__dimension_width=5)
            self.same(alone, point)

    def test_trajectories_are_shared(self):
        self.assertEqual(self.text.count("generate: 7 trajectories"), 2)
        for point in POINTS:
            link = self.directory / point / "trajectories.h5"
            self.assertTrue(link.is_symlink())
            self.assertFalse(pathlib.Path(link.readlink()).is_absolute())

    def test_dimensions(self):
        found = self.report["dimensions"]
        self.assertEqual([one["point"] for one in found], POINTS)
        self.assertEqual(found[0]["gap"], found[2]["gap"])  # of the same data and seed
        self.assertNotEqual(found[0]["gap"], found[1]["gap"])
        self.assertIn("Dimension of the data by rank-minimising autoencoders: ", (self.directory / "report.md").read_text())

    def test_report(self):
        self.assertEqual(self.report["sweep"], {"points": 4, "finished": POINTS, "missing": []})
        self.assertEqual([group["z"] for group in self.report["groups"]], [2, 3])
        for group in self.report["groups"]:
            reports = [json.loads((self.directory / point / "report.json").read_text()) for point in group["points"]]
            errors = [report["latent"][0]["forecast"]["mse_state"] for report in reports]
            self.assertEqual(group["runs"], 2)
            self.assertEqual(group["values"], {"steppers.activation": "silu"})
            self.assertAlmostEqual(group["mse_state"]["median"], sum(errors) / 2, places=12)
            self.assertEqual((group["mse_state"]["smallest"], group["mse_state"]["largest"]),
                             (min(errors), max(errors)))
        self.assertIn(f"Recommended: z = {self.report['recommended']['z']}", (self.directory / "report.md").read_text())

    def test_recommendation_rests_on_validation(self):
        """The smallest z that is no worse than the worst seed of the best z, on the validation trajectories."""
        groups = self.report["groups"]
        best = min(groups, key=lambda group: group["mse_validation"]["median"])
        good = [group["z"] for group in groups
                if group["mse_validation"]["median"] <= best["mse_validation"]["largest"]]
        self.assertEqual(self.report["recommended"]["z"], min(good))

    def test_array_of_jobs_and_new_points(self):
        """One job a point, each on its own, merged; then a point more, which alone is computed."""
        directory = self.folder / "array"
        where = harness.overrides(directory)
        for point in range(2):
            harness.output_of(1 + point, "run", self.deck, "--point", point, *where)
        text = harness.output_of(1, "report", self.deck, *where)
        self.assertIn("2 of the 4 points", text)
        self.assertIn(f"- not finished: {POINTS[2]}", (directory / "report.md").read_text())
        for point in POINTS[:2]:
            self.same(directory / point, point)
        before = {path: path.stat().st_mtime_ns for path in directory.glob("reduction*/*.h5")}
        self.assertEqual(len(before), 6)
        harness.output_of(2, "run", self.deck, *where)
        for path, time in before.items():
            self.assertEqual(path.stat().st_mtime_ns, time, path)
        for point in POINTS:
            self.same(directory / point, point)

    def test_figures(self):
        drawn = subprocess.run([sys.executable, "-B", PLOT, self.directory], capture_output=True, text=True)
        self.assertEqual((drawn.returncode, drawn.stderr), (0, ""))
        for name in "sweep_error.png", "sweep_cost.png", "sweep_steppers.png":
            self.assertTrue((self.directory / "figures" / name).read_bytes().startswith(b"\x89PNG"), name)

    def test_refusals(self):
        def with_sweep(sweep, *options):
            return lambda folder: ["run", sweep_deck(folder, sweep), *options]

        refusals.check(self, [
            Refusal("unknown key", with_sweep("[sweep]\nreduction.latnt = [1]\n"),
                    ["sweep.reduction.latnt: expected a known key of [reduction]", "nearest: latent"]),
            Refusal("value that does not fit", with_sweep("[sweep]\nsteppers.batch = [32, -1]\n"),
                    ["sweep.steppers.batch: expected an integer of at least 0, found -1"]),
            Refusal("empty list", with_sweep("[sweep]\nrun.seed = []\n"), ["sweep.run.seed: expected a list"]),
            Refusal("value twice", with_sweep("[sweep]\nrun.seed = [1, 1]\n"), ["each value once, found 1 twice"]),
            Refusal("point out of range", with_sweep(SWEEP, "--point", "4"),
                    ["--point 4: expected a number from 0 to 3"]),
            Refusal("point of no sweep", ["run", harness.DECK, "--point", "0"], ["expected a deck with a table [sweep]"]),
            Refusal("report of nothing", lambda folder: ["report", sweep_deck(folder)],
                    ["runs/tiny_sweep: expected a run directory, found none"],
                    may_add=("",)),  # the folders of its points
        ])


if __name__ == "__main__":
    unittest.main()
