#!/usr/bin/python3
"""`lhits bench`: every name with its figures, and clear words for what it cannot do. Times are not judged."""

import json
import math
import subprocess
import unittest

import harness

ARITHMETIC = ["sgemm", "fft", "stepper_fhn", "stepper_ks", "autoencoder_fhn", "autoencoder_ks", "forecast_fhn",
              "forecast_fhn_64", "forecast_ks", "ensemble_fhn", "ensemble_ks", "lattice_boltzmann", "etdrk4",
              "etdrk4_2d"]
BYTES = ["memory", "file", "write"]


def bench(ranks, *arguments, cwd):
    return subprocess.run(harness.command(ranks, "bench", "--seconds", "0.01", *arguments), env=harness.environment(),
                          capture_output=True, text=True, timeout=200, cwd=cwd)


class Bench(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())

    def test_every_path_has_its_figures(self):
        result = bench(1, "--json", "bench.json", cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        found = json.loads((self.folder / "bench.json").read_text())
        about = found.pop("about")
        self.assertEqual(sorted(found), sorted(ARITHMETIC + BYTES))
        for name, entry in found.items():
            amount = entry["flops" if name in ARITHMETIC else "bytes"]
            for value in (amount, entry["seconds"], entry["fraction"], *entry["repeats"]):
                self.assertTrue(math.isfinite(value) and value > 0, (name, entry))
            self.assertGreaterEqual(len(entry["repeats"]), 3, name)
            self.assertAlmostEqual(entry["fraction"], entry["limit_seconds"] / entry["seconds"])
            self.assertIn(f"{name} ", result.stdout)
        self.assertIn(about["blas_kernel"], result.stdout)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["bench.json"], "trial files are removed")

    def test_two_ranks_measure_together(self):
        result = bench(2, "--only", "stepper_fhn,write", "--json", "bench.json", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        found = json.loads((self.folder / "bench.json").read_text())
        self.assertEqual(found["about"]["ranks"], 2)
        self.assertEqual(sorted(found), ["about", "stepper_fhn", "write"])
        self.assertEqual(result.stdout.count("stepper_fhn"), 1, "one rank speaks")

    def test_bad_usage(self):
        result = bench(2, "--only", "stepper", cwd=self.folder)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, r"expected one of sgemm, .*write, found stepper\n$")
        result = bench(1, "--only", "sgemm", "--folder", "nowhere", cwd=self.folder)
        self.assertEqual(result.returncode, 2)
        self.assertIn("nowhere", result.stderr)
        result = bench(1, "--only", "sgemm", "--json", "nowhere/bench.json", cwd=self.folder)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, r"nowhere/bench.json: cannot be written \(No such file or directory\)")
        self.assertNotIn("sgemm", result.stdout, "told of before anything is measured")


if __name__ == "__main__":
    unittest.main(verbosity=2)
