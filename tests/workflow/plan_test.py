#!/usr/bin/python3
"""What is planned is what is done: the tasks of 'lhits check' beside those in the timeline of 'lhits run', for every deck in input/."""

import collections
import json
import pathlib
import tomllib
import unittest

import harness
import numpy as np

INPUT = pathlib.Path(__file__).resolve().parents[2] / "input"


def toml_of(value):
    return json.dumps(value) if not isinstance(value, list) else "[" + ", ".join(map(toml_of, value)) + "]"


def shrunk(deck, folder):
    """The same work in a second or two: short trajectories, few of them, hardly any training."""
    deck.pop("sweep", None)
    deck["trajectories"] |= {"train": 3, "validation": 1, "test": 2, "train_steps": 0}
    if deck["system"]["kind"] == "file":
        data = folder / "data.npy"
        rng = np.random.default_rng(1)
        np.save(data, np.cumsum(rng.normal(size=(6, 90, 40)), axis=1).astype("f4"))
        harness.output_of(1, "import", data, "-o", folder / "data.h5", "--dimensions", "trajectory,time,x", "--dt", 1)
        deck["system"]["file"] = str(folder / "data.h5")
        deck["trajectories"]["validation"] = 1
    else:
        deck["system"]["steps"] = max(16, deck["steppers"]["strides"][-1])
    if deck["system"]["kind"] == "fhn-pde":
        deck["system"]["points"] = 32
    if deck["system"]["kind"] == "reaction-diffusion-2d":
        deck["system"]["points"] = 16
    deck["system"].pop("spin_up", None)
    deck.get("parameters", {}).pop("test", None)
    deck["steppers"]["window"] = 1
    deck["reduction"]["hidden"] = deck["steppers"]["hidden"] = [8]
    for table in "reduction", "steppers", "fine_tuning":
        if "iterations" in deck.get(table, {}):
            deck[table] |= {"iterations": 2, "validate_every": 1, "batch": 4}
    if "members" in deck.get("forecast", {}):
        deck["forecast"] |= {"members": 6, "keep_members": 2}
    path = folder / "deck.toml"
    path.write_text("\n".join(f"[{table}]\n" + "\n".join(f"{key} = {toml_of(value)}" for key, value in keys.items())
                              for table, keys in deck.items()))
    return path


def planned(text):
    """How often each (stage, task) is planned."""
    return collections.Counter((stage, name) for stage, _, name in (line.split("\t") for line in text.splitlines()[1:]))


class PlanAndExecution(unittest.TestCase):
    def check_deck(self, path):
        with harness.scratch_folder() as folder:
            deck = shrunk(tomllib.loads(path.read_text()), folder)
            settings = harness.overrides(folder / "run")
            plan = planned(harness.output_of(1, "check", deck, "--tasks", *settings))
            harness.output_of(1, "run", deck, *settings)
            events = json.loads((folder / "run" / "timeline.json").read_text())["traceEvents"]
            done = collections.Counter((event["cat"], event["name"]) for event in events if event["ph"] == "X")
            self.assertEqual(plan - done, collections.Counter(), "planned, and not done")
            self.assertEqual(done - plan, collections.Counter(), "done, and not planned")

    def test_decks(self):
        decks = sorted(INPUT.glob("*.toml"))
        self.assertGreater(len(decks), 15)
        for path in decks:
            with self.subTest(deck=path.name):
                self.check_deck(path)

    FEW_STRIDES = {"steppers__strides": [16, 64, 256], "steppers__window": 2}
    # Much of each: known states, a network, copies with their delays, all networks together, members, an engine.
    MEMORY = {
        "fhn-quick": FEW_STRIDES,
        "fhn-quick, two wide layers": FEW_STRIDES | {"reduction__hidden": [2000, 2000], "trajectories__train": 4,
                                                   "trajectories__validation": 1, "forecast__in_sample": 0, "system__steps": 1024},
        "fhn-five-points": {"trajectories__train": 128},
        "fhn-fine-tuned": {"reduction__hidden": [400, 400], "trajectories__train": 48},
        "fhn-ensemble": FEW_STRIDES | {"trajectories__train": 4, "forecast__members": 600},
    }

    def check_memory(self, name, settings, ranks):
        deck = INPUT / f"{name.partition(',')[0]}.toml"
        short = {f"{table}__{key}": value for table in ("reduction", "steppers", "fine_tuning") if f"\n[{table}]" in deck.read_text()
                 for key, value in (("iterations", 2), ("validate_every", 1))}
        with harness.scratch_folder() as folder:
            words = harness.overrides(folder / "run", **short, **settings)
            predicted = json.loads(harness.output_of(1, "check", deck, "--json", *words))["memory_bytes_per_rank"]
            harness.output_of(ranks, "run", deck, *words)
            measured = json.loads((folder / "run" / "timeline.json").read_text())["otherData"]["memory_bytes_per_rank"]
        print(f"{name}: {ranks} rank(s), predicted {predicted / 1e6:.0f} MB, measured {measured / 1e6:.0f} MB")
        self.assertLess(abs(predicted / measured - 1), 0.25)

    def test_memory(self):
        for name, settings in self.MEMORY.items():
            with self.subTest(name):
                self.check_memory(name, settings, 1)
        self.check_memory("fhn-quick", self.FEW_STRIDES, 2)


if __name__ == "__main__":
    unittest.main()
