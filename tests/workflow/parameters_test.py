#!/usr/bin/python3
"""Trajectories with parameters of their own: known ones come out, forecasts of unseen ones are flagged."""

import unittest

import h5py
import numpy as np

import harness

VARIED = {"parameters__names": '["epsilon"]', "parameters__low": "[0.004]", "parameters__high": "[0.009]",
          "reduction__baseline": "false", "reduction__latent": "[2]", "trajectories__train": 6}
GIVEN = {**VARIED, "parameters__test": "[0.006, 0.02]", "forecast__members": 3, "forecast__perturbation": '"state"',
         "forecast__perturbation_size": 0.01}


class Parameters(unittest.TestCase):
    def test_known_trajectories_and_flags(self):
        with harness.scratch_folder() as folder:
            plain, varied = folder / "plain", folder / "varied"
            harness.output_of(1, "generate", harness.DECK, *harness.overrides(plain))
            done = harness.output_of(2, "run", harness.DECK, *harness.overrides(varied, **GIVEN))
            with h5py.File(plain / "trajectories.h5") as one, h5py.File(varied / "trajectories.h5") as two:
                # 0.006 is what the deck without parameters has.
                np.testing.assert_array_equal(two["test/u"][0], one["test/u"][0])
                self.assertFalse(np.array_equal(two["test/u"][1], one["test/u"][1]))
                np.testing.assert_array_equal(two["test/epsilon"], [0.006, 0.02])
                drawn = two["train/epsilon"][()]
                self.assertTrue((0.004 <= drawn.min()) & (drawn.max() <= 0.009) & (len(set(drawn)) == 6))
            low, high = f"{drawn.min():.6g}", f"{drawn.max():.6g}"
            self.assertIn(f"z2: the parameters of 1 of 2 test trajectories lie outside the trained range "
                          f"(epsilon {low} to {high}): 1", done)
            self.assertIn("ensemble z2 initial condition 1: its parameters lie outside the trained range", done)
            with h5py.File(varied / "forecast.h5") as file:
                group = file["z2"]
                np.testing.assert_array_equal(group["epsilon"], [0.006, 0.02])
                self.assertEqual(group["initial_outside"][1], 1)
                self.assertTrue(np.isinf(group["initial_distance"][1]))
                self.assertEqual(group.attrs["epsilon_trained_high"], drawn.max())
                np.testing.assert_array_equal(group["latent_predicted"][1, :, 2], group["latent_true"][1, 0, 2])
            with h5py.File(varied / "ensemble.h5") as file:
                np.testing.assert_allclose(file["z2/epsilon"], [0.006, 0.02], rtol=1e-7)
                self.assertTrue(np.isinf(file["z2/initial_distance"][1]))
            with h5py.File(varied / "model.h5") as file:
                self.assertEqual(file["z2/stepper-4/network/widths"][()].tolist(), [3, 16, 16, 2])

    def test_same_bits_on_any_ranks(self):
        with harness.scratch_folder() as folder:
            one, three = (harness.finished_run(folder / str(ranks), ranks, **GIVEN) for ranks in (1, 3))
            self.assertEqual(harness.differences(harness.run_content(one), harness.run_content(three)), [])
            own = harness.differences(harness.content(one / "ensemble.h5"), harness.content(three / "ensemble.h5"))
            self.assertEqual(own, ["@made_from", "@models"])  # where the models are, and when they were made


if __name__ == "__main__":
    unittest.main()
