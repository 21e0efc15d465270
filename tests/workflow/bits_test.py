#!/usr/bin/python3
"""The results of a deck have the same bits on any number of ranks and in teams of any size."""

import unittest
import unittest.mock

import harness


class Bits(unittest.TestCase):
    def check(self, variants, surrogate="z2", **values):
        """Runs the deck once for each (ranks, team) and compares all results with the first."""
        with harness.scratch_folder() as folder:
            first = None
            for ranks, team in variants:
                directory = harness.finished_run(folder / f"{ranks}-{team}", ranks, run__team=team, **values)
                result = harness.run_content(directory)
                for part in (f"model.h5/{surrogate}/stepper-16/network/parameters",
                             f"forecast.h5/{surrogate}-in-sample/u_predicted", "forecast.h5/direct-solver/mse_state"):
                    self.assertIn(part, result)
                first = first or result
                self.assertEqual(harness.differences(first, result), [],
                                 f"{ranks} ranks in teams of {team}, and {variants[0]}")
        return first

    def test_small_batches_and_exhaustive_search(self):
        self.check([(1, 0), (2, 0), (3, 0), (4, 0), (4, 1), (4, 4), (3, 2)])

    def test_steppers_in_teams(self):
        """Two steppers on up to five ranks, batches of four shards and a part."""
        self.check([(1, 0), (3, 0), (4, 0), (5, 0), (4, 2)], reduction__latent=2, reduction__baseline="false",
                   steppers__strides="[4, 16]", steppers__batch=130, steppers__iterations=120)

    def test_all_samples_and_range_search(self):
        self.check([(1, 0), (3, 3), (4, 2)], reduction__batch=0, steppers__batch=0, coupling__search="range",
                   reduction__iterations=60, steppers__iterations=60, reduction__scaler="min-max",
                   reduction__activation="tanh", reduction__kind="variational", reduction__noise=0.1,
                   trajectories__noise=0.02)

    def test_residual_of_principal_components(self):
        self.check([(1, 0), (3, 0), (3, 3)], reduction__kind="pca-residual", reduction__sparsity=1e-3,
                   reduction__latent=2, reduction__baseline="false")

    def test_principal_components(self):
        self.check([(1, 0), (3, 0)], reduction__kind="pca", coupling__search="range")

    def test_full_space_alone(self):
        self.check([(1, 0), (3, 0)], surrogate="full", reduction__kind="identity", forecast__in_sample=3)

    def test_kuramoto_sivashinsky(self):
        """Trajectories in batches, transforms as rank 0 has measured or estimated them."""
        system = dict(system__kind='"kuramoto-sivashinsky"', system__points=24, system__modes=2, system__spin_up=20.0,
                      system__time_step=0.05, system__sample_every=4, trajectories__train=9, trajectories__test=3,
                      reduction__baseline="false", reduction__latent=4)
        with harness.scratch_folder() as folder:
            for cache in (folder / "cache", "/proc/nowhere"):
                with unittest.mock.patch.dict(harness.ENVIRONMENT, XDG_CACHE_HOME=str(cache)):
                    self.check([(3, 0), (1, 0), (2, 0)], surrogate="z4", **system)
            self.assertEqual(len(list((folder / "cache/lhits").iterdir())), 1)

    def test_without_phase(self):
        """A phase before the coordinates, a parameter behind them; also where costs are measured, as of long trainings."""
        values = dict(harness.WITHOUT_PHASE, trajectories__train=9)
        self.check([(1, 0), (3, 0)], surrogate="z4", **values)
        self.assertIn("critical path", harness.output_of(1, "check", harness.DECK, "--ranks", 4, *harness.overrides(**values)))

    def test_teams_that_integrate_a_trajectory(self):
        """Slabs of a grid on 1, 2 and 4 ranks; training trajectories shorter than the others."""
        with harness.scratch_folder() as folder:
            first = None
            for ranks, team in [(1, 1), (2, 1), (2, 2), (4, 2), (4, 4)]:
                result = harness.run_content(harness.finished_run(folder / f"{ranks}-{team}", ranks, harness.SPIRALS,
                                                                  trajectories__team=team))
                first = first or result
                self.assertEqual(harness.differences(first, result), [], f"{ranks} ranks in teams of {team}")
        self.assertEqual([first[f"trajectories.h5/{split}/u"][1] for split in ("train", "validation", "test")],
                         [(5, 21, 512), (2, 41, 512), (2, 41, 512)])
        self.assertEqual(first["forecast.h5/z2/u_predicted"][1], (2, 41, 512))

    def test_another_seed_gives_other_results(self):
        """The comparison would see a difference."""
        with harness.scratch_folder() as folder:
            one, two = (harness.run_content(harness.finished_run(folder / str(seed), 2, run__seed=seed))
                        for seed in (1, 2))
        different = harness.differences(one, two)
        for name in ("trajectories.h5/train/u", "model.h5/z2/reduction/encoder/parameters",
                     "model.h5/full/stepper-1/network/parameters", "forecast.h5/z3/u_predicted"):
            self.assertIn(name, different)


if __name__ == "__main__":
    unittest.main(verbosity=2)
