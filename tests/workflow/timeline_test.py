#!/usr/bin/python3
"""timeline.json is a Chrome trace with one row for each rank, which goes on when a run does."""

import json
import pathlib
import subprocess
import sys
import unittest

import harness

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "postprocess" / "timeline.py"


class Timeline(unittest.TestCase):
    def trace(self, directory):
        trace = json.loads((directory / "timeline.json").read_text())
        self.assertEqual(trace["displayTimeUnit"], "ms")
        return trace["traceEvents"]

    def check_rows(self, events, ranks):
        names = {event["tid"]: event["args"]["name"] for event in events if event["ph"] == "M"}
        self.assertEqual(names, {rank: f"rank {rank}" for rank in range(ranks)})
        self.assertTrue(all(event["name"] == "thread_name" for event in events if event["ph"] == "M"))
        spans = [event for event in events if event["ph"] != "M"]
        for event in spans:
            self.assertEqual((event["ph"], event["pid"]), ("X", 0))
            self.assertIn(event["tid"], names)
            self.assertTrue(event["name"] and event["ts"] > 0 and event["dur"] >= 0, event)
        for rank in names:  # what one rank does, it does one after the other
            row = sorted((event["ts"], event["ts"] + event["dur"]) for event in spans if event["tid"] == rank)
            self.assertTrue(row, f"rank {rank} did nothing")
            for (_, end), (begin, _) in zip(row, row[1:]):
                self.assertLessEqual(end, begin + 2000)  # microseconds; the clocks of begin and duration differ
        return spans

    def test_one_row_a_rank(self):
        with harness.scratch_folder() as folder:
            directory = harness.finished_run(folder / "run", 3)
            spans = self.check_rows(self.trace(directory), 3)
            count = {}
            for event in spans:
                count[event["cat"]] = count.get(event["cat"], 0) + 1
            # 7 trajectories, one by one; components, 2 autoencoders, the baseline; 3 times 5 steppers and strides;
            # by two protocols, coupled, 5 steppers and the solver for 3 times 2 members; the direct solvers for 2
            self.assertEqual(count["generate"], 7)
            self.assertGreaterEqual(count["reduce"], 4)  # each rank of a team tells
            self.assertEqual((count["train"], count["couple"], count["forecast"]), (15, 33, 86))

            status, text = harness.run(1, "report", harness.DECK, *harness.overrides(directory))
            self.assertEqual(status, 0, text)
            self.assertEqual(self.check_rows(self.trace(directory), 3), spans)
            (directory / "forecast.h5").unlink()
            status, text = harness.run(1, "run", harness.DECK, *harness.overrides(directory))
            self.assertEqual(status, 0, text)
            more = self.check_rows(self.trace(directory), 3)
            self.assertEqual(more[:len(spans)], spans)
            self.assertEqual({event["cat"] for event in more[len(spans):]}, {"forecast"})

    def test_stages_one_by_one(self):
        """Each stage alone does what the whole run does, and adds its part."""
        with harness.scratch_folder() as folder:
            whole = harness.finished_run(folder / "whole", 2)
            directory = folder / "stages"
            categories = ["generate", "reduce", "train", "couple", "forecast", None]
            for stage, category in zip(("generate", "reduce", "train", "couple", "forecast", "report"), categories):
                before = len(self.trace(directory)) if directory.exists() else 0
                status, text = harness.run(2, stage, harness.DECK, *harness.overrides(directory))
                self.assertEqual((status, harness.error_lines(text)), (0, []), text)
                added = [event for event in self.trace(directory)[before:] if event["ph"] == "X"]
                self.assertEqual({event["cat"] for event in added}, {category} - {None})
            self.assertEqual(harness.differences(harness.run_content(whole), harness.run_content(directory)), [])

    def test_figure_and_busy_shares(self):
        """Rank 0 works for 6 of 10 s, one task within another; rank 1 for 5; then a second command, a minute later."""
        spans = [(0, "reduce", 0, 6), (0, "train", 1, 2), (1, "train", 5, 5), (0, "train", 70, 1)]
        events = [{"name": "task", "ph": "X", "pid": 0, "tid": rank, "cat": stage, "ts": 1e6 * begin, "dur": 1e6 * length}
                  for rank, stage, begin, length in spans]
        with harness.scratch_folder() as folder:
            def draw(*options):
                return subprocess.run([sys.executable, "-B", SCRIPT, folder, *options], capture_output=True, text=True)

            self.assertEqual((draw().returncode, draw().stderr.count("\n")), (2, 1))
            (folder / "timeline.json").write_text(json.dumps({"traceEvents": events}))
            drawn = draw()
            self.assertEqual((drawn.returncode, drawn.stderr), (0, ""))
            self.assertEqual([line.split() for line in drawn.stdout.splitlines()[:5]],
                             [["command", "0:", "10.0", "s,", "3", "tasks"], ["rank", "0", "busy", "60.0%"],
                              ["rank", "1", "busy", "50.0%"], ["mean", "55.0%"], ["command", "1:", "1.0", "s,", "1", "tasks"]])
            self.assertTrue((folder / "figures/timeline.png").read_bytes().startswith(b"\x89PNG"))
            self.assertIn("command 0: 9.0 s, 2 tasks", draw("--stages", "train").stdout)
            self.assertIn("expected some of generate", draw("--stages", "trian").stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
