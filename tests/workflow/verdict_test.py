#!/usr/bin/python3
"""The verdict on runs whose fault is known: what is found, what is said to do first, and where it is told."""

import json
import os
import pty
import re
import subprocess
import unittest

import h5py
import numpy as np

import harness

# A run of a few seconds that is good; each of the others differs by what is wrong with it.
GOOD = {"system__points": 41, "system__steps": 512, "system__time_step": 0.02, "system__sample_every": 50, "system__spin_up": 2.0,
        "trajectories__train": 24, "trajectories__validation": 6, "trajectories__test": 5,
        "reduction__latent": 4, "reduction__baseline": "false", "reduction__hidden": "[48, 48]", "reduction__iterations": 2000,
        "reduction__batch": 128, "reduction__transient_share": 0.5, "reduction__validate_every": 200,
        "steppers__strides": "[4, 16, 64]", "steppers__window": 4, "steppers__hidden": "[64, 64]", "steppers__activation": '"silu"',
        "steppers__transient_share": 0.5, "steppers__iterations": 4000, "steppers__validate_every": 200}
# The first advice, by what it sets.
FAULTS = {
    "two trajectories": ({"trajectories__train": 2}, "trajectories.train=8"),
    "50 iterations": ({"reduction__iterations": 50, "steppers__iterations": 50}, r"(reduction|steppers).iterations=2000"),
    "50 iterations of the steppers": ({"steppers__iterations": 50}, "steppers.iterations=2000"),
    "50 iterations of the autoencoder": ({"reduction__iterations": 50}, "reduction.iterations=2000"),
    "one coordinate": ({"reduction__latent": 1}, "reduction.latent=2"),
    "noise": ({"trajectories__noise": 0.1}, r"observation.delays=\[1,2,3,4\]"),
}


def run_on_terminal(*arguments, **environment):
    """What a command writes to a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(harness.command(1, *arguments), stdout=slave, stderr=slave,
                               env={**harness.environment(), "TERM": "xterm-256color", **environment})
    os.close(slave)
    text = b""
    while True:
        try:
            block = os.read(master, 4096)
        except OSError:
            break
        if not block:
            break
        text += block
    os.close(master)
    assert process.wait() == 0, text
    return text.decode()


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.good = harness.finished_run(cls.folder / "good", 1, **GOOD)

    def report_of(self, directory):
        return json.loads((directory / "report.json").read_text())

    def test_a_good_run_is_usable(self):
        report = self.report_of(self.good)
        self.assertEqual(next(iter(report)), "verdict")
        verdict = report["verdict"]
        self.assertEqual((verdict["use"], verdict["surrogate"]), ("usable", "z = 4"), verdict["text"])
        text = (self.good / "report.md").read_text()
        self.assertEqual(text.splitlines()[2], f"**z = 4: {verdict['text']}.**")
        for advice in verdict["try"]:
            self.assertIn(f"- `--set {advice['set'][0]}`: {advice['reason']}", text)

    def test_faults(self):
        for name, (changes, advice) in FAULTS.items():
            with self.subTest(name):
                directory = harness.finished_run(self.folder / name.replace(" ", "-"), 1, **GOOD | changes)
                verdict = self.report_of(directory)["verdict"]
                self.assertRegex(verdict["try"][0]["set"][0], f"^{advice}$", json.dumps(verdict, indent=1))
                # What is said can be pasted.
                words = [word for one in verdict["try"] for setting in one["set"] for word in ("--set", setting)]
                harness.output_of(1, "check", directory / "deck.toml", "--print-directory", *words)

    def test_measures(self):
        """Once more with NumPy."""
        measures = self.report_of(self.good)["verdict"]["measures"]
        with h5py.File(self.good / "trajectories.h5") as file:
            train, test = file["train/u"][:].astype(float), file["test/u"][:].astype(float)
        mean = train.mean((0, 1))
        expected = {"persistence": np.mean((test[:, 1:] - test[:, :1])**2), "training_mean": np.mean((test[:, 1:] - mean)**2),
                    "variance": np.mean((train - mean)**2)}
        for key, value in expected.items():
            self.assertAlmostEqual(measures[key] / value, 1.0, delta=1e-5, msg=key)
        self.assertEqual(measures["noise"], 0.0)

    def test_same_verdict_on_any_number_of_ranks(self):
        small = dict(GOOD, reduction__iterations=200, steppers__iterations=200)
        verdicts = []
        for ranks in 1, 3:
            verdict = self.report_of(harness.finished_run(self.folder / f"ranks-{ranks}", ranks, **small))["verdict"]
            for one in [verdict, *verdict["surrogates"]]:
                del one["measures"]["solver_speed_up"]  # of times
                one["findings"] = [finding for finding in one["findings"] if finding["name"] != "slower than a solver"]
            verdicts.append(verdict)
        self.assertEqual(*verdicts)

    def test_worse_than_nothing_is_red_on_a_terminal_alone(self):
        bad = harness.finished_run(self.folder / "bad", 1, **GOOD | {"steppers__iterations": 1, "steppers__strides": 4})
        self.assertTrue(self.report_of(bad)["verdict"]["worse_than_nothing"])
        report = ["report", bad / "deck.toml", *harness.overrides(bad)]
        red = re.compile("\033\\[31mz = 4 +not usable: worse than")
        self.assertRegex(run_on_terminal(*report), red)
        self.assertNotRegex(run_on_terminal(*report, NO_COLOR="1"), red)
        self.assertNotIn("\033", harness.output_of(1, *report))
        for name in "report.md", "report.json":
            self.assertNotIn("\033", (bad / name).read_text())

    def test_edge_of_a_sweep(self):
        deck = self.folder / "sweep.toml"
        deck.write_text(harness.DECK.read_text().replace("latent = [2, 3]", "").replace("baseline = true", "")
                        + "[sweep]\nreduction.latent = [2, 3]\n")
        directory = self.folder / "sweep"
        harness.output_of(1, "run", deck, *harness.overrides(directory))
        report = self.report_of(directory)
        verdict = report["verdict"]
        z = verdict["z"]
        values, which = {2: ("1,2,3", "smallest"), 3: ("2,3,4", "largest")}[z]
        self.assertEqual((verdict["point"], z), (f"reduction.latent={z}", report["recommended"]["z"]))
        self.assertEqual(verdict["try"][0]["set"], [f"sweep.reduction.latent=[{values}]"])
        self.assertIn(f"z at the edge of the sweep: {z} is the {which} of 2", (directory / "report.md").read_text())
        harness.output_of(1, "check", deck, "--print-directory", "--set", verdict["try"][0]["set"][0])

    def test_decks_are_warned_of(self):
        text = harness.output_of(1, "check", harness.DECK, *harness.overrides(
            None, reduction__batch=0, trajectories__train=1, system__steps=8000, reduction__latent=16))
        for words in ("reduction.batch = 0: each iteration computes all 8001 snapshots", "trajectories.train = 1", "of reduction.hidden has 16",
                      "of steppers.hidden has 16", "trajectories.validation = 2"):
            self.assertEqual(len([line for line in text.splitlines() if line.startswith("warning    ") and words in line]), 1, text)
        self.assertRegex(text, r"time       about .* on one rank, .* core hours")
        calm = harness.output_of(1, "check", harness.DECK, *harness.overrides(None, trajectories__validation=4))
        self.assertNotIn("warning", calm)


if __name__ == "__main__":
    unittest.main()
