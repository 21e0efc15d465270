#!/usr/bin/python3
"""A bad command line or deck: one line that says what to change, exit status 2, and nothing is written."""

import unittest

import harness
import refusals
from refusals import Refusal


def run_with(**values):
    return ["run", harness.DECK, *harness.overrides(**values)]


def changed_deck(old, new, *options):
    """The tiny deck with one text in place of another, as my.toml."""

    def prepare(folder):
        text = harness.DECK.read_text()
        assert text.count(old) == 1, old
        (folder / "my.toml").write_text(text.replace(old, new))
        return ["run", "my.toml", *options]

    return prepare


def only_deck(text, name="my.toml"):
    def prepare(folder):
        (folder / name).write_bytes(text)
        return ["run", name]

    return prepare


def deck_folder(folder):
    (folder / "my.toml").mkdir()
    return ["run", "my.toml"]


class BadDeck(unittest.TestCase):
    def test_command_line(self):
        refusals.check(self, [
            Refusal("no command", [], ["--help"]),
            Refusal("unknown command", ["rnu", harness.DECK], ["rnu", "--help"]),
            Refusal("no deck", ["run"], ["DECK", "--help"]),
            Refusal("two decks", ["run", harness.DECK, "other.toml"], ["other.toml", "--help"]),
            Refusal("unknown option", ["run", harness.DECK, "--sed", "x"], ["--sed", "--help"]),
            Refusal("--set without a value", ["run", harness.DECK, "--set"], ["--set", "--help"]),
            Refusal("--set without a key", ["run", harness.DECK, "--set", "run"],
                    ["--set run: expected table.key=value"]),
            Refusal("missing deck", ["run", "no.toml"], ["no.toml: expected a deck", "no such file"]),
            Refusal("deck that is a folder", deck_folder, ["my.toml: expected a deck", "folder"]),
        ])

    def test_text(self):
        refusals.check(self, [
            Refusal("no TOML", changed_deck("seed = 7", "seed = = 7"), ["my.toml:3: expected TOML"]),
            Refusal("binary", only_deck(bytes(range(256)) * 8), ["my.toml:1: expected TOML"]),
            Refusal("key outside of a table", only_deck(b"seed = 1\n"), ["my.toml:1: seed: expected", "[run]"]),
            Refusal("table that is a key", changed_deck("[run]\nseed = 7", "run = 3", "--set", "run.seed=1"),
                    ["my.toml:2: run: expected"]),
            Refusal("unknown table", changed_deck("[steppers]", "[stepers]"),
                    ["my.toml:", "[stepers]: expected one of the tables", "nearest: [steppers]"]),
            Refusal("unknown key", changed_deck("seed = 7", "colour = 7"),
                    ["my.toml:3: run.colour: expected a known key of [run], found an unknown one"]),
            Refusal("misspelt key", changed_deck("seed = 7", "sead = 7"), ["my.toml:3: run.sead", "nearest: seed"]),
            Refusal("misspelt key in --set", run_with(steppers__learning_rat=1), ["nearest: learning_rate"]),
            Refusal("key of another table", run_with(run__latent=3), ["nearest: [reduction] latent"]),
            Refusal("wrong type", changed_deck("seed = 7", 'seed = "seven"'),
                    ["my.toml:3: run.seed: expected an integer of at least 0, found 'seven'"]),
            Refusal("real number for an integer", run_with(run__seed=1.5), ["run.seed: expected an integer"]),
            Refusal("number for a text", run_with(coupling__search=3), ["coupling.search: expected a text"]),
            Refusal("text for a list", run_with(reduction__latent='"two"'), ["reduction.latent: expected an integer"]),
            Refusal("empty list", run_with(steppers__strides="[]"), ["steppers.strides: expected at least one"]),
            Refusal("text for true or false", run_with(forecast__statistics='"yes"'),
                    ["forecast.statistics: expected true or false"]),
            Refusal("number for true or false", run_with(reduction__baseline=1), ["expected true or false, found 1"]),
        ])

    def test_parameters(self):
        def named(**values):
            return run_with(**{"parameters__names": '["epsilon"]', "parameters__low": "[0.004]",
                               "parameters__high": "[0.009]", **values})

        refusals.check(self, [
            Refusal("range of nothing", run_with(parameters__low="[1.0]"),
                    ["parameters.low: expected nothing where parameters.names is empty, found 1 number(s)"]),
            Refusal("conditioned on nothing", run_with(reduction__conditioned="true"),
                    ["reduction.conditioned: expected false where parameters.names is empty"]),
            Refusal("conditioned components", named(reduction__conditioned="true", reduction__kind='"pca"'),
                    ["reduction.conditioned: expected false where kind = \"pca\""]),
            Refusal("no such parameter", named(parameters__names='["epsilom"]'),
                    ["parameters.names: expected real numbers of the system fhn-lattice-boltzmann", 'epsilon', '"epsilom"']),
            Refusal("parameter that is no real number", named(parameters__names='["points"]'),
                    ["parameters.names: expected real numbers", '"points"']),
            Refusal("name twice", named(parameters__names='["epsilon", "epsilon"]'), ["parameters.names: expected each name once"]),
            Refusal("range too short", named(parameters__high="[]"), ["parameters.high: expected 1 number(s)", "found 0"]),
            Refusal("range that falls", named(parameters__high="[0.001]"),
                    ["parameters.high: expected more than the low 0.004 of epsilon, found 0.001"]),
            Refusal("more settings than trajectories", named(parameters__test="[0.004, 0.005, 0.006]"),
                    ["parameters.test: expected at most one setting for each of the 2 trajectories", "found 3"]),
            Refusal("one setting to learn from", named(parameters__train="[0.004]"),
                    ["parameters.train: expected more than one value of epsilon, found 0.004"]),
            Refusal("parameter that changes the samples", named(parameters__names='["time_step"]'),
                    ["parameters.names: expected parameters that leave the time between samples alone"]),
            Refusal("statistics of many systems", named(forecast__statistics="true"),
                    ["forecast.statistics: expected false where each trajectory has parameters"]),
            Refusal("parameters of known initial conditions", named(forecast__parameters="[0.005]"),
                    ["forecast.parameters: expected nothing unless initial conditions are from a file"]),
        ])

    def test_values(self):
        huge = 2**62
        refusals.check(self, [
            Refusal("fewer than no trajectories", run_with(forecast__in_sample=-1),
                    ["forecast.in_sample: expected an integer of at least 0, found -1"]),
            Refusal("a tolerance of nothing", run_with(forecast__adaptive_tolerance=0),
                    ["forecast.adaptive_tolerance: expected", "found 0"]),
            Refusal("tolerances in disorder", run_with(forecast__adaptive_tolerance="[0.1, 0.01]"),
                    ["forecast.adaptive_tolerance: expected tolerances in increasing order, found 0.01 after 0.1"]),
            Refusal("a word for true or false", run_with(forecast__direct_solver='"no"'),
                    ["forecast.direct_solver: expected true or false, found"]),
            Refusal("noise on what is not trained", run_with(reduction__kind='"pca"', reduction__noise=0.1),
                    ['reduction.noise: expected 0 where kind = "pca", found 0.1']),
            Refusal("two penalties", run_with(reduction__kind='"variational"', reduction__sparsity=0.1),
                    ['reduction.sparsity: expected 0 where kind = "variational", found 0.1']),
            Refusal("negative weight", run_with(reduction__beta=-1), ["reduction.beta: expected a number of at least 0"]),
            Refusal("wider than a state", run_with(reduction__estimate_dimension="true", reduction__dimension_width=43),
                    ["reduction.dimension_width: expected at most", "n = 42", "found 43"]),
            Refusal("one number has no gap", run_with(reduction__dimension_width=1),
                    ["reduction.dimension_width: expected an integer of at least 2, found 1"]),
            Refusal("fewer than no layers", run_with(reduction__dimension_layers=-1),
                    ["reduction.dimension_layers: expected an integer of at least 0"]),
            Refusal("growth for decay", run_with(reduction__dimension_weight_decay=-0.1),
                    ["reduction.dimension_weight_decay: expected a number of at least 0"]),
            Refusal("negative noise", run_with(trajectories__noise=-0.1),
                    ["trajectories.noise: expected a number of at least 0, found -0.1"]),
            Refusal("nothing to tune", run_with(reduction__kind='"pca"', fine_tuning__iterations=10),
                    ['fine_tuning.iterations: expected 0 where reduction.kind = "pca"', "found 10"]),
            Refusal("fewer than no iterations", run_with(fine_tuning__iterations=-1),
                    ["fine_tuning.iterations: expected an integer of at least 0, found -1"]),
            Refusal("all windows at once", run_with(fine_tuning__batch=0),
                    ["fine_tuning.batch: expected a number of windows of each stride, at least 1, found 0"]),
            Refusal("some windows", run_with(fine_tuning__window="[5, 4]"),
                    ["fine_tuning.window: expected one number, or one for each of the 5 strides, found 2 numbers"]),
            Refusal("window beyond the trajectory", run_with(fine_tuning__window=20),
                    ["fine_tuning.window: expected a window no longer than the trajectory (200 steps), found 20 steps of"]),
            Refusal("misspelt reduction", run_with(reduction__kind="identiti"), ['nearest: "identity"']),
            Refusal("unknown system", run_with(system__kind="fhn-lattice"), ["system.kind", "fhn-lattice-boltzmann"]),
            Refusal("phase of what is not periodic", run_with(reduction__phase="true"),
                    ["reduction.phase: expected true only for one field on a periodic interval", "found u v"]),
            Refusal("phase of components", run_with(reduction__phase="true", reduction__kind='"pca"'),
                    ["reduction.phase: expected false where kind"]),
            Refusal("odd grid", run_with(system__kind='"kuramoto-sivashinsky"', system__points=21),
                    ["system.points: expected an even number, at least 8, found 21"]),
            Refusal("more waves than modes", run_with(system__kind='"kuramoto-sivashinsky"', system__points=22, system__modes=8),
                    ["system.modes: expected 1 to 7 with system.points = 22, found 8"]),
            Refusal("misspelt choice", run_with(reduction__activation="sulu"), ['nearest: "silu"']),
            Refusal("negative", run_with(trajectories__test=-1), ["trajectories.test: expected an integer of at least"]),
            Refusal("NaN", run_with(steppers__learning_rate="nan"), ["steppers.learning_rate: expected a number"]),
            Refusal("infinite", run_with(run__checkpoint_seconds="inf"), ["run.checkpoint_seconds: expected"]),
            Refusal("stop after the limit", run_with(run__stop_before_seconds=-1),
                    ["run.stop_before_seconds: expected a number of at least 0, found -1"]),
            Refusal("misspelt score", run_with(coupling__score='"valid-tme"'),
                    ["coupling.score: expected", 'nearest: "valid-time"']),
            Refusal("statistics of what is not periodic", run_with(forecast__statistics="true"),
                    ["forecast.statistics: expected", "periodic", "found fhn-lattice-boltzmann",
                     "set forecast.statistics = false"]),
            Refusal("strides that do not nest", run_with(steppers__strides="[2, 3, 6]"),
                    ["steppers.strides: expected strides that nest", "3 after 2"]),
            Refusal("strides that fall", run_with(steppers__strides="[4, 2]"), ["increasing order", "2 after 4"]),
            Refusal("z = n", run_with(reduction__latent="[2, 42]"),
                    ["reduction.latent", "n = 42", "found 42", 'reduction.kind = "identity"']),
            Refusal("z > n", run_with(reduction__latent=1000), ["reduction.latent", "n = 42", "found 1000"]),
            Refusal("latent dimension twice", run_with(reduction__latent="[2, 2]"), ["each latent dimension once"]),
            Refusal("window longer than the trajectory", run_with(steppers__window=13),
                    ["steppers.window: expected a window no longer than the trajectory (200 steps)", "208 steps"]),
            Refusal("windows for other strides", run_with(steppers__window="[5, 5]"), ["each of the 5 strides"]),
            Refusal("patience for the last state", run_with(steppers__keep="last", steppers__patience=3),
                    ["steppers.patience: expected 0 where keep"]),
            Refusal("more in a team than there are ranks", run_with(run__team=3), ["run.team", "found 3"]),
            Refusal("teams that leave ranks over", run_with(trajectories__team=3),
                    ["trajectories.team: expected a number that divides the", "rank(s) of this run, found 3"]),
            Refusal("team for a system of single ranks", run_with(trajectories__team=2),
                    ["trajectories.team: expected 1, for a trajectory of fhn-lattice-boltzmann", "found 2"], ranks=(2,)),
            Refusal("team for another grid", ["run", harness.SPIRALS, *harness.overrides(system__points=15, trajectories__team=2)],
                    ["trajectories.team: expected a number of ranks that divides system.points = 15", "found 2"], ranks=(2,)),
            Refusal("grid too small", ["run", harness.SPIRALS, *harness.overrides(system__points=7)],
                    ["system.points: expected an integer of at least 8, found 7"]),
            Refusal("time step too large", ["run", harness.SPIRALS, *harness.overrides(system__time_step=100.0, system__spin_up=1000.0)],
                    ["reaction-diffusion-2d: expected a finite state, found an overflow by time", "system.time_step (now 100)"],
                    status=1, may_add=(".toml", ".part", "runs", "tiny_spirals", "checkpoints")),
            Refusal("training trajectories longer than the others", run_with(trajectories__train_steps=201),
                    ["trajectories.train_steps: expected at most system.steps = 200", "found 201"]),
            Refusal("window longer than the training trajectory", run_with(trajectories__train_steps=79),
                    ["steppers.window", "expected a window no longer than the trajectory (79 steps)", "80 steps"]),
            Refusal("GPU that is not there", run_with(run__device="cuda"),
                    ["run.device: expected a GPU that LibTorch sees", "found none (LibTorch ", 'run.device = "auto"']),
            Refusal("misspelt device", run_with(run__device="gpu"), ["run.device: expected", "found \"gpu\""]),
            Refusal("initial conditions that cannot be", run_with(system__crossing="[50, 60]"),
                    ["system.crossing"], may_add=(".toml", ".part", "runs", "tiny", "checkpoints")),
            Refusal("steps beyond any memory", run_with(system__steps=huge), ["system.steps"]),
            Refusal("width beyond any memory", run_with(steppers__hidden=huge), ["steppers.hidden"]),
            Refusal("window beyond any number", run_with(steppers__window=huge), ["steppers.window"]),
        ])


if __name__ == "__main__":
    unittest.main(verbosity=2)
