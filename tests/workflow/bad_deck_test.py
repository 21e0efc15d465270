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
            Refusal("unknown command", ["rnu", harness.DECK], ["found rnu (nearest: run); see lhits --help"], ranks=(1,)),
            Refusal("no deck", ["run"], ["DECK", "--help"], ranks=(1,)),
            Refusal("two decks", ["run", harness.DECK, "other.toml"], ["other.toml", "--help"], ranks=(1,)),
            Refusal("unknown option", ["run", harness.DECK, "--sed", "x"],
                    ["expected an option of lhits run, found --sed (nearest: --set); see lhits run --help"]),
            Refusal("--set without a value", ["run", harness.DECK, "--set"], ["--set", "--help"], ranks=(1,)),
            Refusal("--set without a key", ["run", harness.DECK, "--set", "run"],
                    ["--set run: expected table.key=value"], ranks=(1,)),
            Refusal("missing deck", ["run", "no.toml"], ["no.toml: expected a deck", "no such file"]),
            Refusal("deck that is a folder", deck_folder, ["my.toml: expected a deck", "folder"], ranks=(1,)),
        ])

    def test_decks(self):
        """Of each way to be refused one; all decks that are are in refused_decks_test.cpp."""
        refusals.check(self, [
            Refusal("binary", only_deck(bytes(range(256)) * 8), ["my.toml:1: expected TOML"], ranks=(1,)),
            Refusal("unknown key", changed_deck("seed = 7", "colour = 7"),
                    ["my.toml:3: run.colour: expected a known key of [run], found an unknown one (nearest: ", "); see lhits keys run"]),
            Refusal("misspelt key in --set", run_with(steppers__learning_rat=1), ["nearest: learning_rate"], ranks=(1,)),
            Refusal("z = n", run_with(reduction__latent="[2, 42]"), ["reduction.latent", "n = 42", "found 42"]),
            Refusal("team for a system of single ranks", run_with(trajectories__team=2),
                    ["trajectories.team: expected 1, for a trajectory of fhn-lattice-boltzmann", "found 2"], ranks=(2,)),
            Refusal("GPU that is not there", run_with(run__device="cuda"),
                    ["run.device: expected a GPU that LibTorch sees", "found none (LibTorch ", 'run.device = "auto"']),
            Refusal("time step too large", ["run", harness.SPIRALS, *harness.overrides(system__time_step=100.0, system__spin_up=1000.0)],
                    ["reaction-diffusion-2d: expected a finite state, found an overflow by time", "system.time_step (now 100)"],
                    status=1, may_add=(".toml", ".part", "runs", "tiny_spirals", "checkpoints")),
            Refusal("initial conditions that cannot be", run_with(system__crossing="[50, 60]"),
                    ["system.crossing"], may_add=(".toml", ".part", "runs", "tiny", "checkpoints")),
        ])


if __name__ == "__main__":
    unittest.main(verbosity=2)
