#!/usr/bin/python3
"""Data of one's own with parameters of trajectories: `lhits import --parameters`, and decks on what it makes."""

import unittest

import h5py
import numpy as np

import harness
import refusals
from refusals import Refusal

TIME, X = np.arange(41) * 0.1, np.arange(6) * 0.5
EPS = np.array([0.5, 0.8, 1.1, 1.4, 0.7, 1.25])
DECK = """
[system]
kind = "file"
file = "{}"
order = "drawn"
piece_steps = 18
gap_steps = 3
[observation]
delays = [2, 5]
[trajectories]
train = 7
validation = 2
test = 3
[reduction]
latent = [2]
hidden = [8]
conditioned = true
iterations = 50
batch = 16
[steppers]
strides = [1, 4]
window = 2
hidden = [8]
iterations = 50
batch = 16
[forecast]
chunk = 1
members = 3
perturbation = "state"
perturbation_size = 0.01
[run]
seed = 3
directory = "run"
"""


def waves():
    phase = EPS[:, None] * 2 * TIME
    return np.cos(phase)[..., None] * np.sin(1 + X) + np.sin(phase)[..., None] * np.cos(X)


def write(path, u, attributes=None, time=TIME, **variables):
    """u over (trajectory, time, x), or (time, x)."""
    with h5py.File(path, "w") as file:
        for name, values in (("time", time), ("x", X)):
            file[name] = values
            file[name].make_scale(name)
        if u.ndim == 3:
            file["trajectory"] = np.arange(len(u))
            file["trajectory"].make_scale("trajectory")
        file["u"] = u
        for axis, name in enumerate(("trajectory", "time", "x")[-u.ndim:]):
            file["u"].dims[axis].attach_scale(file[name])
        for name, values in variables.items():
            file[name] = values
        file.attrs.update(attributes or {})
    return path.name


def one_file(folder, name="all.h5", eps=EPS, **options):
    return write(folder / name, waves(), eps=eps, **options)


class ImportedParameters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        one_file(cls.folder)
        cls.data = cls.folder / "data.h5"
        cls.said = harness.output_of(2, "import", "-o", cls.data, "--parameters", "eps", cls.folder / "all.h5")
        cls.deck = cls.folder / "own.toml"
        cls.deck.write_text(DECK.format(cls.data))

    def test_variables_scalars_and_attributes(self):
        """One number a trajectory, or one a file, comes out the same; states are what they were."""
        self.assertIn("parameter eps from 0.5 to 1.4\n", self.said)
        files = [self.folder / f"part{i}.h5" for i in range(3)]
        write(files[0], waves()[:2], {"eps": EPS[:2]})
        write(files[1], waves()[2:5], {"nu": 2}, eps=EPS[2:5])
        write(files[2], waves()[5], **{"settings/eps": EPS[5]})
        output = self.folder / "parts-data.h5"
        harness.output_of(2, "import", "-o", output, "--parameters", "eps", *files)
        with h5py.File(self.data) as one, h5py.File(output) as other:
            for file in (one, other):
                self.assertEqual(file.attrs["parameters"], "eps")
                np.testing.assert_array_equal(file["eps"], EPS)
                self.assertEqual(file["eps"].dims[0][0].name, "/trajectory")
                np.testing.assert_array_equal(file["u"], waves().astype("f4"))

    def test_several_of_numpy_and_of_files_that_go_on(self):
        folder = self.folder
        np.savez(folder / "all.npz", u=waves(), eps=EPS.astype("f4"), number=np.arange(6), nu=0.25, time=TIME, x=X)
        harness.output_of(1, "import", "-o", folder / "npz-data.h5", "--parameters", "number,nu,eps", "--dimensions",
                          "trajectory,time,x", folder / "all.npz")
        with h5py.File(folder / "npz-data.h5") as file:
            self.assertEqual(file.attrs["parameters"], "number nu eps")
            np.testing.assert_array_equal(file["number"], range(6))
            np.testing.assert_array_equal(file["nu"], [0.25] * 6)
            np.testing.assert_array_equal(file["eps"], EPS.astype("f4"))
        for name, times in (("early.h5", slice(0, 20)), ("late.h5", slice(20, 41))):
            write(folder / name, waves()[0][times], {"eps": 0.5}, TIME[times])
        harness.output_of(2, "import", "--join", "-o", folder / "joined.h5", "--parameters", "eps", folder / "early.h5",
                          folder / "late.h5")
        with h5py.File(folder / "joined.h5") as file:
            np.testing.assert_array_equal(file["eps"], [0.5])
            self.assertEqual(file["u"].shape, (1, 41, 6))

    def test_pipeline(self):
        """Pieces of trajectories in another order, with delays: each has its history and its parameter."""
        run = harness.finished_run(self.folder / "run", 2, self.deck)
        u = waves().astype("f4")
        pieces = {(i, first): u[i, first:first + 19] for i in range(6) for first in (0, 22)}
        eps = {}
        with h5py.File(run / "trajectories.h5") as file:
            places = []
            for split in ("train", "validation", "test"):
                whole = np.concatenate([file[split]["history"], file[split]["u"]], axis=1)
                own = [next(place for place, piece in pieces.items() if np.array_equal(piece, one)) for one in whole]
                eps[split] = [EPS[i] for i, _ in own]
                np.testing.assert_array_equal(file[split]["eps"], eps[split])
                places += own
        self.assertEqual(sorted(places), sorted(pieces))
        self.assertNotEqual(places, sorted(places))
        low, high = min(eps["train"]), max(eps["train"])
        with h5py.File(run / "forecast.h5") as file:
            np.testing.assert_array_equal(file["z2/eps"], eps["test"])
            self.assertEqual((file["z2"].attrs["eps_trained_low"], file["z2"].attrs["eps_trained_high"]), (low, high))
            infinite = np.isinf(file["z2/initial_distance"])
            np.testing.assert_array_equal(infinite, [not low <= value <= high for value in eps["test"]])
        with h5py.File(run / "ensemble.h5") as file:
            np.testing.assert_allclose(file["z2/eps"], eps["test"], rtol=1e-7)
        with h5py.File(run / "model.h5") as file:
            self.assertEqual(file["z2/stepper-4/network/widths"][()].tolist(), [3, 8, 2])
        self.assertIn(", by eps\n", (run / "report.md").read_text())
        self.assertIn("names = [ 'eps' ]", (run / "deck.toml").read_text())
        # The deck as it ran is one to run.
        self.assertIn("is there", harness.output_of(1, "generate", run / "deck.toml"))

    def test_bad_files(self):
        def bad(prepare, parameters="eps", name="all.h5", *options):
            def arguments(folder):
                prepare(folder)
                return ["import", "-o", "d.h5", "--parameters", parameters, *options, name]
            return arguments

        def parts(eps, *options):
            def arguments(folder):
                names = [write(folder / f"{i}.h5", waves()[0][20 * i:20 * i + 20], {} if one is None else {"eps": one},
                               TIME[20 * i:20 * i + 20]) for i, one in enumerate(eps)]
                return ["import", "-o", "d.h5", "--parameters", "eps", *options, *names]
            return arguments

        holed = np.where(EPS == 1.1, np.nan, EPS)
        refusals.check(self, [
            Refusal("missing", bad(one_file, "mu"), ['all.h5: expected the parameter "mu"', "found none (the file holds ",
                                                     "correct --parameters"]),
            Refusal("missing in one", parts([0.5, None]), ['1.h5: expected the parameter "eps"'], ranks=(2,)),
            Refusal("not a number", bad(lambda folder: one_file(folder, eps=holed)),
                    ["all.h5: expected finite values of the parameter eps, found nan at trajectory 2"], ranks=(2,)),
            Refusal("twice", bad(one_file, "eps,eps"), ["--parameters: expected names without blanks", 'found "eps"'], ranks=(1,)),
            Refusal("ours", bad(lambda folder: one_file(folder, valid_time=EPS), "valid_time"),
                    ["no variable in files of lhits has", 'found "valid_time"'], ranks=(1,)),
            Refusal("npy", bad(lambda folder: np.save(folder / "a.npy", waves()[0]), "eps", "a.npy", "--dt", "1"),
                    ['a.npy: expected the parameter "eps"', "found none (the file holds an array (time, x: 41, 6))"], ranks=(1,)),
            Refusal("changes in time", parts([0.5, 0.6], "--join"),
                    ["1.h5: expected eps = 0.5, as 0.h5 has, found 0.6"], ranks=(2,)),
        ])

    def test_bad_decks(self):
        def key(name, value, *words):
            return Refusal(f"{name} = {value}", ["check", self.deck, "--set", f"{name}={value}"], words, ranks=(1,))

        plain, same = self.folder / "plain.h5", self.folder / "same.h5"
        harness.output_of(1, "import", "-o", plain, self.folder / "all.h5")
        write(self.folder / "nu.h5", waves(), {"nu": 2.0})
        harness.output_of(1, "import", "-o", same, "--parameters", "nu", self.folder / "nu.h5")
        refusals.check(self, [
            key("parameters.names", '["mu"]', "parameters.names: expected nothing, or the parameters of system.file (eps), found mu"),
            key("parameters.low", "[0.1]", "parameters.low: expected nothing, for trajectories have the parameters that "
                "system.file gives them (eps), found 1 number(s)"),
            key("parameters.test", "[0.1]", "parameters.test: expected nothing"),
            key("system.file", f'"{plain}"', "reduction.conditioned: expected false where parameters.names is empty"),
            key("system.file", f'"{same}"', "system.file: expected more than one value of its parameter nu for training "
                "(trajectories.train = 7), found 2 only"),
        ])


if __name__ == "__main__":
    unittest.main()
