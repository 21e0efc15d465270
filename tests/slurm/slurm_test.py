#!/usr/bin/python3
"""Jobs under a real Slurm: what is cancelled, killed, pre-empted or out of time goes on, to the same bits."""

import contextlib
import os
import pathlib
import re
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "workflow"))
import harness
from cluster import Cluster
from site_file import SUBMIT, write_site

# Long enough to be hit in the middle of its first training, right after a checkpoint.
SLOW = {"trajectories__train": 4, "reduction__baseline": "false", "run__team": 1,
        "reduction__iterations": 200000, "reduction__validate_every": 1000, "steppers__iterations": 100,
        "run__checkpoint_seconds": 1}
CASE_SECONDS = 200

# In place of lhits: says what a deck asks for, and notes how it is called, once for each rank.
STUB = """#!/bin/sh
case $1 in
  check) echo '  "points": 3,' && echo '  "memory_bytes_per_rank": 0,' && echo '  "seconds": null' ;;
  *) echo "$SLURM_PROCID: $*" >>"$PWD/calls" ;;
esac
"""


def too_slow(*_):
    raise AssertionError(f"longer than {CASE_SECONDS} s")


def interrupted(*_):
    raise KeyboardInterrupt


class Slurm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """What a run gives that nobody stops."""
        cls.expected = harness.run_content(harness.finished_run(CLUSTER.folder / "whole", 2))
        cls.expected_slow = harness.run_content(harness.finished_run(CLUSTER.folder / "whole-slow", 2, **SLOW))

    def setUp(self):
        signal.alarm(CASE_SECONDS)
        CLUSTER.wait_until(CLUSTER.is_idle, "idle nodes")
        self.folder = CLUSTER.folder / "cases" / self.id().split(".")[-1]
        self.folder.mkdir(parents=True)
        self.directory = self.folder / "run"
        self.addCleanup(self.empty_queue)

    def empty_queue(self):
        signal.alarm(0)
        CLUSTER.ask("scancel", "--user", str(os.getuid()))
        CLUSTER.ask("scancel", "--signal=KILL", "--full", "--user", str(os.getuid()))
        CLUSTER.wait_until(lambda: not CLUSTER.queue(), "an empty queue")
        for log in self.folder.glob("logs/*"):
            print(f"{log.name}:\n{log.read_text()}", flush=True)

    def submit(self, *options, site=(), **values):
        """By jobs/submit.sh, a job on its own; returns its number."""
        path = write_site(self.folder, **dict(site))
        text = CLUSTER.ask("env", f"LHITS_SITE={path}", SUBMIT, harness.DECK,
                           *harness.overrides(self.directory, **values), *options)
        return re.search(r"^run: job (\d+)$", text, re.MULTILINE).group(1)

    def log(self):
        return "".join(path.read_text() for path in sorted(self.folder.glob("logs/*")))

    def wait_for(self, job, state):
        CLUSTER.wait_until(lambda: CLUSTER.job(job)["JobState"] == state, f"{state} of job {job}")

    def wait_in_training(self):
        """Until a checkpoint is written; returns the iteration in it."""
        CLUSTER.wait_until(lambda: self.reached() > 0, "a checkpoint")
        return self.reached()

    def ranks(self):
        """Their process ids."""
        found = []
        for pid in harness.descendants(os.getpid()):
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{pid}/exe") == harness.LHITS:
                    found.append(pid)
        return found

    def send(self, number, ranks):
        for pid in ranks:
            os.kill(pid, number)

    def reached(self):
        """The iteration in the checkpoint of the first training; 0 where there is none."""
        with contextlib.suppress(FileNotFoundError):
            with harness.open_copy(self.directory / "checkpoints/z2-reduction.h5") as file:
                return file["training"].attrs["iteration"] if "training" in file else 0
        return 0

    def check_finished(self, job, expected):
        self.wait_for(job, "COMPLETED")
        self.assertEqual(harness.differences(expected, harness.run_content(self.directory)), [])
        self.assertEqual(list((self.directory / "checkpoints").iterdir()), [])

    def test_srun_on_one_node(self):
        job = self.submit(site={"PARTITION": "compact"})
        self.check_finished(job, self.expected)
        self.assertEqual(CLUSTER.job(job)["NumNodes"], "1")

    def test_mpirun_over_four_nodes(self):
        job = self.submit(site={"PARTITION": "spread", "LAUNCHER": "(mpirun)", "RANKS": "4"})
        self.check_finished(job, self.expected)
        self.assertEqual(CLUSTER.job(job)["NumNodes"], "4")

    def run_with_stub(self, *options):
        """What the ranks of a chain were called with: those of all jobs but the last, and of the last."""
        stub = self.folder / "stub"
        stub.write_text(STUB)
        stub.chmod(0o755)
        site = write_site(self.folder, PARTITION="compact")
        CLUSTER.ask("env", f"LHITS_SITE={site}", f"LHITS={stub}", SUBMIT, harness.DECK, *options)
        CLUSTER.wait_until(lambda: not CLUSTER.queue(), "the end of the chain")
        return (self.folder / "calls").read_text().replace(f" {harness.DECK}", "").splitlines()

    def test_array_of_a_sweep(self):
        calls = self.run_with_stub("--sweep")
        self.assertEqual(sorted(calls[:6]), sorted(f"{rank}: run --point {point}" for rank in (0, 1) for point in (0, 1, 2)))
        self.assertEqual(calls[6:], ["0: report"])

    def test_array_of_forecasts(self):
        calls = self.run_with_stub("--forecast-parts", "2", "--only", "1")
        self.assertEqual([call[3:] for call in calls],
                         [command for command in ("generate", "reduce", "train", "couple", "forecast --part 1/2",
                                                  "forecast", "report") for _ in range(2)])

    def test_sweep(self):
        """As an array it gives what it gives in one job, but for the deck in trajectories that points share there."""
        deck = self.folder / "sweep.toml"
        deck.write_text(harness.DECK.read_text().replace("latent = [2, 3]", "").replace("baseline = true", "")
                        + "\n[sweep]\nreduction.latent = [3, 2]\n")
        whole = harness.finished_run(self.folder / "whole", 2, deck)
        self.run_chain(deck, "--sweep")
        for point in ("reduction.latent=3", "reduction.latent=2"):
            one, other = (harness.run_content(directory / point) for directory in (whole, self.directory))
            self.assertLessEqual(set(harness.differences(one, other)), {"trajectories.h5/@deck"}, point)
        self.assertTrue((self.directory / "report.json").exists())

    def test_forecasts_in_parts(self):
        self.run_chain(harness.DECK, "--forecast-parts", "2")
        self.assertEqual(harness.differences(self.expected, harness.run_content(self.directory)), [])
        self.assertTrue((self.directory / "report.json").exists())

    def run_chain(self, deck, *options):
        site = write_site(self.folder, PARTITION="compact")
        CLUSTER.ask("env", f"LHITS_SITE={site}", SUBMIT, deck, *harness.overrides(self.directory), *options)
        CLUSTER.wait_until(lambda: not CLUSTER.queue(), "the end of the chain")

    def test_scancel(self):
        """It writes its checkpoint and stays away; submitted again it goes on."""
        for launcher in ("(srun --mpi=pmix)", "(mpirun)"):
            with self.subTest(launcher):
                job = self.submit(site={"LAUNCHER": launcher, "PARTITION": "compact"}, **SLOW)
                before = self.wait_in_training()
                CLUSTER.ask("scancel", job)
                CLUSTER.wait_until(lambda: not CLUSTER.queue(), "an empty queue")
                self.assertEqual(CLUSTER.job(job)["JobState"], "CANCELLED")
                self.assertGreater(self.reached(), before)
                self.check_finished(self.submit(**SLOW), self.expected_slow)
                self.directory.rename(self.folder / launcher)

    def check_requeued(self, job, restarts):
        self.check_finished(job, self.expected_slow)
        self.assertGreaterEqual(int(CLUSTER.job(job)["Restarts"]), restarts)

    def test_signal_before_the_time_limit(self):
        """As Slurm sends it to the batch script, which hands it on."""
        job = self.submit(site={"PARTITION": "compact"}, **SLOW)
        before = self.wait_in_training()
        CLUSTER.ask("scancel", "--batch", "--signal=USR1", job)
        CLUSTER.wait_until(lambda: "requeued" in self.log(), "the requeue")
        self.assertIn("stopped by a signal; the same command again goes on from here", self.log())
        self.assertGreater(self.reached(), before)
        self.check_requeued(job, 1)

    def test_time_limit(self):
        """Of its four minutes it may use ten seconds, and sleeps through them."""
        job = self.submit(site={"TIME_LIMIT": "4"}, run__stop_before_seconds=230, **SLOW)
        before = self.wait_in_training()
        ranks = self.ranks()
        self.send(signal.SIGSTOP, ranks)
        time.sleep(10)
        self.send(signal.SIGCONT, ranks)
        CLUSTER.wait_until(lambda: "requeued" in self.log(), "the requeue")
        self.assertIn("stopped near the time limit; the same command again goes on from here", self.log())
        self.assertGreater(self.reached(), before)
        self.check_requeued(job, 1)

    def test_preempted(self):
        job = self.submit(site={"PARTITION": "compact"}, **SLOW)
        before = self.wait_in_training()
        CLUSTER.ask("srun", "--partition=urgent", "--nodes=4", "--exclusive", "true")
        self.assertGreater(self.reached(), before)
        self.check_requeued(job, 1)

    def test_one_rank_is_killed(self):
        """The others, which wait for it, do not wait until Slurm kills them."""
        job = self.submit(site={"PARTITION": "compact"}, **SLOW)
        self.wait_in_training()
        os.kill(self.ranks()[-1], signal.SIGKILL)
        CLUSTER.wait_until(lambda: CLUSTER.job(job)["JobState"] == "FAILED", "its end", patience=10)
        self.assertIn("Killed", self.log())
        self.check_finished(self.submit(**SLOW), self.expected_slow)

    def test_slurmd_is_killed(self):
        """Slurm gives up the node and starts the job elsewhere, while the ranks still work there; they sleep until then."""
        job = self.submit(site={"PARTITION": "compact"}, **SLOW)
        self.wait_in_training()
        node = CLUSTER.job(job)["BatchHost"]
        ranks = self.ranks()
        self.send(signal.SIGSTOP, ranks)
        CLUSTER.kill_slurmd(node)
        self.addCleanup(CLUSTER.start_node, node)
        CLUSTER.wait_until(lambda: len(self.ranks()) == 2 * len(ranks), "the second start")
        time.sleep(6)  # longer than lhits waits for a folder otherwise
        self.send(signal.SIGCONT, ranks)
        self.check_requeued(job, 1)
        self.assertNotEqual(CLUSTER.job(job)["BatchHost"], node)

    def test_node_is_lost(self):
        """As by a power failure; the job goes on elsewhere."""
        job = self.submit(site={"PARTITION": "compact"}, **SLOW)
        self.wait_in_training()
        node = CLUSTER.job(job)["BatchHost"]
        CLUSTER.kill_slurmd(node)
        CLUSTER.kill_jobs()
        self.addCleanup(CLUSTER.start_node, node)
        self.check_requeued(job, 1)
        self.assertNotEqual(CLUSTER.job(job)["BatchHost"], node)


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, too_slow)
    signal.signal(signal.SIGTERM, interrupted)
    with Cluster() as CLUSTER:
        unittest.main(verbosity=2)
