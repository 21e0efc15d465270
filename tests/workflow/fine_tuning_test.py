#!/usr/bin/python3
"""Fine-tuning: the networks that a model ends with, in one go, stage by stage and after a kill, to the same bits."""

import json
import shutil
import unittest

import h5py
import numpy as np

import harness

TUNED = {"reduction__latent": [2], "reduction__baseline": "false", "fine_tuning__iterations": 400,
         "fine_tuning__batch": 40, "fine_tuning__validate_every": 100, "run__checkpoint_seconds": 0.02}


def networks(directory):
    with h5py.File(directory / "model.h5") as file:
        found = {}
        file["z2"].visititems(lambda name, item: found.update({name: item[:]}) if name.endswith("/parameters") else None)
        return found


class FineTuning(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.whole = harness.finished_run(cls.folder / "whole", 1, **TUNED)

    def check_same(self, directory):
        one, other = harness.run_content(self.whole), harness.run_content(directory)
        self.assertEqual(harness.differences(one, other), [])
        self.assertEqual(list((directory / "checkpoints").iterdir()), [])

    def test_takes_the_place_of_what_it_began_with(self):
        plain = harness.finished_run(self.folder / "plain", 2, **{**TUNED, "fine_tuning__iterations": 0})
        before, after = networks(plain), networks(self.whole)
        self.assertEqual(before.keys(), after.keys())
        self.assertEqual(len(before), 2 + 5)  # encoder, decoder, steppers
        for name, parameters in before.items():
            self.assertEqual(parameters.shape, after[name].shape)
            self.assertFalse(np.array_equal(parameters, after[name]), name)
        reports = [json.loads((d / "report.json").read_text())["latent"][0] for d in (plain, self.whole)]
        self.assertNotIn("fine_tuning", reports[0])
        tuned = reports[1]["fine_tuning"]
        self.assertEqual(tuned["iterations"], 400)
        self.assertLess(tuned["mse_validation"], tuned["mse_validation_before"])
        self.assertNotEqual(reports[0]["reduction"]["mse_train"], reports[1]["reduction"]["mse_train"])
        self.assertIn("## Fine-tuning", (self.whole / "report.md").read_text())
        self.assertNotIn("## Fine-tuning", (plain / "report.md").read_text())
        with h5py.File(self.whole / "model.h5") as file:
            group = file["z2/fine-tuning"]
            self.assertEqual(group.attrs["loss_validation_before"], tuned["mse_validation_before"])
            self.assertEqual(group["training"].attrs["loss_validation"], tuned["mse_validation"])

    def test_reports_errors_of_the_networks_as_they_are(self):
        """The reconstruction error of the training data, computed here again."""
        report = json.loads((self.whole / "report.json").read_text())["latent"][0]
        with h5py.File(self.whole / "model.h5") as model, h5py.File(self.whole / "trajectories.h5") as data:
            group = model["z2/reduction"]

            def layers(name, x):
                network = group[name]
                at, widths = 0, network["widths"][:]
                for i, (m, n) in enumerate(zip(widths[:-1], widths[1:])):
                    parameters = network["parameters"][at:at + (m + 1) * n].astype(float)
                    x = x @ parameters[:m * n].reshape(m, n) + parameters[m * n:]
                    x = x / (1 + np.exp(-x)) if i + 2 < len(widths) else x
                    at += (m + 1) * n
                return x

            x = data["train/u"][:].reshape(-1, 42).astype(float)
            offset, scale = group["scaler/offset"][:], group["scaler/scale"][:]
            error = layers("decoder", layers("encoder", (x - offset) / scale)) * scale + offset - x
        self.assertAlmostEqual(report["reduction"]["mse_train"] / (error**2).mean(), 1, delta=1e-3)

    def test_whatever_is_known_of_a_moment(self):
        """States before and parameters; a fixed bypass, after stacks of steppers."""
        for name, values in {"known": harness.KNOWN,
                             "bypass": {"reduction__kind": '"pca-residual"', "run__engine": '"torch"'}}.items():
            directory = harness.finished_run(self.folder / name, 2, **{**TUNED, **values})
            tuned = json.loads((directory / "report.json").read_text())["latent"][0]["fine_tuning"]
            self.assertLess(tuned["mse_validation"], tuned["mse_validation_before"], name)

    def test_plan(self):
        text = harness.output_of(1, "check", harness.DECK, "--ranks", 2, *harness.overrides(**TUNED))
        self.assertIn("then all of them together", text)
        self.assertRegex(text, r"critical path .*: z2-reduction, then z2-stepper-\d+, then z2-fine-tuning\n")

    def test_stage_by_stage(self):
        directory = self.folder / "stages"
        for command, ranks in ("generate", 1), ("reduce", 2), ("train", 3), ("reduce", 1), ("couple", 2), ("forecast", 1):
            harness.output_of(ranks, command, harness.DECK, *harness.overrides(directory, **TUNED))
        self.check_same(directory)

    def test_killed(self):
        directory = self.folder / "killed"
        checkpoints = directory / "checkpoints"
        arguments = ["run", harness.DECK, *harness.overrides(directory, **TUNED)]

        def tuning():
            try:
                with harness.open_copy(checkpoints / "z2-fine-tuning.h5") as file:
                    return "training" in file and file["training"].attrs["iteration"] > 0
            except FileNotFoundError:
                return False

        with harness.Program(2, *arguments) as program:
            harness.wait_until(tuning, "fine-tuning", program)
            program.kill_all()
        left = self.folder / "left"
        shutil.copytree(checkpoints, left)
        self.assertFalse((directory / "model.h5").exists(), "hit too late")
        harness.output_of(1, *arguments)
        self.check_same(directory)
        # As if it had been killed once more, when model.h5 was there and the checkpoints were too.
        for name in "z2-reduction.h5", "z2-stepper-4.h5":
            shutil.copy(left / name, checkpoints)
        harness.output_of(1, *arguments)
        self.check_same(directory)


if __name__ == "__main__":
    unittest.main(verbosity=2)
