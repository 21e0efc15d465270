#!/usr/bin/python3
"""Forecasts in parts, several at the same time; and starting over beside an old run."""

import shutil
import signal
import unittest

import harness
import refusals
from refusals import Refusal

VALUES = {"trajectories__test": 5}
SLOW = {"system__time_step": 0.0005, "system__sample_every": 2000, "trajectories__test": 12}  # to solve


class Parts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.whole = harness.finished_run(cls.folder / "whole", 2, **VALUES)

    def without_forecast(self, name, source=None):
        directory = self.folder / name
        shutil.copytree(source or self.whole, directory)
        (directory / "forecast.h5").unlink()
        return directory

    def arguments(self, directory, *options, **values):
        return ["forecast", harness.DECK, *harness.overrides(directory, **(values or VALUES)), *options]

    def check_whole(self, directory):
        self.assertEqual(harness.differences(harness.run_content(self.whole), harness.run_content(directory)), [])
        self.assertEqual(list((directory / "checkpoints").iterdir()), [])

    def test_all_at_once(self):
        """More parts than chunks, on different numbers of ranks; then the whole, for which nothing is left to do."""
        directory = self.without_forecast("once")
        programs = [harness.Program(1 + part % 2, *self.arguments(directory, "--part", f"{part}/6")) for part in range(6)]
        for program in programs:
            with program:
                self.assertEqual(program.wait(), 0, program.text)
        self.assertFalse((directory / "forecast.h5").exists())
        before = (directory / "timeline.json").read_text()
        status, text = harness.run(2, *self.arguments(directory))
        self.assertEqual((status, harness.error_lines(text)), (0, []), text)
        self.check_whole(directory)
        added = (directory / "timeline.json").read_text()[len(before) - 4:]
        self.assertNotIn('"forecast"', added)

    def test_some_parts(self):
        """What is missing is done by the whole; a part that is there already is not done twice."""
        directory = self.without_forecast("some")
        for part in ("1/3", "1/3", "0/2"):
            status, text = harness.run(1, *self.arguments(directory, "--part", part))
            self.assertEqual((status, harness.error_lines(text)), (0, []), text)
        status, text = harness.run(3, *self.arguments(directory))
        self.assertEqual((status, harness.error_lines(text)), (0, []), text)
        self.check_whole(directory)

    def test_results_of_another_model(self):
        directory = self.without_forecast("other")
        harness.run(1, *self.arguments(directory, "--part", "0/2"))
        (directory / "model.h5").unlink()
        status, text = harness.run(2, "run", harness.DECK, *harness.overrides(directory, **VALUES))
        self.assertEqual(status, 0, text)
        self.assertIn("expected results of this model and these trajectories, found those of others; it is computed again", text)
        self.check_whole(directory)

    def test_one_lhits_at_a_time(self):
        slow = harness.finished_run(self.folder / "slow", 2, **SLOW)
        directory = self.without_forecast("locked", slow)
        in_use = "expected a folder that no other lhits works in"
        with harness.Program(1, *self.arguments(directory, "--part", "0/2", **SLOW, run__checkpoint_seconds=0)) as part:
            harness.wait_until(lambda: list(directory.glob("checkpoints/forecast-*.h5")), "results", part)
            part.process.send_signal(signal.SIGSTOP)
            others = [harness.Program(1, *self.arguments(directory, *options, **SLOW))
                      for options in ((), ("--part", "0/2"), ("--part", "1/3"), ("--fresh",))]
            for other in others:
                with other:
                    self.assertEqual(other.wait(), 2, other.text)
                    self.assertIn(in_use, other.text)
            with harness.Program(1, *self.arguments(directory, "--part", "1/2", **SLOW)) as beside:
                self.assertEqual(beside.wait(), 0, beside.text)
            part.process.send_signal(signal.SIGCONT)
            self.assertEqual(part.wait(), 0, part.text)
        status, text = harness.run(2, *self.arguments(directory, **SLOW))
        self.assertEqual(status, 0, text)
        self.assertEqual(harness.differences(harness.run_content(slow), harness.run_content(directory)), [])

    def test_bad_parts(self):
        expected = "--part: expected I/N with I from 0 to N - 1, found "
        refusals.check(self, [
            Refusal(f"part {part}", ["forecast", harness.DECK, "--part", part], [expected + part])
            for part in ("3/3", "-1/2", "0/0", "1", "a/2", "1/b", "1/2/3", "99999999999/2", "1.5/2", "/", "0/2 ")
        ] + [
            Refusal("with --fresh", ["forecast", harness.DECK, "--fresh", "--part", "0/2"], ["excludes"]),
            Refusal("of another stage", ["couple", harness.DECK, "--part", "0/2"], ["--part"]),
            Refusal("before the model", ["forecast", harness.DECK, "--part", "0/2",
                                         *harness.overrides(run__directory="run")], ["run 'lhits train DECK' first"],
                    may_add=("run", "deck.toml", "checkpoints", "forecast-part-0-of-2")),
        ])


class Fresh(unittest.TestCase):
    def test_starting_over(self):
        with harness.scratch_folder() as folder:
            directory = folder / "run"
            arguments = ["generate", harness.DECK, *harness.overrides(directory)]
            for _ in range(2):  # nothing to keep, at first
                self.assertEqual(harness.run(1, *arguments, "--fresh")[0], 0)
            old = harness.hashes(folder / "run.1")
            self.assertFalse((folder / "run.2").exists())
            changed = [*arguments, "--set", "run.seed=8"]
            status, text = harness.run(2, *changed)
            self.assertEqual(status, 2, text)
            for words in ("run.seed was 7 and is now 8", "--fresh starts over and keeps the old folder under another name"):
                self.assertIn(words, text)
            status, text = harness.run(2, *changed, "--fresh")
            self.assertEqual(status, 0, text)
            self.assertEqual(text.count(f"the run that was in {directory} is kept in {directory}.2"), 1, text)
            self.assertEqual(harness.hashes(folder / "run.1"), old)
            self.assertEqual(harness.content(folder / "run.2/trajectories.h5"),
                             harness.content(folder / "run.1/trajectories.h5"))
            self.assertTrue(harness.differences(harness.content(folder / "run.2/trajectories.h5"),
                                                harness.content(directory / "trajectories.h5")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
