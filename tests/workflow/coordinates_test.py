#!/usr/bin/python3
"""Noise on trajectories, and the dimension of the data: in files, report and figure."""

import json
import pathlib
import subprocess
import sys
import unittest

import h5py
import numpy as np

import harness

PLOT = pathlib.Path(__file__).resolve().parents[2] / "postprocess" / "plot.py"


class Noise(unittest.TestCase):
    def test_noise_is_on_what_is_known(self):
        with harness.scratch_folder() as folder:
            for name, noise in ("clean", 0), ("noisy", 0.05), ("other", 0.05):
                harness.output_of(2 if name == "other" else 1, "generate", harness.DECK,
                                  *harness.overrides(folder / name, trajectories__noise=noise))
            with h5py.File(folder / "clean/trajectories.h5") as clean, h5py.File(folder / "noisy/trajectories.h5") as noisy, \
                    h5py.File(folder / "other/trajectories.h5") as other:
                drawn = []
                for split in "train", "validation", "test":
                    true, found = clean[split]["u"][:], noisy[split]["u"][:]
                    np.testing.assert_array_equal(found, other[split]["u"][:])
                    for u, noise in zip(true, found - true):
                        for part in np.split(np.arange(42), 2):  # u, v
                            share = noise[:, part] / u[:, part].std()
                            if split == "test":
                                np.testing.assert_array_equal(share[1:], 0)
                                share = share[:1]
                            else:
                                self.assertAlmostEqual(share.std(), 0.05, delta=0.002)
                            self.assertLess(abs(share.mean()), 4 * 0.05 / share.size**0.5)
                            drawn.append(share[0])
                self.assertEqual(len(np.unique(np.concatenate(drawn).round(6))), np.concatenate(drawn).size)


    def test_noise_of_each_field_in_its_units(self):
        with harness.scratch_folder() as folder:
            for name, noise in ("clean", 0), ("noisy", [0.0, 0.02]):
                harness.output_of(1, "generate", harness.DECK, *harness.overrides(folder / name, trajectories__noise=noise,
                                                                                  trajectories__noise_units='"data"'))
            with h5py.File(folder / "clean/trajectories.h5") as clean, h5py.File(folder / "noisy/trajectories.h5") as noisy:
                u, v = np.split(noisy["train/u"][:] - clean["train/u"][:], 2, axis=-1)
            np.testing.assert_array_equal(u, 0)
            self.assertAlmostEqual(v.std(), 0.02, delta=0.001)


class Dimension(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        values = dict(reduction__estimate_dimension="true", reduction__dimension_width=6, reduction__latent=2,
                      reduction__baseline="false", forecast__direct_solver="false")
        cls.directory = harness.finished_run(cls.folder / "run", 2, **values)
        cls.alone = harness.finished_run(cls.folder / "alone", 1, **values)
        cls.report = json.loads((cls.directory / "report.json").read_text())

    def test_same_bits(self):
        one, two = harness.run_content(self.directory), harness.run_content(self.alone)
        self.assertEqual(harness.differences(one, two), [])
        self.assertIn("model.h5/dimension/singular_values", one)

    def test_estimate(self):
        """The rule, from the numbers in the file."""
        with h5py.File(self.directory / "model.h5") as file:
            values, attributes = file["dimension/singular_values"][:], dict(file["dimension"].attrs)
        self.assertEqual(len(values), 6)
        resolved = np.maximum(values, 1e-12 * values[0])
        gaps = resolved[:-1] / resolved[1:]
        first = (gaps >= 100).argmax() if gaps.max() >= 100 else gaps.argmax()
        self.assertAlmostEqual(attributes["gap"] / gaps[first], 1)
        self.assertEqual(attributes["dimension"], first + 1 if gaps.max() >= 100 else 0)
        self.assertLess(attributes["unexplained"], 1)
        found = self.report["dimension"]
        self.assertEqual(found["singular_values"], values.tolist())
        self.assertEqual(found["estimate"] or 0, attributes["dimension"])
        self.assertIn(f"As estimated: {found['text']}", (self.directory / "report.md").read_text())

    def test_figure(self):
        drawn = subprocess.run([sys.executable, "-B", PLOT, self.directory, "--out", self.folder / "figures"],
                               capture_output=True, text=True)
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        self.assertGreater((self.folder / "figures/dimension.png").stat().st_size, 5000)


class Table(unittest.TestCase):
    """postprocess/coordinates.py, on a report of a sweep with what it reads."""

    def table(self, folder, *options):
        return subprocess.run([sys.executable, "-B", PLOT.with_name("coordinates.py"), folder, *options], capture_output=True, text=True)

    def test_table(self):
        def group(kind, noise, sparsity, activation, scores):
            spread = {name: dict(zip(("median", "smallest", "largest"), values)) for name, values in scores.items()}
            return {"runs": 5, "values": {"reduction.kind": kind, "reduction.noise": noise, "reduction.sparsity": sparsity,
                                          "reduction.activation": activation}, **spread}
        scores = {"reduction_mse": (2e-5, 1e-5, 4e-5), "mse_state": (0.5, 0.25, None), "valid_time": (3, 2, 4), "train_seconds": (5, 4, 6)}
        groups = [group("autoencoder", 0, 0, "silu", scores), group("autoencoder", 0.1, 0, "silu", scores),
                  group("autoencoder", 0, 0.1, "tanh", scores), group("pca-residual", 0, 0, "gelu", scores)]
        with harness.scratch_folder() as folder:
            (folder / "sweep").mkdir()
            report = folder / "sweep" / "report.json"
            report.write_text(json.dumps({"score": "error", "groups": groups}))
            done = self.table(folder / "sweep", "--figure", folder / "figure.png")
            self.assertEqual(done.returncode, 0, done.stderr)
            lines = done.stdout.splitlines()
            self.assertEqual(lines[0], "|  | sweep (5 seeds): reconstruction | sweep (5 seeds): forecast | sweep (5 seeds): training, s |")
            self.assertEqual(lines[2:], [f"| {name} | 2e-05 (1e-05 to 4e-05) | 0.5 (0.25 to nan) | 5 (4 to 6) |" for name in
                                         ("plain, silu", "denoising, silu", "sparse, tanh", "pca-residual, gelu")])
            self.assertGreater((folder / "figure.png").stat().st_size, 5000)
            report.write_text(json.dumps({"score": "valid-time", "groups": groups}))
            self.assertIn("| 3 (2 to 4) | 5 (4 to 6) |", self.table(folder / "sweep").stdout)
            for damaged in "{", json.dumps({"score": "error", "groups": [{}]}):
                report.write_text(damaged)
                done = self.table(folder / "sweep")
                self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 1), done.stderr)
                self.assertIn("expected the report of a finished sweep", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
