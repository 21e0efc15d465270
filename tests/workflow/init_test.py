#!/usr/bin/python3
"""lhits init: decks that fit data and systems, and that run as they are."""

import re
import tomllib
import unittest

import numpy as np

import harness
import refusals
from refusals import Refusal

QUICK = harness.overrides(reduction__iterations=20, steppers__iterations=20, reduction__validate_every=10, steppers__validate_every=10)


def waves(trajectories, steps, seed=1):
    """Three modes in 40 points: z = 3 holds all."""
    draw, x, time = np.random.default_rng(seed), np.linspace(0, 1, 40), 0.1 * np.arange(steps + 1)
    phase = draw.uniform(0, 6, (trajectories, 3, 1, 1))
    parts = [np.sin((k + 1) * np.pi * x) * np.sin((k + 1) * time[:, None] + phase[:, k]) for k in range(3)]
    return {"u": sum(parts).astype("f4"), "x": x, "time": time}


class Init(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())

    def data(self, trajectories, steps):
        array, path = self.folder / "waves.npz", self.folder / "waves.h5"
        np.savez(array, **waves(trajectories, steps))
        harness.output_of(1, "import", array, "--output", path, "--dimensions", "trajectory,time,x")
        return path

    def deck(self, source, ranks=1):
        """The deck that is drafted, its text, and what was said."""
        path = self.folder / "mine.toml"
        said = harness.output_of(ranks, "init", source, "-o", path)
        text = path.read_text()
        return tomllib.loads(text), text, said

    def test_many_trajectories(self):
        path = self.data(40, 160)
        deck, text, said = self.deck(path)
        self.assertEqual(deck["system"]["file"], str(path))
        self.assertEqual([deck["trajectories"][split] for split in ("train", "validation", "test")], [30, 5, 5])
        self.assertEqual(deck["reduction"]["latent"], [3])
        self.assertEqual(deck["steppers"]["strides"], [1, 2, 4, 8, 16, 32])
        self.assertRegex(said, r"Expected time of 'lhits run': [\d.]+ s on \d+ core")
        self.assertIn("hold of the variance 90 % in 3, 99 % in 3, 99.9 % in 3", " ".join(text.replace("#", "").split()))
        for line in text.splitlines():
            self.assertLess(len(line), 140)
            self.assertRegex(line, r"^(#.*|\[\w+\]|\w+ = .*|)$")
        keys = re.findall(r"(?m)^(\w+) = ", text)
        before = [lines for lines in re.findall(r"(?m)((?:^#.*\n)*)^\w+ = ", text)]
        self.assertEqual(len(keys), sum(map(bool, before)), "each key is explained")
        self.run_it()

    def run_it(self):
        status, text = harness.run(2, "run", self.folder / "mine.toml", *QUICK, cwd=self.folder)
        self.assertEqual(status, 0, text)
        self.assertTrue((self.folder / "runs/mine/report.md").exists())

    def test_one_long_trajectory_is_cut(self):
        deck, _, said = self.deck(self.data(1, 1000))
        steps, gap = deck["system"]["piece_steps"], deck["system"]["gap_steps"]
        self.assertLessEqual(10 * steps + 9 * (gap + 1), 1000)
        self.assertGreater(10 * (steps + 1) + 9 * gap, 900)
        self.assertEqual(sum(deck["trajectories"].values()), 10)
        self.assertIn(f"cut into pieces of {steps} steps", said)
        self.run_it()

    def test_few_short_trajectories_are_told(self):
        _, _, said = self.deck(self.data(3, 20))
        self.assertIn("a surrogate may be no good", said)
        self.run_it()

    def test_a_system(self):
        for ranks in 1, 2:
            deck, _, said = self.deck("kuramoto-sivashinsky", ranks)
            self.assertEqual(deck["system"]["kind"], "kuramoto-sivashinsky")
            self.assertGreater(deck["reduction"]["latent"][0], 4)
            self.assertIn("(120 points)", said)
            (self.folder / "mine.toml").unlink()

    def test_the_name_of_the_deck(self):
        status, text = harness.run(1, "init", self.data(12, 40), cwd=self.folder)
        self.assertEqual(status, 0, text)
        self.assertTrue((self.folder / "waves.toml").exists())

    def test_refusals(self):
        def existing(folder):
            (folder / "kuramoto-sivashinsky.toml").write_text("mine")
            return ["init", "kuramoto-sivashinsky"]

        def not_imported(folder):
            np.save(folder / "u.npy", np.zeros((9, 5)))
            return ["init", "u.npy"]

        refusals.check(self, [
            Refusal("unknown", ["init", "kuramoto"], ['"kuramoto"', "nearest: kuramoto-sivashinsky", "lhits import"]),
            Refusal("existing deck", existing, ["--output: expected the name of a new deck"]),
            Refusal("not imported", not_imported, ["u.npy", "run 'lhits import u.npy --output data.h5' first"]),
            Refusal("nothing", ["init"], ["SOURCE"]),
        ])


if __name__ == "__main__":
    unittest.main()
