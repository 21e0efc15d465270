#!/usr/bin/python3
"""Arrays whose dimensions have no names, as MATLAB and NumPy have them: what import understands, and that following its
advice leads to right data or to another refusal."""

import re
import shlex
import unittest

import h5py
import numpy as np
import scipy.io

import harness
import refusals
from refusals import Refusal

TIMES, PLACES = np.arange(6) * 0.5, np.linspace(0, 1, 5)
U = 100.0 * np.arange(6)[:, None] + np.arange(5)  # (time, x)


def refused(folder, *arguments):
    """The one line of a refusal that leaves nothing behind."""
    before = harness.hashes(folder)
    status, text = harness.run(1, *arguments, cwd=folder)
    assert status == 2 and harness.hashes(folder) == before, text
    line, = harness.error_lines(text)
    return line


def commands(line):
    """The arguments of each complete command in a message."""
    return [shlex.split(found.replace("STEP", "0.5"))[1:] for found in re.findall(r"lhits import [^;(]*", line)]


class Axes(unittest.TestCase):
    def check(self, folder, arguments, u, ranks=1, times=TIMES):
        status, text = harness.run(ranks, *arguments, cwd=folder)
        self.assertEqual(status, 0, text)
        with h5py.File(folder / "o.h5") as file:
            np.testing.assert_array_equal(file["u"], np.asarray(u, "f4").reshape(-1, *file["u"].shape[1:]))
            np.testing.assert_allclose(file["time"], times[:file["u"].shape[1]], rtol=1e-6)
        (folder / "o.h5").unlink()

    def test_matlab_5_on_any_number_of_ranks(self):
        with harness.scratch_folder() as folder:
            for compressed in (False, True):
                scipy.io.savemat(folder / "a.mat", {"x": PLACES[None, :], "t": TIMES[:, None], "psi": U.T * (1 + 2j), "name": "n"},
                                 do_compression=compressed)
                for ranks in (1, 3):
                    self.check(folder, ["import", "-o", "o.h5", "a.mat"], np.concatenate([U, 2 * U], axis=1), ranks)

    def test_every_command_of_a_refusal_does_what_it_says(self):
        def readings(u, order):
            """The shape that --dimensions makes of u: (trajectory, time, x) with components before x."""
            names = order.split(",")
            places = [n for n in ("trajectory", "time", "component", "z", "y", "x") if n in names]
            return np.transpose(u, [names.index(n) for n in places])

        with harness.scratch_folder() as folder:
            square, three = U[:5].T, np.stack([U.T, U.T + 1000])
            scipy.io.savemat(folder / "square.mat", {"t": TIMES[:5], "x": PLACES, "u": square})
            scipy.io.savemat(folder / "alone.mat", {"u": U.T})
            scipy.io.savemat(folder / "three.mat", {"t": TIMES, "x": PLACES, "u": three})
            np.savez(folder / "alone.npz", u=U, v=2 * U, other=np.eye(3))
            for name, u, count in (("square.mat", square, 2), ("alone.mat", U.T, 2), ("three.mat", three, 3), ("alone.npz", U, 2)):
                found = commands(refused(folder, "import", "-o", "o.h5", name))
                self.assertEqual(len(found), count, found)
                for arguments in found:
                    with self.subTest(file=name, arguments=arguments):
                        order = arguments[arguments.index("--dimensions") + 1]
                        right = readings(u, order)
                        if name == "three.mat" and order.startswith("y"):  # MATLAB's first axis is the fastest
                            right = right.transpose(0, 2, 1)
                        if name == "alone.npz":
                            right = np.concatenate([right, 2 * right], axis=1)
                        self.check(folder, arguments, right)

    def test_dimensions_that_contradict_times_and_places(self):
        with harness.scratch_folder() as folder:
            np.savez(folder / "a.npz", t=TIMES[:, None], x=PLACES[:, None], usol=U.T)
            line = refused(folder, "import", "-o", "o.h5", "--dimensions", "time,x", "--dt", "0.5", "a.npz")
            self.assertIn("agree with t (6), x (5), found --dimensions time,x", line)
            arguments, = commands(line)
            self.check(folder, arguments, U)
            self.check(folder, ["import", "-o", "o.h5", "--variables", "usol", "--dt", "0.5", "a.npz"], U)

    def test_names_that_nothing_has(self):
        def prepare(*options):
            def prepared(folder):
                np.savez(folder / "a.npz", t=TIMES, x=PLACES, u=U, list=np.array([None], object))
                return ["import", "-o", "o.h5", *options, "a.npz"]
            return prepared

        def refusal(*options, words):
            return Refusal(" ".join(options), prepare(*options), [*words], ranks=(1,))

        refusals.check(self, [
            refusal("--variables", "u,v", words=['a variable "v" of numbers (--variables), found none']),
            refusal("--variables", "list", words=["found Python objects"]),
            refusal("--variables", "t", words=['found "t", which has times']),
            refusal("--time", "tau", words=['"tau" (--time), found none']),
            refusal("--grid", "r", words=['a variable "r" with places of the points, found none']),
            refusal("--parameters", "nu", words=['the parameter "nu"']),
            refusal("--units", "w=K", words=['--units: expected one of u, x, found "w"']),
            refusal("--spacing", "y=2", words=['--spacing: expected one of x, found "y"']),
            refusal("--scale", "w=2", "--units", "u=K", words=['--scale: expected one of the components u, found "w"']),
        ])


if __name__ == "__main__":
    unittest.main()
