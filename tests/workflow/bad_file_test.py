#!/usr/bin/python3
"""Damaged, foreign or missing files, and runs that cannot end well: one line that names the file, and what was on
disk before stays whole."""

import shutil
import signal
import unittest

import h5py
import numpy as np

import harness
import refusals
from refusals import Refusal

NAMES = ("trajectories.h5", "model.h5", "forecast.h5")
# What a command adds to a run directory before it finds out that it cannot go on.
BEGUN = ("runs", "tiny", "deck.toml", "checkpoints", ".part")
N = 42


def command(name, **values):
    return [name, harness.DECK, *harness.overrides(**{"run__directory": "run", **values})]


class BadFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A finished run, one of another seed, and one that was stopped in training."""
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.finished = harness.finished_run(cls.folder / "finished", 2)
        cls.other = harness.finished_run(cls.folder / "other", 2, run__seed=8)
        cls.stopped = cls.folder / "stopped"
        cls.long = {"reduction__iterations": 10**6, "run__checkpoint_seconds": 0.01}
        arguments = ["run", harness.DECK, *harness.overrides(cls.stopped, **cls.long)]
        checkpoints = [cls.stopped / f"checkpoints/{name}-reduction.h5" for name in ("z2", "z3")]
        with harness.Program(2, *arguments) as program:
            harness.wait_until(lambda: all(path.exists() for path in checkpoints), "training", program)
            program.process.send_signal(signal.SIGUSR1)
            assert program.wait() == 75, program.text

    def run_without(self, *missing, source=None, **values):
        """Prepares a copy of a run that lacks some files."""

        def prepare(folder):
            shutil.copytree(source or self.finished, folder / "run")
            for name in missing:
                (folder / "run" / name).unlink()
            return command("run", **values)

        return prepare

    def damaged(self, name, damage, *missing, source=None, **values):
        """Prepares a copy of a run with one file that `damage` has gone over."""
        copy = self.run_without(*missing, source=source, **values)

        def prepare(folder):
            arguments = copy(folder)
            damage(folder / "run" / name)
            return arguments

        return prepare

    def damages(self, name, own, *missing, every=False, made_again=False, may_change=(), source=None, **values):
        """What may happen to any of our files, and `own` ones of this: (title, damage, words...). Files that are
        `made_again` are so when damaged (damage_test.py), and refused only when they are foreign."""

        def refusal(title, damage, *words):
            return Refusal(f"{name}: {title}", self.damaged(name, damage, *missing, source=source, **values),
                           [f"run/{name}: ", *words], may_change=tuple(may_change))

        common = [
            ("another kind", lambda path: set_attributes(path, new=True, format="lhits other", format_version=1),
             "expected format", "found 'lhits other'"),
            ("newer", lambda path: set_attributes(path, format_version=99),
             "format_version 1 or older, found 99: use a newer lhits"),
        ]
        cut = [
            ("cut in half", lambda path: path.write_bytes(path.read_bytes()[:path.stat().st_size // 2]),
             "truncated or damaged"),
        ]
        rare = [
            ("empty", lambda path: path.write_bytes(b""), "expected an HDF5 file", "found no HDF5 file"),
            ("last byte lost", lambda path: path.write_bytes(path.read_bytes()[:-1]), "truncated or damaged"),
            ("a text", lambda path: path.write_text("u v\n" * 1000), "found no HDF5 file"),
            ("a folder", lambda path: (path.unlink(), path.mkdir()), "expected a file"),
            ("another program's", lambda path: h5py.File(path, "w").close(), "lhits did not write"),
        ]
        return [refusal(*damage) for damage in cut * (not made_again) + common + rare * every + own]

    def test_trajectories(self):
        refusals.check(self, self.damages("trajectories.h5", [
            ("another deck's", lambda path: shutil.copyfile(self.other / path.name, path), "run.seed was 8 and is now 7"),
            ("another time step", lambda path: set_attributes(path, dt=0.5), "found another file"),
        ], every=True))

    def test_model(self):
        refusals.check(self, self.damages("model.h5", [
            ("another deck's", lambda path: shutil.copyfile(self.other / path.name, path), "run.seed was 8 and is now 7"),
            ("part of a network lost", lambda path: delete(path, "z3/stepper-4/network/parameters"), "parameters"),
            ("reduction lost", lambda path: delete(path, "z2/reduction/scaler"), "scaler"),
            ("components lost", lambda path: delete(path, "pca/components"), "components"),
            ("network of another size", lambda path: replace(path, "z2/stepper-2/network/parameters", np.zeros(3, "f4")),
             "expected 354 parameters, found 3"),
            ("scaler of another size", lambda path: replace(path, "z2/reduction/scaler/offset", np.zeros(3, "f4")),
             "scaler"),
            ("unknown activation", lambda path: set_attributes(path, "z2/stepper-2/network", activations="a b c "),
             "activation"),
            ("weights that are not finite", lambda path: replace(path, "z2/stepper-2/network/parameters",
                                                                 np.full(354, np.nan, "f4")), "finite values, found nan"),
            ("widths below zero", lambda path: replace(path, "z2/stepper-2/network/widths", np.array([2, -16, 16, 2])),
             "found -16"),
            ("strides that do not nest", lambda path: set_attributes(path, "z2/stepper-4", stride=5), "found 5 after 2"),
            ("more data than the file has", lambda path: replace_by_nothing(path, "z2/stepper-2/network/parameters", 10**12),
             "the shape (1000000000000): expected at most the"),
            ("a link to another file", lambda path: replace(path, "z2/stepper-2", h5py.ExternalLink("/etc/passwd", "/")),
             "found a link to another file"),
            ("a group within itself", lambda path: link(path, "z2/stepper-2/up", "z2"), "found one of two names"),
        ], "forecast.h5"))

    def test_forecast(self):
        refusals.check(self, self.damages("forecast.h5", [
            ("another deck's", lambda path: shutil.copyfile(self.other / path.name, path), "run.seed was 8 and is now 7"),
            ("dataset lost", lambda path: delete(path, "z2/mse_state"), "mse_state"),
            ("shorter dataset", lambda path: replace(path, "z2/mse_state", np.zeros((1, 5), "f4")), "expected 402 values"),
        ]))

    def test_checkpoints(self):
        name = "checkpoints/z3-reduction.h5"  # the longest training, so the first to go on
        refusals.check(self, [
            *self.damages(name, [
                ("another network's", lambda path: shutil.copyfile(path.with_name("z2-reduction.h5"), path),
                 "parameters"),
                ("state lost", lambda path: delete(path, "training/first_moment"), "first_moment"),
                ("state of another size", lambda path: replace(path, "training/first_moment", np.zeros(3, "f4")),
                 "expected a training of 2061 parameters, found 3"),
            ], source=self.stopped, made_again=True, may_change=["z2-reduction.h5", "z2-reduction.previous.h5"], **self.long),
        ])

    def test_trajectories_that_are_not_finite(self):
        def spoil(split, value):
            def damage(path):
                with h5py.File(path, "r+") as file:
                    file[f"{split}/u"][1, 100, 5] = value

            return damage

        place = ["run/trajectories.h5: expected finite values, found ", "at trajectory 1, time index 100, state index 5"]
        refusals.check(self, [
            Refusal("NaN to train with", self.damaged("trajectories.h5", spoil("train", np.nan), *NAMES[1:]),
                    [*place, "nan in train/u"]),
            Refusal("infinity to validate with", self.damaged("trajectories.h5", spoil("validation", -np.inf), *NAMES[1:]),
                    [*place, "-inf in validation/u"]),
            Refusal("NaN to test with", self.damaged("trajectories.h5", spoil("test", np.nan), "forecast.h5"),
                    [*place, "nan in test/u"], may_add=(*BEGUN, ".h5")),
        ])

    def test_initial_conditions(self):
        counts = {"trajectories__train": 1, "trajectories__validation": 1, "trajectories__test": 1}
        x = np.linspace(0, 20, 21)
        state = np.column_stack([x, np.tanh(x - 9), 0.1 * np.tanh(x - 9)])

        def text(value, row=4):
            spoilt = state.copy()
            spoilt[row, 1] = value
            return lambda folder: np.savetxt(folder / "states" / "b.txt", spoilt)

        def hdf5(value, name="v"):
            def write(folder):
                with h5py.File(folder / "states" / "b.h5", "w") as file:
                    for column, key in enumerate("xuv"):
                        file[key] = state[:, column]
                    if name:
                        file[name][7] = value

            return write

        def given(write):
            def prepare(folder):
                (folder / "states").mkdir()
                for name in ("a.txt", "c.txt"):
                    np.savetxt(folder / "states" / name, state)
                if write:
                    write(folder)
                return command("run", system__initial_conditions='"states"', **counts)

            return prepare

        def refusal(title, write, *words):
            return Refusal(title, given(write), words, may_add=("run", *BEGUN))

        refusals.check(self, [
            refusal("NaN in a text", text(np.nan), "states/b.txt:5: expected a finite number", "\"nan\""),
            refusal("infinity in a text", text(np.inf), "states/b.txt:5: expected a finite number", "\"inf\""),
            refusal("NaN in HDF5", hdf5(np.nan), "states/b.h5", "finite", "nan"),
            refusal("infinity in HDF5", hdf5(-np.inf), "states/b.h5", "finite", "-inf"),
            refusal("a file is missing", None, "states: expected 3 initial conditions", "found 2"),
            Refusal("no such folder", command("run", system__initial_conditions='"nowhere"', **counts),
                    ["nowhere: expected a file or a folder of initial conditions"], may_add=("run", *BEGUN)),
        ])
        with harness.scratch_folder() as folder:  # and what is right is taken
            harness.run(2, *given(hdf5(0, None))(folder), cwd=folder)
            with h5py.File(folder / "run/trajectories.h5") as file:
                self.assertEqual(file["test/u"].shape, (1, 201, N))

    def test_directories(self):
        def below_a_file(folder):
            (folder / "file").write_text("mine\n")
            return command("run", run__directory='"file/run"')

        def is_a_file(folder):
            (folder / "run").write_text("mine\n")
            return command("run")

        def with_deck(text):
            return self.damaged("deck.toml", lambda path: path.write_text(text))

        refusals.check(self, [
            Refusal("below a file", below_a_file, ["run.directory: expected a folder that can be written"]),
            Refusal("a file", is_a_file, ["run.directory: expected a folder that can be written"]),
            Refusal("in /proc", command("run", run__directory='"/proc/lhits"'),
                    ["run.directory: expected a folder that can be written, found /proc/lhits"]),
            Refusal("of another seed", self.run_without(run__seed=8),
                    ["run/deck.toml: ", "key run.seed was 7 and is now 8"]),
            Refusal("of another system", self.run_without(system__epsilon=0.007), ["key system.epsilon was 0.006"]),
            Refusal("deck.toml damaged", with_deck("[run\n"), ["run/deck.toml: ", "TOML"]),
            Refusal("deck.toml empty", with_deck(""), ["run/deck.toml: ", "is new"]),
        ])

    def test_stages_out_of_order(self):
        def after(stage, *lost):
            def prepare(folder):
                shutil.copytree(self.finished, folder / "run")
                for name in lost:
                    (folder / "run" / name).unlink()
                return command(stage)

            return prepare

        def without_coupling(folder):
            arguments = after("forecast", "forecast.h5")(folder)
            for name in ("z2", "z3", "full"):
                delete(folder / "run/model.h5", f"{name}/coupling")
            return arguments

        first = "expected this file, found none; run 'lhits"
        refusals.check(self, [
            Refusal("train before generate", command("train"),
                    ["run: expected a run directory, found none; run 'lhits run DECK' or 'lhits generate DECK' first"]),
            Refusal("report before generate", command("report"), ["run: expected a run directory, found none"]),
            Refusal("train without trajectories", after("train", *NAMES[:2]), [f"{first} generate DECK' first"]),
            Refusal("reduce before generate", after("reduce", *NAMES), [f"{first} generate DECK' first"]),
            Refusal("train before reduce", after("train", *NAMES[1:]), ["run 'lhits reduce DECK' first"]),
            Refusal("couple before train", after("couple", *NAMES[1:]), ["run/model.h5: ", f"{first} train DECK' first"]),
            Refusal("forecast before train", after("forecast", *NAMES[1:]), [f"{first} train DECK' first"]),
            Refusal("forecast before couple", without_coupling, ["coupling", "run 'lhits couple DECK' first"]),
            Refusal("report before forecast", after("report", "forecast.h5"), [f"{first} forecast DECK' first"]),
        ])

    def test_divergence(self):
        wild = {"learning_rate": "1e30", "schedule": '"constant"'}
        reduction = {f"reduction__{key}": value for key, value in wild.items()}
        steppers = {f"steppers__{key}": value for key, value in wild.items()}
        added = (*BEGUN, ".h5")
        refusals.check(self, [
            Refusal("autoencoder", self.run_without(*NAMES[1:], "deck.toml", **reduction),
                    ["-reduction: training diverged", "at iteration", "lower learning_rate (now 1e+30)"], 1, (1, 2, 3),
                    may_add=added),
            Refusal("steppers", self.run_without(*NAMES[1:], "deck.toml", **steppers),
                    ["-stepper-", "training diverged", "at iteration", "lower learning_rate (now 1e+30)"], 1, (1, 2, 3),
                    may_add=added),
            Refusal("solver", command("run", system__time_step=5.0),
                    ["expected a finite state, found an overflow", "system.time_step"], 1, (1, 2, 3),
                    may_add=("run", *added)),
        ])

    def test_more_ranks_than_tasks(self):
        values = {"trajectories__train": 1, "trajectories__validation": 1, "trajectories__test": 1,
                  "reduction__latent": 2, "reduction__baseline": "false", "steppers__strides": 4,
                  "forecast__perfect_model": "false", "forecast__single_steppers": "false"}
        one, many = (harness.finished_run(self.folder / f"ranks-{ranks}", ranks, **values) for ranks in (1, 6))
        self.assertEqual(harness.differences(harness.run_content(one), harness.run_content(many)), [])


def set_attributes(path, group="/", new=False, **values):
    with h5py.File(path, "w" if new else "r+") as file:
        for key, value in values.items():
            file[group].attrs[key] = value


def delete(path, name):
    with h5py.File(path, "r+") as file:
        del file[name]


def replace(path, name, data):
    delete(path, name)
    with h5py.File(path, "r+") as file:
        file[name] = data


def replace_by_nothing(path, name, length):
    """A dataset of a large shape that was never written."""
    delete(path, name)
    with h5py.File(path, "r+") as file:
        file.create_dataset(name, (length,), "f4")


def link(path, name, target):
    with h5py.File(path, "r+") as file:
        file[name] = file[target]


if __name__ == "__main__":
    unittest.main(verbosity=2)
