#!/usr/bin/python3
"""The yardsticks are right: the rollout, ETDRK4 and the C++ lattice that lhits is compared with, and the comparison's
own arithmetic. Needs NumPy and g++, no PyTorch."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

import numpy as np

import compare
import numpy_user

COMPARE = pathlib.Path(compare.__file__)


class Rollout(unittest.TestCase):
    @staticmethod
    def flow_map(stride):
        """With an error that tells the strides apart."""
        return lambda z: 0.9 * z + 0.01 * stride + 0.01 * np.sin(z[..., ::-1] + stride)

    def node(self, strides, start, time):
        """From the definition: the coarsest stepper that can reach a node does."""
        if time == 0:
            return start
        stride = next(stride for stride in strides if time % stride == 0)
        return self.flow_map(stride)(self.node(strides, start, time - stride))

    def test_equals_the_scalar_definition(self):
        start = np.random.default_rng(1).normal(size=(3, 2))
        for strides in ([1], [4], [4, 1], [8, 4, 2, 1], [16, 4], [12, 6, 3], [64, 8, 2]):
            finest = strides[-1]
            for steps in (finest, 5 * finest, 17 * finest, 48 * finest):
                rows = 0

                def counted(stride):
                    def step(z):
                        nonlocal rows
                        rows += len(z)
                        return self.flow_map(stride)(z)
                    return step

                nodes = np.full((steps + 1, 3, 2), np.nan)
                nodes[0] = start
                self.assertEqual(numpy_user.roll_out(nodes, {s: counted(s) for s in strides}, steps), finest)
                self.assertEqual(rows, steps // finest)  # each node once
                numpy_user.fill_between(nodes, finest)
                for time in range(steps + 1):
                    left = time // finest * finest
                    expected = self.node(strides, start, left)
                    if time > left:
                        weight = (time - left) / finest
                        expected = (1 - weight) * expected + weight * self.node(strides, start, left + finest)
                    np.testing.assert_allclose(nodes[time], expected, rtol=1e-12)


class Solvers(unittest.TestCase):
    def test_etdrk4_is_of_fourth_order(self):
        system = numpy_user.KuramotoSivashinsky()
        start = system.integrate(system.initial_states(2), 1000)[-1]

        def after_two(steps):
            return numpy_user.KuramotoSivashinsky(dt=2 / steps).integrate(start, steps)[-1]

        exact = after_two(1280)
        errors = [np.abs(after_two(steps) - exact).max() for steps in (40, 80, 160, 320)]
        orders = np.log2(np.array(errors[:-1]) / errors[1:])
        self.assertTrue((orders > 3).all() and 3.7 < orders[-1] < 4.3, f"orders {orders}")

    def test_kuramoto_sivashinsky_statistics(self):
        system = numpy_user.KuramotoSivashinsky()
        states = system.integrate(system.initial_states(20), 4000)[1000::20]
        self.assertLess(np.abs(states.mean(axis=-1)).max(), 1e-12)
        self.assertTrue(1.25 < states.var() < 1.5, f"variance {states.var()}")

    def test_lattice_equals_numpy(self):
        points, dt, steps = 101, 0.005, 1000
        dx = 20 / (points - 1)
        u = np.tanh(np.arange(points) * dx - 10) - 0.2
        f = np.repeat(np.array([u, 0.12 * u])[:, None, :] / 3, 3, axis=1)  # (species, rest right left, point)
        omega = (2 / (1 + 3 * np.array([1.0, 4.0]) * dt / dx**2))[:, None, None]
        for _ in range(steps):
            u, v = density = f.sum(axis=1)
            rate = np.array([u - u**3 - v, 0.006 * (u - 2 * v + 0.03)])
            f += omega * (density[:, None, :] / 3 - f) + dt / 3 * rate[:, None, :]
            right, left = f[:, 1].copy(), f[:, 2].copy()
            f[:, 1] = np.concatenate([left[:, :1], right[:, :-1]], axis=1)
            f[:, 2] = np.concatenate([left[:, 1:], right[:, -1:]], axis=1)
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "samples")
            numpy_user.run_lattice(numpy_user.compile_lattice(folder), steps, 200, file)
            samples = np.fromfile(file).reshape(-1, 2 * points)
        self.assertEqual(len(samples), 6)
        np.testing.assert_allclose(samples[-1], f.sum(axis=1).ravel(), atol=1e-12)


class Comparison(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def program(self, name, entries):
        """Stands for lhits or for a python that has PyTorch: writes `entries` where --json says."""
        path = self.folder / name
        path.write_text(f"#!{sys.executable}\n" + textwrap.dedent(f"""\
            import sys
            if "--json" in sys.argv:
                open(sys.argv[sys.argv.index("--json") + 1], "w").write({json.dumps(entries)!r})
            """))
        path.chmod(0o755)
        return path

    def compare(self, lhits, python, *arguments):
        return subprocess.run([sys.executable, "-B", COMPARE, "--lhits", lhits, "--python", python, *arguments],
                              capture_output=True, text=True)

    def test_table(self):
        lhits = self.program("lhits", {
            "stepper_fhn": {"seconds": 0.5e-3, "flops": 100, "fraction": 0.62, "repeats": [0.5e-3]},
            "write": {"seconds": 1.0, "bytes": 2000, "fraction": 0.9}, "only_ours": {"seconds": 3.0}, "cpu": "any"})
        python = self.program("python", {
            "about": {"torch": "0"}, "write": {"seconds": 1.0, "bytes": 1000, "variant": "numpy", "threads": 1},
            "stepper_fhn": {"seconds": 2e-3, "flops": 200, "variant": "plain", "threads": 1}})
        file = self.folder / "table.json"
        result = self.compare(lhits, python, "--rounds", "2", "--json", file)
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = {row["name"]: row for row in json.loads(file.read_text())["table"]}
        self.assertEqual(list(rows), ["write", "stepper_fhn", "only_ours"])
        self.assertAlmostEqual(rows["stepper_fhn"]["ratio"], 4)
        self.assertFalse(rows["stepper_fhn"]["same_work"])
        self.assertAlmostEqual(rows["write"]["ratio"], 2)  # half the bytes in the same time
        self.assertIsNone(rows["only_ours"]["ratio"])
        line = next(line for line in result.stdout.splitlines() if line.startswith("stepper_fhn"))
        for word in ("0.0005 s", "0.002 s", "4.00", "(4.00 - 4.00)", "62%", "plain, 1 thread(s)", "NOT THE SAME WORK"):
            self.assertIn(word, line)
        result = self.compare(lhits, python, "--rounds", "1", "--only", "write")
        self.assertEqual(len(result.stdout.splitlines()), 2, result.stdout)

    def test_refusals(self):
        good = self.program("good", {})
        bad = self.folder / "bad"
        bad.write_text("#!/bin/sh\necho no module named torch >&2\nexit 1\n")
        bad.chmod(0o755)
        for lhits, python, status, word in ((self.folder / "nowhere", good, 2, "--lhits"), (good, bad, 2, "PyTorch"),
                                            (good, self.folder / "nowhere", 2, "--python"),
                                            (bad, good, 1, "exit status 1"), ("/bin/true", good, 1, "JSON")):
            result = self.compare(lhits, python, "--rounds", "1")
            self.assertEqual((result.returncode, result.stdout), (status, ""), result.stderr)
            self.assertIn(word, result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
