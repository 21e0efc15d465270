#!/usr/bin/python3
"""Networks that are trained in stacks by LibTorch, as on a GPU, here on the processor: the scores of the native engine,
on any number of ranks, also of a run that was stopped."""

import json
import signal
import time
import unittest

import harness


def scores(directory):
    """Of each surrogate: reconstruction, forecast, each stepper alone, and what training has found."""
    report = json.loads((directory / "report.json").read_text())
    found = {}
    for entry in [*report["latent"], report["hits"]]:
        name = f"z = {entry['z']}"
        found[f"{name} reconstruction"] = entry["reduction"]["mse_test"]
        found[f"{name} forecast"] = entry["forecast"]["mse_state"]
        for stepper in entry["steppers"]:
            found[f"{name} stride {stepper['stride']}"] = stepper["mse_test"]
    return found


class Stacks(unittest.TestCase):
    def check_close(self, expected, found):
        self.assertEqual(expected.keys(), found.keys())
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=0.01 * abs(value) + 1e-9, msg=name)

    def check(self, ranks, **values):
        with harness.scratch_folder() as folder:
            native = scores(harness.finished_run(folder / "native", 2, **values))
            for count in ranks:
                directory = harness.finished_run(folder / str(count), count, run__engine='"torch"', **values)
                self.check_close(native, scores(directory))
                self.assertEqual(list((directory / "checkpoints").iterdir()), [])

    def test_drawn_samples(self):
        self.check([1, 2, 7], steppers__window="[5, 4, 3, 2, 1]")

    def test_all_samples(self):
        self.check([2], reduction__batch=0, steppers__batch=0, reduction__iterations=60, steppers__iterations=60)

    def test_a_stopped_run_goes_on(self):
        """Also with other stacks: those of another number of ranks."""
        values = {"run__engine": '"torch"', "reduction__iterations": 100, "steppers__iterations": 1500,
                  "run__checkpoint_seconds": 0.2}
        with harness.scratch_folder() as folder:
            whole = scores(harness.finished_run(folder / "whole", 2, **values))
            directory = folder / "run"
            arguments = ["run", harness.DECK, *harness.overrides(directory, **values)]
            for ranks, number in ((2, signal.SIGUSR1), (1, signal.SIGTERM)):
                start = time.time_ns()

                def saved():
                    return any(path.stat().st_mtime_ns > start
                               for path in directory.glob("checkpoints/full-stepper-*.h5"))

                with harness.Program(ranks, *arguments) as program:
                    harness.wait_until(saved, "steppers", program)
                    program.process.send_signal(number)
                    self.assertEqual(program.wait(), 75, program.text)
                self.assertFalse((directory / "model.h5").exists())
            status, text = harness.run(2, *arguments)
            self.assertEqual(status, 0, text)
            self.check_close(whole, scores(directory))
            self.assertEqual(list((directory / "checkpoints").iterdir()), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
