#!/usr/bin/python3
"""lhits keys: every key is explained, those of all decks in input/ are there, and input/KEYS.md says the same."""

import pathlib
import re
import unittest

import harness
import refusals
from refusals import Refusal

INPUT = pathlib.Path(__file__).parents[2] / "input"


def explained(markdown):
    """"table.key" and its text, of every row."""
    found = []
    table = None
    for line in markdown.splitlines():
        if heading := re.match(r"###? `\[(\w+)\]", line):
            table = heading[1]
        elif row := re.match(r"\| `(\w+)` \| (.*?) \| ", line):
            found.append((f"{table}.{row[1]}", row[2]))
    return found


def named(deck):
    """"table.key" of every line of a deck that sets one, also of those that are commented out."""
    table = None
    for line in deck.read_text().splitlines():
        if heading := re.match(r"(?:# )?\[(\w+)\]", line):
            table = heading[1]
        elif key := re.match(r"(?:# )?([\w.]+) = ", line):
            yield key[1] if "." in key[1] else f"{table}.{key[1]}"


class Keys(unittest.TestCase):
    def setUp(self):
        self.markdown = harness.output_of(1, "keys", "--markdown")

    def test_the_reference_is_that_of_the_program(self):
        self.assertEqual((INPUT / "KEYS.md").read_text().strip(), self.markdown.strip(),
                         "write it again: lhits keys --markdown > input/KEYS.md")

    def test_every_key_has_a_text(self):
        """A short first sentence, for lists, and not much more."""
        keys = explained(self.markdown)
        self.assertGreater(len(keys), 100)
        for name, text in keys:
            self.assertRegex(text, r"^[^.]+.*\.$", name)
            self.assertLessEqual(len(text), 165, name)
            self.assertLessEqual(len(re.split(r"\. ", text)[0]), 80, name)

    def test_every_key_of_a_deck_is_there(self):
        known = {name for name, _ in explained(self.markdown)}
        for deck in sorted(INPUT.glob("*.toml")):
            self.assertEqual(sorted(set(named(deck)) - known), [], deck.name)

    def test_on_the_terminal(self):
        everything = harness.output_of(1, "keys")
        for name, _ in explained(self.markdown):
            self.assertIn(f"\n  {name.split('.')[1]} = ", everything)
        table = harness.output_of(1, "keys", "coupling")
        self.assertTrue(table.startswith("[coupling]\n"), table)
        self.assertIn(table, everything + "\n")
        key = harness.output_of(1, "keys", "steppers.learning_rate")
        for line in ("steppers.learning_rate", "  values   number greater than 0", "  default  0.003",
                     "  since    0.2", "  redone   from train on when it changes"):
            self.assertIn(line + "\n", key + "\n")
        both = harness.output_of(1, "keys", "system.epsilon")
        self.assertIn('system.epsilon where kind = "fhn-lattice-boltzmann"\n', both)
        self.assertIn('default  0.015\n', both)

    def test_unknown_names(self):
        refusals.check(self, [
            Refusal("misspelt key", ["keys", "reduction.laten"], ["found reduction.laten (nearest: reduction.latent); see lhits keys"]),
            Refusal("misspelt table", ["keys", "stepers"], ["(nearest: steppers)"], ranks=(1,)),
            Refusal("key without its table", ["keys", "seed"], ["(nearest: run.seed)"], ranks=(1,)),
            Refusal("key and all", ["keys", "run", "--markdown"], ["--markdown", "see lhits keys --help"], ranks=(1,)),
        ])


if __name__ == "__main__":
    unittest.main(verbosity=2)
