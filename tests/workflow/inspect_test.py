#!/usr/bin/python3
"""lhits inspect: what it says of each file of ours, and of files that import reads."""

import unittest

import h5py
import numpy as np

import harness
import refusals
from refusals import Refusal


class Inspect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.directory = cls.folder / "run"
        harness.output_of(1, "run", harness.DECK, *harness.overrides(cls.directory, forecast__members=2, forecast__perturbation='"latent"',
                                                                     forecast__perturbation_size=0.1))

    def says(self, path, *words):
        text = harness.output_of(1, "inspect", path)
        for word in words:
            self.assertIn(word, text)
        return text

    def test_files_of_a_run(self):
        states = "n = 42 elements: u v; x from 0 to 20 (21 points)"
        self.says(self.directory / "trajectories.h5", "lhits trajectories", states, "fhn-lattice-boltzmann, seed 7",
                  "train         3 trajectories of 200 steps of 1", "validation    2 ", "test          2 ")
        self.says(self.directory / "model.h5", "lhits model", states, "z2            autoencoder to 2", "strides 1 2 4 8 16, coupled",
                  "lhits forecast --model")
        self.says(self.directory / "ensemble.h5", "lhits ensemble", "2 of each initial condition")
        with h5py.File(self.directory / "forecast.h5") as file:
            error = file["z2/mse_state"][:, 1:].mean()
        self.says(self.directory / "forecast.h5", "lhits forecasts", f"mean squared error {error:.3g}")

    def test_data_and_forecasts_of_states(self):
        data, out = self.folder / "data.h5", self.folder / "out.nc"
        harness.output_of(1, "import", self.directory / "trajectories.h5", "--output", data)
        self.says(data, "lhits data", "7 of 200 steps of 1, float32", "lhits init")
        harness.output_of(1, "forecast", "--model", self.directory / "model.h5", "--states", data, "--output", out, "--surrogate", "z3",
                          "--every", 10)
        self.says(out, "lhits forecast of states", "z3            7 forecasts of 200 steps of 1, every 10")

    def test_files_of_others(self):
        array = self.folder / "u.npz"
        np.savez(array, u=np.zeros((7, 5)), time=0.5 * np.arange(7), x=np.arange(5.0))
        self.says(array, "a file of another program", "1 of 7 time(s), from 0 to 3", "lhits import")
        one = self.folder / "one.npy"
        np.save(one, np.zeros(9))
        self.says(one, "1 of ")

    def test_several_at_once(self):
        text = harness.output_of(1, "inspect", self.directory / "model.h5", self.directory / "trajectories.h5")
        self.assertEqual(text.count(": lhits "), 2)

    def test_refusals(self):
        def damaged(folder):
            (folder / "model.h5").write_bytes((self.directory / "model.h5").read_bytes()[:5000])
            return ["inspect", "model.h5"]

        refusals.check(self, [
            Refusal("missing", ["inspect", "no.h5"], ["no.h5"]),
            Refusal("a folder", ["inspect", self.directory], [str(self.directory)]),
            Refusal("text", ["inspect", harness.DECK], ["tiny.toml", "expected HDF5"]),
            Refusal("damaged", damaged, ["model.h5"]),
        ])


if __name__ == "__main__":
    unittest.main()
