#!/usr/bin/python3
"""States of which a part is seen, together with those before: what is kept, learned and forecast."""

import unittest

import h5py
import numpy as np

import harness
import refusals
from refusals import Refusal

POINTS = [1, 5, 9, 15]
SEEN = {"observation__components": '["u"]', "observation__points": POINTS, "observation__delays": [3, 6],
        "reduction__baseline": "false", "reduction__latent": "[2]"}
ENSEMBLE = {"forecast__members": 4, "forecast__perturbation": '"state"', "forecast__perturbation_size": 0.01}


class Observation(unittest.TestCase):
    def test_what_is_seen(self):
        with harness.scratch_folder() as folder:
            whole, seen = folder / "whole", folder / "seen"
            harness.output_of(1, "generate", harness.DECK, *harness.overrides(whole, system__steps=206))
            harness.finished_run(seen, 2, **SEEN, **ENSEMBLE)
            with h5py.File(whole / "trajectories.h5") as all_, h5py.File(seen / "trajectories.h5") as part:
                for split in ("train", "validation", "test"):
                    u = all_[split]["u"][()][:, :, POINTS]
                    np.testing.assert_array_equal(part[split]["history"], u[:, :6])
                    np.testing.assert_array_equal(part[split]["u"], u[:, 6:])
                    np.testing.assert_allclose(part[split]["history_time"], np.arange(-6, 0) * part.attrs["dt"])
                self.assertEqual(part.attrs["delays"], "3 6")
                self.assertEqual(part["component"].attrs["names"], "u")
                truth = part["test/u"][()]
            with h5py.File(seen / "forecast.h5") as file:
                group = file["z2"]
                self.assertEqual(group["u_predicted"].shape, truth.shape)
                np.testing.assert_allclose(group["mse_state"], ((group["u_predicted"][()] - truth)**2).mean(2), rtol=1e-4,
                                           atol=1e-9)
                self.assertTrue(np.isnan(group["perfect_model_valid_time"]).all())  # nobody can start from a part
                self.assertNotIn("direct-solver", file)
            with h5py.File(seen / "ensemble.h5") as file:
                np.testing.assert_allclose(file["z2/truth"][()], truth, rtol=0, atol=0)

    def test_same_bits_on_any_ranks(self):
        with harness.scratch_folder() as folder:
            values = {**SEEN, **ENSEMBLE, "parameters__names": '["epsilon"]', "parameters__low": [0.004],
                      "parameters__high": [0.009], "reduction__conditioned": "true"}
            one, three = (harness.finished_run(folder / str(ranks), ranks, **values) for ranks in (1, 3))
            self.assertEqual(harness.differences(harness.run_content(one), harness.run_content(three)), [])

    def test_bad_decks(self):
        def seen(**values):
            return ["run", harness.DECK, *harness.overrides(**{**SEEN, **values})]

        refusals.check(self, [
            Refusal("no such field", seen(observation__components='["w"]'),
                    ["observation.components: expected components of the states (u v)", '"w"']),
            Refusal("point beyond the grid", seen(observation__points="[21]"),
                    ["observation.points: expected points of u, from 0 to 20, found 21"]),
            Refusal("delays that fall", seen(observation__delays="[6, 3]"),
                    ["observation.delays: expected delays in increasing order, found 3 after 6"]),
            Refusal("a delay of nothing", seen(observation__delays="[0]"), ["observation.delays: expected an integer of at least 1"]),
            Refusal("no autoencoder", seen(reduction__kind='"pca"'),
                    ["reduction.kind: expected an autoencoder where observation.delays has entries"]),
            Refusal("full space", seen(reduction__baseline="true"), ["reduction.baseline: expected false where"]),
            Refusal("states without those before", seen(**ENSEMBLE, forecast__initial_conditions='"mine.h5"'),
                    ["forecast.initial_conditions: expected", '"mine.h5"']),
            Refusal("solver from a part", seen(forecast__direct_solver="true"),
                    ["forecast.direct_solver: expected false where [observation] has entries", "found true"]),
            Refusal("statistics of a part", seen(forecast__statistics="true"), ["forecast.statistics: expected false where"]),
            Refusal("more coordinates than are seen", seen(reduction__latent=[12]), ["reduction.latent", "n = 12", "found 12"]),
        ])


if __name__ == "__main__":
    unittest.main()
