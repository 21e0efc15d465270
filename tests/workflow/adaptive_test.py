#!/usr/bin/python3
"""Forecasts by adaptive steps, computed once more in plain NumPy, one member and one step at a time."""

import json
import pathlib
import subprocess
import sys
import unittest

import h5py
import numpy as np

import harness
import surrogate

TOLERANCES = [0.01, 0.1]
DECK = dict(forecast__adaptive_tolerance=str(TOLERANCES), forecast__in_sample=0, forecast__chunk=2,
            trajectories__test=4, reduction__baseline="false", reduction__latent="[2, 3]")
STEPS = 200
STRIDES = [1, 2, 4, 8, 16]
PLOT = pathlib.Path(__file__).resolve().parents[2] / "postprocess" / "plot.py"


class Adaptive:
    """One member. `margin` is how near the nearest decision was, relative to the tolerance."""

    def __init__(self, own, start, tolerance):
        self.own, self.tolerance = own, tolerance
        self.nodes = {0: start}
        self.steps, self.evaluations = dict.fromkeys(STRIDES, 0), dict.fromkeys(STRIDES, 0)
        self.margin = np.inf
        self.taken = []  # (time, stride)
        time, level = 0, len(STRIDES) - 1
        while time < STEPS:
            while time + STRIDES[level] > STEPS:
                level -= 1
            coarse = self.step(self.nodes[time], level)
            while level > 0:
                half = self.step(self.nodes[time], level - 1)
                fine = self.step(half, level - 1)
                if self.agree(coarse, fine):
                    break
                coarse, level = half, level - 1
            stride = STRIDES[level]
            self.steps[stride] += 1
            self.taken.append((time, stride))
            if level > 0:
                self.nodes |= {time + stride // 2: half, time + stride: fine}
                self.fill(time, level - 1)
                self.fill(time + stride // 2, level - 1)
            else:
                self.nodes[time + stride] = coarse
            time, level = time + stride, min(level + 1, len(STRIDES) - 1)

    def step(self, z, level):
        self.evaluations[STRIDES[level]] += 1
        return self.own.step(z, STRIDES[level])

    def agree(self, one, other):
        distance = np.sqrt(np.mean((one - other)**2))
        self.margin = min(self.margin, abs(distance / self.tolerance - 1))
        return distance < self.tolerance

    def fill(self, time, level):
        if level == 0:
            return
        middle, end = time + STRIDES[level - 1], time + STRIDES[level]
        self.nodes[middle] = self.step(self.nodes[time], level - 1)
        if not self.agree((self.nodes[time] + self.nodes[end]) / 2, self.nodes[middle]):
            self.fill(time, level - 1)
            self.fill(middle, level - 1)

    def trajectory(self):
        times = sorted(self.nodes)
        states = np.array([self.nodes[time] for time in times])
        return np.array([np.interp(np.arange(STEPS + 1), times, column) for column in states.T]).T


class AdaptiveForecasts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.directory = harness.finished_run(cls.folder / "2", 2, **DECK)
        cls.report = json.loads((cls.directory / "report.json").read_text())
        with h5py.File(cls.directory / "trajectories.h5") as file:
            cls.true = file["test/u"][:].astype(float)
            cls.variance = file["train/u"][:].astype(float).reshape(-1, cls.true.shape[-1]).var(axis=0).mean()
        with h5py.File(cls.directory / "forecast.h5") as file:
            cls.found = {name: {key: item[()] for key, item in file[f"{name}/adaptive"].items()} for name in ("z2", "z3")}
        cls.model = surrogate.read_surrogates(cls.directory / "model.h5")

    def errors(self, own, z, member):
        return np.mean((own.decode(z) - self.true[member])**2, axis=1)

    def test_against_numpy(self):
        compared = 0
        for name, found in self.found.items():
            own = self.model[name]
            self.assertEqual((found["tolerance"].tolist(), found["stride"].tolist()), (TOLERANCES, STRIDES))
            for i, tolerance in enumerate(TOLERANCES):
                for m, u in enumerate(self.true):
                    member = Adaptive(own, own.encode(u[0]), tolerance)
                    if member.margin < 1e-3:
                        continue  # rounding may decide
                    compared += 1
                    self.assertEqual(found["steps"][i, m].tolist(), list(member.steps.values()))
                    self.assertEqual(found["evaluations"][i, m].tolist(), list(member.evaluations.values()))
                    mse = self.errors(own, member.trajectory(), m)
                    np.testing.assert_allclose(found["mse_state"][i, m], mse, rtol=2e-3, atol=1e-6)
                    strides = np.concatenate([np.full(stride, stride) for _, stride in member.taken])
                    np.testing.assert_array_equal(found["step"][i, m], [*strides, strides[-1]])
                    times = sorted(member.nodes)
                    gaps = np.repeat(np.diff(times), np.diff(times))
                    np.testing.assert_array_equal(found["spacing"][i, m], [*gaps, gaps[-1]])
                    late = np.nonzero(np.sqrt(found["mse_state"][i, m] / self.variance) >= 0.5)[0]
                    self.assertEqual(found["valid_time"][i, m], late[0] if len(late) else STEPS)
        self.assertGreaterEqual(compared, 8)

    def test_fixed_hierarchies(self):
        for name, found in self.found.items():
            own = self.model[name]
            coarsest = max(own.coupled["unseen"])
            for level, finest in enumerate(STRIDES):
                if finest > coarsest:
                    self.assertTrue(np.isnan(found["fixed_mse_state"][level]).all())
                    continue
                strides = [stride for stride in STRIDES if finest <= stride <= coarsest]
                for m, u in enumerate(self.true):
                    mse = self.errors(own, own.rollout(own.encode(u[0]), STEPS, strides), m)
                    np.testing.assert_allclose(found["fixed_mse_state"][level, m], mse, rtol=2e-3, atol=1e-6)

    def test_members_of_ensembles(self):
        """Each from its own perturbed start; alone it has the same bits."""
        every, tolerance = 4, 0.1
        asked = dict(DECK, forecast__members=4, forecast__perturbation='"latent"', forecast__perturbation_size=0.05,
                     forecast__keep_members=4, forecast__member_tolerance=tolerance, forecast__output_every=every)
        for name, ranks, more in (("ensemble.h5", 2, []), ("member-2.h5", 1, ["--member", 2])):
            harness.output_of(ranks, "forecast", harness.DECK, *harness.overrides(self.directory, **asked), *more)
            self.assertTrue((self.directory / name).exists())
        with h5py.File(self.directory / "ensemble.h5") as file, h5py.File(self.directory / "member-2.h5") as alone:
            compared = 0
            for name in ("z2", "z3"):
                found = file[f"{name}/members_latent"][...]
                np.testing.assert_array_equal(alone[f"{name}/members_latent"][:, 0], found[:, 2])
                for z in found.reshape(-1, *found.shape[2:]):
                    member = Adaptive(self.model[name], z[0].astype(float), tolerance)
                    if member.margin < 1e-3:
                        continue
                    compared += 1
                    np.testing.assert_allclose(z, member.trajectory()[::every], rtol=2e-3, atol=2e-4)
            self.assertGreaterEqual(compared, 8)

    def test_report(self):
        text = (self.directory / "report.md").read_text()
        self.assertIn("## Adaptive steps", text)
        for entry in self.report["latent"]:
            found, own = self.found[f"z{entry['z']}"], self.model[f"z{entry['z']}"]
            flop = 2 * sum(weights.size for weights, _, _ in own.steppers[1].layers)
            for i, row in enumerate(entry["adaptive"]["tolerances"]):
                evaluations = found["evaluations"][i].sum(axis=1).mean()
                self.assertEqual(row["tolerance"], TOLERANCES[i])
                self.assertAlmostEqual(row["evaluations"], evaluations, places=6)
                self.assertAlmostEqual(row["flop"], evaluations * flop, places=3)
                self.assertAlmostEqual(row["mean_stride"], STEPS / found["steps"][i].sum(axis=1).mean(), places=6)
                self.assertAlmostEqual(row["mse_state"] / found["mse_state"][i, :, 1:].mean(), 1, places=5)
                self.assertEqual(row["valid_time"], np.median(found["valid_time"][i]))
                self.assertGreater(row["seconds"], 0)
                self.assertIn(f"| z = {entry['z']} | adaptive, {TOLERANCES[i]:g} | {row['mse_state']:.3g} |", text)
            strides = own.coupled["unseen"]
            rows = entry["adaptive"]["hierarchies"]
            self.assertEqual([row["finest"] for row in rows], [stride for stride in STRIDES if stride <= max(strides)])
            self.assertEqual([row["finest"] for row in rows if row["coupled"]], [min(strides)])
            for row, mse in zip(rows, found["fixed_mse_state"]):
                self.assertEqual(row["evaluations"], -(-STEPS // row["finest"]))
                self.assertEqual(row["flop"], row["evaluations"] * flop)
                self.assertAlmostEqual(row["mse_state"] / mse[:, 1:].mean(), 1, places=5)
            coupled, = [row for row in rows if row["coupled"]]
            self.assertAlmostEqual(coupled["mse_state"] / entry["forecast"]["mse_state"], 1, places=6)

    def test_same_bits_on_another_number_of_ranks(self):
        first = harness.run_content(self.directory)
        self.assertIn("forecast.h5/z2/adaptive/spacing", first)
        other = harness.run_content(harness.finished_run(self.folder / "3", 3, **DECK))
        self.assertEqual(harness.differences(first, other), [])

    def test_figures_and_netcdf(self):
        out = self.folder / "figures"
        subprocess.run([sys.executable, PLOT, self.directory, "--out", out], check=True, capture_output=True)
        self.assertGreater((out / "adaptive_z2.png").stat().st_size, 10000)
        done = subprocess.run(["ncdump", "-h", self.directory / "forecast.h5"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for line in ("float evaluations(tolerance, trajectory, stride) ;", "double fixed_mse_state(stride, trajectory, time) ;"):
            self.assertIn(line, done.stdout)
        self.assertNotIn("phony_dim", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
