#!/usr/bin/python3
"""What jobs/submit.sh plans and refuses. A stub in place of lhits says what decks ask for; nothing is submitted."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "workflow"))
import harness
from site_file import JOBS, SUBMIT, VALUES, write_site

STUB = """#!/bin/sh
echo '{{
  "directory": "runs/tiny",
  "points": {points},
  "memory_bytes_per_rank": 1048576000,
  "seconds": {seconds},
  "curve": [
    {{
      "ranks": 1,
      "seconds": 5.5
    }}
  ]
}}'
"""


class Submit(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())
        self.site = write_site(self.folder)
        self.stub = self.folder / "lhits"
        self.write_stub()

    def write_stub(self, points=6, seconds="null"):
        self.stub.write_text(STUB.format(points=points, seconds=seconds))
        self.stub.chmod(0o755)

    def submit(self, *options):
        done = subprocess.run([SUBMIT, *map(str, options)], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, "LHITS_SITE": str(self.site), "LHITS": str(self.stub)})
        return done.returncode, done.stdout

    def plan(self, *options):
        """The rows of the table and the commands of a dry run."""
        status, text = self.submit(harness.DECK, "--dry-run", *options)
        self.assertEqual(status, 0, text)
        lines = text.splitlines()
        commands = [line.split() for line in lines if line.startswith("sbatch")]
        return [line.split() for line in lines[4:4 + len(commands)]], commands

    def check_refused(self, words, *options):
        status, text = self.submit(*options)
        self.assertEqual((status, len(text.splitlines())), (2, 1), text)
        for word in words:
            self.assertIn(word, text)

    def test_run(self):
        rows, commands = self.plan("--set", "run.seed=3")
        self.assertEqual(rows, [["run", "-", "-", "2", "1650", "0:30:00"]])
        self.assertEqual(commands[0][-5:], [f"{JOBS}/run.sbatch", "run", str(harness.DECK), "--set", "run.seed=3"])
        for option in ("--ntasks=2", "--mem-per-cpu=1650M", "--time=0:30:00", f"--chdir={self.folder}"):
            self.assertIn(option, commands[0])

    def test_sweep(self):
        rows, commands = self.plan("--sweep")
        self.assertEqual([row[:4] for row in rows],
                         [["sweep", "-", "0-5", "2"], ["report", "afterany:sweep", "-", "1"]])
        self.assertEqual(commands[0][-2:], [f"{JOBS}/sweep.sbatch", str(harness.DECK)])
        self.assertIn("--dependency=afterany:<sweep>", commands[1])
        self.assertEqual(commands[1][-3:], [f"{JOBS}/run.sbatch", "report", str(harness.DECK)])
        self.assertEqual(self.plan("--sweep", "--only", "0,2-5")[0][0][2], "0,2-5")

    def test_forecast(self):
        rows, commands = self.plan("--forecast-parts", 8)
        self.assertEqual([row[:4] for row in rows],
                         [["learn", "-", "-", "2"], ["parts", "afterok:learn", "0-7", "2"],
                          ["report", "afterok:parts", "-", "2"]])
        self.assertEqual(commands[1][-3:], [f"{JOBS}/forecast.sbatch", "8", str(harness.DECK)])
        self.assertEqual(commands[2][-2:], ["forecast,report", str(harness.DECK)])

    def test_site_and_deck_decide(self):
        self.write_stub(seconds=7200.25)
        self.assertEqual(self.plan()[0][0][-2:], ["1650", "3:10:00"])  # half more than expected, and ten minutes
        self.assertEqual(self.plan("--sweep")[0][0][-1], "0:40:00")  # of one point
        write_site(self.folder, MEMORY_PER_RANK="900", TIME_LIMIT="1-0", ACCOUNT="ours", PARTITION="long", RANKS="64")
        rows, commands = self.plan()
        self.assertEqual(rows[0][3:], ["64", "900", "1-0"])
        self.assertLessEqual({"--account=ours", "--partition=long", "--mem-per-cpu=900M"}, set(commands[0]))
        self.assertEqual(self.plan("--ranks", 3)[0][0][3], "3")

    def test_gpu(self):
        write_site(self.folder, GPU_PARTITION="a100", PARTITION="long", RANKS="8")
        command = self.plan("--gpu")[1][0]
        self.assertLessEqual({"--partition=a100", "--ntasks=8", "--gpus-per-task=1"}, set(command))
        write_site(self.folder, GPU_PARTITION="a100", RANKS="8", LAUNCHER="(mpirun)")
        command = self.plan("--gpu")[1][0]
        self.assertLessEqual({"--partition=a100", "--ntasks-per-node=4", "--gpus-per-node=4"}, set(command))
        write_site(self.folder)
        self.check_refused(["--gpu: expected", "GPU_PARTITION", str(self.site)], harness.DECK, "--gpu")

    def test_refused_site(self):
        for name in VALUES:
            write_site(self.folder, without=[name])
            self.check_refused([f"{self.site}: expected the variable {name}, found none"], harness.DECK)
        for name in ("RANKS", "LAUNCHER", "DEFAULT_TIME", "SCRATCH"):
            write_site(self.folder, **{name: '""'})
            self.check_refused([f"expected a value of {name}"], harness.DECK)
        write_site(self.folder, SCRATCH="/no/such/folder")
        self.check_refused(["SCRATCH: expected a folder"], harness.DECK)
        write_site(self.folder, RANKS="many")
        self.check_refused(["RANKS: expected a number of at least 1, found 'many'"], harness.DECK)
        self.site.unlink()
        self.check_refused(["found none; copy", "site.example.sh", "LHITS_SITE=FILE"], harness.DECK)

    def test_refused_options(self):
        self.check_refused(["expected a deck"])
        self.check_refused(["no.toml: expected a deck, found no such file"], "no.toml")
        self.check_refused(["--seep"], harness.DECK, "--seep")
        self.check_refused(["expected one deck"], harness.DECK, harness.DECK)
        self.check_refused(["expected a value"], harness.DECK, "--ranks")
        self.check_refused(["--ranks: expected a number"], harness.DECK, "--ranks", "0")
        self.check_refused(["--forecast-parts: expected a number"], harness.DECK, "--forecast-parts", "two")
        for indices in ("6", "0-6", "1,17"):
            self.check_refused(["--only: expected indices from 0 to 5"], harness.DECK, "--sweep", "--only", indices)
        self.check_refused(["--only: expected indices as in"], harness.DECK, "--sweep", "--only", "1-")
        self.check_refused(["--only: expected --sweep or"], harness.DECK, "--only", "1")
        self.write_stub(points=1)
        self.check_refused(["expected a deck with [sweep]"], harness.DECK, "--sweep")

    def test_the_example_is_whole(self):
        self.site = JOBS / "site.example.sh"
        self.assertEqual(subprocess.run([SUBMIT, harness.DECK, "--dry-run"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                        env={**os.environ, "LHITS_SITE": str(self.site), "LHITS": str(self.stub)}).returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
