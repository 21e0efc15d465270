#!/usr/bin/python3
"""A key that is changed in a finished run: what depends on it is made again, and says so; the rest stays."""

import shutil
import unittest

import harness

FILES = "trajectories.h5", "model.h5", "forecast.h5"
AGAIN = {"reduce": "the whole model", "train": "the steppers", "couple": "the choice of strides", "forecast": "the forecasts"}


def results(directory):
    """All but the text of decks, which the trajectories have from the first run."""
    return {name: value for name, value in harness.run_content(directory).items() if not name.endswith("@deck")}


class ChangedDeck(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.finished = harness.finished_run(cls.folder / "finished")

    def changed(self, name, ranks=1, **values):
        """What is said of a change in a copy of the finished run, and the copy."""
        directory = self.folder / name
        shutil.copytree(self.finished, directory)
        return harness.output_of(ranks, "run", harness.DECK, *harness.overrides(directory, **values)), directory

    def check(self, name, made_again, ranks=1, **values):
        """The same bits as of a run that has been so from the beginning; the earlier files are kept."""
        text, directory = self.changed(name, ranks, **values)
        fresh = harness.finished_run(self.folder / f"{name}-fresh", **values)
        self.assertEqual(harness.differences(results(directory), results(fresh)), [])
        for stage, what in AGAIN.items():
            self.assertEqual(f" {stage}: key " in text and f"{what} " in text, stage in made_again, text)
        for file in FILES:
            kept = directory / f"{file}.1"
            remade = file == "forecast.h5" or (file == "model.h5" and made_again[0] != "forecast")
            self.assertEqual(kept.exists(), remade and file != "trajectories.h5")
            if kept.exists():
                self.assertEqual(kept.read_bytes(), (self.finished / file).read_bytes())
        self.assertIn("is there", text)
        return text

    def test_stages(self):
        self.check("noise", ["reduce", "forecast"], reduction__noise=0.1)
        text = self.check("window", ["train", "forecast"], ranks=3, steppers__window=3)
        self.assertIn("train: key steppers.window was 5 and is now 3: the steppers are made again", text)
        self.assertIn("15 trainings in", text)  # and not the 4 others
        text = self.check("search", ["couple", "forecast"], coupling__search="range")
        self.assertIn("all 19 trainings are there", text)
        text = self.check("outside", ["forecast"], forecast__outside_quantile=0.5)
        self.assertIn("the strides are chosen", text)

    def test_the_fine_tuned(self):
        """Its reduction is not that which the steppers were trained on."""
        tuned = {"fine_tuning__iterations": 20, "fine_tuning__validate_every": 10, "fine_tuning__batch": 8}
        directory = harness.finished_run(self.folder / "tuned", **tuned)
        values = {**tuned, "steppers__iterations": 200}
        harness.output_of(1, "run", harness.DECK, *harness.overrides(directory, **values))
        fresh = harness.finished_run(self.folder / "tuned-fresh", **values)
        self.assertEqual(harness.differences(results(directory), results(fresh)), [])

    def test_what_changes_nothing(self):
        text, directory = self.changed("title", report__title='"another"', run__checkpoint_seconds=1)
        self.assertEqual(harness.run_content(directory), harness.run_content(self.finished))
        self.assertIn("another", (directory / "report.md").read_text())
        self.assertIn('title = "another"', (directory / "deck.toml").read_text().replace("'", '"'))
        self.assertEqual(text.count("is there"), 2, text)

    def test_stage_by_stage(self):
        """A stage whose input is of an earlier deck names the one to run first."""
        directory = self.folder / "by-stage"
        shutil.copytree(self.finished, directory)
        arguments = [harness.DECK, *harness.overrides(directory, steppers__window=3)]
        status, text = harness.run(1, "forecast", *arguments)
        self.assertEqual(status, 2, text)
        self.assertIn("key steppers.window was 5 and is now 3; run 'lhits train DECK' first", text)
        for stage in "train", "couple", "forecast":
            harness.output_of(1, stage, *arguments)
        fresh = harness.finished_run(self.folder / "by-stage-fresh", steppers__window=3)
        self.assertEqual(harness.differences(results(directory), results(fresh)), [])

    def test_checkpoints_of_an_earlier_deck(self):
        """A training that was broken off is not gone on with by another deck."""
        directory = self.folder / "broken-off"
        one = {"reduction__latent": 2, "reduction__baseline": "false"}
        first = harness.overrides(directory, **one, reduction__iterations=10**6, run__checkpoint_seconds=0)
        with harness.Program(1, "run", harness.DECK, *first) as program:
            harness.wait_until((directory / "checkpoints/z2-reduction.h5").exists, "a checkpoint", program)
            program.kill_all()
        text = harness.output_of(1, "run", harness.DECK, *harness.overrides(directory, **one))
        # Killed between two renames, it has the previous checkpoint alone.
        self.assertRegex(text, r"z2-reduction(\.previous)?\.h5: made with other values of keys; z2-reduction is made afresh")
        fresh = harness.finished_run(self.folder / "broken-off-fresh", **one)
        self.assertEqual(harness.differences(results(directory), results(fresh)), [])


if __name__ == "__main__":
    unittest.main()
