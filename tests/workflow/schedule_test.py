#!/usr/bin/python3
"""What lhits says beforehand: the time on a number of ranks, from costs that were measured or given."""

import json
import time
import unittest

import harness
import refusals
from refusals import Refusal


class Schedule(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.costs = cls.folder / "costs.json"
        harness.output_of(1, "bench", "--deck", harness.DECK, "--costs", cls.costs)

    def plan(self, ranks, *options):
        return json.loads(harness.output_of(1, "check", harness.DECK, "--json", "--ranks", ranks, "--costs", self.costs, *options))

    def given(self, **seconds):
        """The costs with all the work that has such a word in its name taking so long."""
        costs = json.loads(self.costs.read_text())
        for name in costs["seconds"]:
            costs["seconds"][name] = next((value for word, value in seconds.items() if word in name), 0.0)
        path = self.folder / "given.json"
        path.write_text(json.dumps(costs))
        return path

    def test_known_costs(self):
        """Steppers alone take time, a millisecond an iteration: 15 of 300 iterations, whatever their window."""
        plan = lambda ranks: json.loads(harness.output_of(1, "check", harness.DECK, "--json", "--ranks", ranks, "--costs",
                                             self.given(stepper=1e-3), "--set", "reduction.baseline=true"))
        for ranks, tasks in (1, 15), (2, 8), (4, 4), (15, 1):
            self.assertAlmostEqual(plan(ranks)["stages"]["reduce and train"], 0.3 * tasks, delta=0.02)
            self.assertLess(plan(ranks)["stages"]["generate"], 1e-3)
        self.assertAlmostEqual(plan(2)["efficiency"], 15 / 16, delta=0.02)

    def test_shared_cores(self):
        """Four ranks on two cores are no faster than two."""
        two, four = self.plan(2), self.plan(4, "--cores", 2)
        self.assertAlmostEqual(four["stages"]["reduce and train"] / two["stages"]["reduce and train"], 1.0, delta=0.1)

    def test_very_many_ranks(self):
        costs = json.loads(self.costs.read_text()) | {"start_seconds": 0.0, "mpirun_start_seconds": 0.0}  # of the program
        path = self.folder / "no_start.json"
        path.write_text(json.dumps(costs))
        begin = time.monotonic()
        plan = json.loads(harness.output_of(1, "check", harness.DECK, "--json", "--ranks", 100000, "--costs", path))
        self.assertLess(time.monotonic() - begin, 10.0)  # most of it is the start of the program
        self.assertLess(plan["recommended_ranks"], 1000)
        seconds = [entry["seconds"] for entry in plan["curve"]]
        self.assertEqual(plan["curve"][-1]["ranks"], 100000)
        self.assertLess(seconds[-1], seconds[0])

    def test_text(self):
        text = harness.output_of(1, "check", harness.DECK, "--ranks", 3, "--costs", self.costs)
        for words in ("schedule   on 3 rank(s)", "reduce and train", "critical path", "recommended: "):
            self.assertIn(words, text)

    def test_costs_are_measured_where_none_are_given(self):
        plan = json.loads(harness.output_of(1, "check", harness.DECK, "--json", "--ranks", 2))
        self.assertGreater(plan["seconds"], 0.0)
        self.assertGreater(json.loads(harness.output_of(1, "check", harness.DECK, "--json"))["seconds"], 0.0)
        self.assertIn("core hours", harness.output_of(1, "check", harness.DECK))

    def test_refusals(self):
        def damaged(folder):
            (folder / "costs.json").write_text('{"seconds": 3}')
            return ["check", harness.DECK, "--ranks", 2, "--costs", "costs.json"]

        refusals.check(self, [
            Refusal("no such costs", ["check", harness.DECK, "--ranks", 2, "--costs", "no.json"], ["no.json"]),
            Refusal("damaged costs", damaged, ["costs.json: expected the costs that 'lhits bench --deck DECK --costs"]),
            Refusal("no ranks", ["check", harness.DECK, "--ranks", 0], ["--ranks"]),
            Refusal("costs without a deck", ["bench", "--costs", "costs.json"], ["--deck"]),
        ])


if __name__ == "__main__":
    unittest.main()
