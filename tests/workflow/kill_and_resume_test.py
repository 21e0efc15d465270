#!/usr/bin/python3
"""A run that is killed or stopped goes on with the same command, on any number of ranks, to the same bits."""

import contextlib
import json
import os
import signal
import time
import unittest

import harness

# Every stage takes long enough to be hit: a third of a second and more on two cores.
LONG = {"system__time_step": 0.005, "system__sample_every": 200, "system__steps": 400, "trajectories__train": 6,
        "trajectories__validation": 40, "trajectories__test": 16, "reduction__iterations": 3000,
        "steppers__iterations": 1500, "run__checkpoint_seconds": 0.02}
ENDLESS = {"reduction__iterations": 10**6, "run__checkpoint_seconds": 0.05}


def iteration(path, since=0):
    """Of the training that this is the checkpoint of; 0 when there is none, it is older or has ended."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime_ns > since:
            with harness.open_copy(path) as file:
                return file["training"].attrs["iteration"] if "training" in file else 0
    return 0


def results(directory, stage):
    """How many results of finished tasks are saved."""
    count = 0
    for path in directory.glob(f"checkpoints/{stage}-*.h5"):
        with contextlib.suppress(FileNotFoundError):
            with harness.open_copy(path) as file:
                count += len(file)
    return count


def has_coupling(directory):
    with harness.open_copy(directory / "model.h5") as file:
        return any("coupling" in group for group in file.values())


class Stage:
    """When a run that was started at a time is in a stage, and by what one sees a moment later that it still is."""

    def __init__(self, name, begun, unfinished):
        self.name, self.begun, self.unfinished = name, begun, unfinished


STAGES = [
    Stage("generate", lambda d, _: results(d, "generate") > 2,
          lambda d: not (d / "trajectories.h5").exists()),
    Stage("autoencoder", lambda d, start: iteration(d / "checkpoints/z2-reduction.h5", start) > 0,
          lambda d: iteration(d / "checkpoints/z2-reduction.h5") > 0),
    Stage("steppers", lambda d, start: any(iteration(path, start) for path in d.glob("checkpoints/*-stepper-*.h5")),
          lambda d: not (d / "model.h5").exists()),
    Stage("couple", lambda d, _: (d / "model.h5").exists(), lambda d: not has_coupling(d)),
    Stage("forecast", lambda d, _: results(d, "forecast") > 2, lambda d: not (d / "forecast.h5").exists()),
]


class KillAndResume(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """What a run gives that nobody stops."""
        with harness.scratch_folder() as folder:
            cls.expected = harness.run_content(harness.finished_run(folder / "whole", 2, **LONG))

    def stop_in_each_stage(self, ranks, hit, ended, quiet=True):
        """Starts the same command again and again: start number i is hit in stage number i, and must end as `ended`
        wants to have it; the last one is left alone. Start number i is on ranks[i] ranks."""
        with harness.scratch_folder() as folder:
            directory = folder / "run"
            arguments = ["run", harness.DECK, *harness.overrides(directory, **LONG)]
            for stage, count in zip(STAGES, ranks):
                start = time.time_ns()
                with harness.Program(count, *arguments, quiet=quiet) as program:
                    harness.wait_until(lambda: stage.begun(directory, start), stage.name, program)
                    hit(program)
                    self.assertTrue(stage.unfinished(directory), f"hit too late: {stage.name}\n{program.text}")
                    self.check_files(directory)
                    ended(program)
                self.check_files(directory)
                print(f"{self.id().split('.')[-1]}: in {stage.name}, on {count} rank(s)", flush=True)
            status, text = harness.run(ranks[len(STAGES)], *arguments)
            self.assertEqual(status, 0, text)
            self.check_finished(directory)

    def check_files(self, directory):
        """What has its final name is whole."""
        for path in directory.rglob("*.h5"):
            with contextlib.suppress(FileNotFoundError):  # a checkpoint that is not needed any more
                harness.content(path)
        for path in directory.rglob("*.json"):
            json.loads(path.read_text())

    def check_finished(self, directory):
        self.assertEqual(harness.differences(self.expected, harness.run_content(directory)), [])
        self.assertEqual({path.name for path in directory.iterdir()},
                         {"deck.toml", "trajectories.h5", "trajectories.xmf", "model.h5", "forecast.h5", "forecast.xmf",
                          "report.json", "report.md", "timeline.json", "checkpoints"})
        self.assertEqual(list((directory / "checkpoints").iterdir()), [])

    def test_machine_goes_down(self):
        self.stop_in_each_stage([2] * 6, lambda program: program.kill_all(), lambda program: None)

    def test_one_rank_is_killed(self):
        def hit(program):
            os.kill(program.ranks()[-1], signal.SIGKILL)

        def ended(program):
            self.assertNotIn(program.wait(10), (0, 2, 75), program.text)  # seconds
            self.assertIn("exited on signal 9 (Killed)", program.text)

        self.stop_in_each_stage([3, 2, 3, 2, 3, 1], hit, ended, quiet=False)

    def check_stopped(self, program, statuses, why="by a signal"):
        self.assertIn(program.wait(), statuses, program.text)
        lines = harness.error_lines(program.text)
        self.assertEqual(len(lines), 1, program.text)
        self.assertIn(f"stopped {why}; the same command again goes on from here", lines[0])

    def test_stop_signals(self):
        """As batch systems send them before the time is up. mpirun hands SIGUSR1 on."""
        numbers = iter([signal.SIGUSR1, signal.SIGUSR1, signal.SIGTERM, signal.SIGUSR1, signal.SIGINT])
        self.stop_in_each_stage([2, 3, 1, 4, 1, 2], lambda program: program.process.send_signal(next(numbers)),
                                lambda program: self.check_stopped(program, [75]))

    def test_time_limit(self):
        """Of a batch job, as Slurm writes it into the environment."""
        with harness.scratch_folder() as folder:
            arguments, checkpoint = self.endless(folder)

            def limited(ranks, left, **values):
                end = f"SLURM_JOB_END_TIME={time.time() + left:.0f}"
                command = [*arguments, *harness.overrides(**values)]
                return harness.Program(ranks, *command, wrapper=["env", end])

            with limited(2, 68) as program:  # and 60 s before is the default
                self.check_stopped(program, [75], "near the time limit")
            reached = iteration(checkpoint)
            self.assertGreater(reached, 0)
            with limited(1, 66, run__stop_before_seconds=61.5) as program:
                self.check_stopped(program, [75], "near the time limit")
            self.assertGreater(iteration(checkpoint), reached)
            with limited(2, 68, run__stop_before_seconds=100) as program:
                self.assertEqual(program.wait(), 2, program.text)
                self.assertRegex(program.text, r"run.stop_before_seconds: expected less than the \d\d s .* found 100")

    def test_teams_are_hit(self):
        """While they integrate trajectories together; single ranks go on."""
        values = {"run__checkpoint_seconds": 0, "trajectories__train": 30, "trajectories__test": 10, "system__spin_up": 20.0}
        with harness.scratch_folder() as folder:
            directory = folder / "run"
            expected = harness.run_content(harness.finished_run(folder / "whole", 1, harness.SPIRALS, **values))
            finished = lambda: results(directory, "generate")
            reached = 0
            for stops in (True, False):
                arguments = ["run", harness.SPIRALS, *harness.overrides(directory, trajectories__team=2, **values)]
                with harness.Program(2, *arguments) as program:
                    harness.wait_until(lambda: finished() > reached, "generate", program)
                    if stops:
                        program.process.send_signal(signal.SIGUSR1)
                        self.check_stopped(program, [75])
                    else:
                        program.kill_all()
                self.assertFalse((directory / "trajectories.h5").exists(), "hit too late")
                reached = finished()
                self.check_files(directory)
            harness.finished_run(directory, 2, harness.SPIRALS, **values)
            self.assertEqual(harness.differences(expected, harness.run_content(directory)), [])
            self.assertEqual(list((directory / "checkpoints").iterdir()), [])

    def endless(self, folder):
        """The command of a run that does not end, and the checkpoint of its first training."""
        return (["run", harness.DECK, *harness.overrides(folder / "run", **ENDLESS)],
                folder / "run/checkpoints/z3-reduction.h5")

    def test_mpirun_is_terminated(self):
        """mpirun tells its ranks to end after a second, and ends with a status of its own."""
        with harness.scratch_folder() as folder:
            arguments, checkpoint = self.endless(folder)
            reached = 0
            for ranks, number in ((3, signal.SIGTERM), (2, signal.SIGINT)):
                with harness.Program(ranks, *arguments) as program:
                    harness.wait_until(lambda: iteration(checkpoint) > reached, "training", program)
                    program.process.send_signal(number)
                    self.check_stopped(program, [1, 75])
                self.assertGreater(iteration(checkpoint), reached)
                reached = iteration(checkpoint)
                self.check_files(folder / "run")

    def test_mpirun_is_killed(self):
        """Its ranks outlive it for a moment; the next start waits for them."""
        with harness.scratch_folder() as folder:
            arguments, checkpoint = self.endless(folder)
            with harness.Program(2, *arguments) as program:
                harness.wait_until(lambda: iteration(checkpoint) > 0, "training", program)
                ranks = program.ranks()
                os.killpg(program.process.pid, signal.SIGKILL)
                program.process.wait()
                start = time.time_ns()
                with harness.Program(2, *arguments) as again:
                    harness.wait_until(lambda: not any(os.path.exists(f"/proc/{pid}/exe") for pid in ranks),
                                       "the end of the ranks", again)
                    reached = iteration(checkpoint)
                    harness.wait_until(lambda: iteration(checkpoint, start) > reached, "training", again)
                    again.process.send_signal(signal.SIGUSR1)
                    self.check_stopped(again, [75])
                self.check_files(folder / "run")

    def test_requeued_start(self):
        """Slurm may have lost touch with the ranks of the first one: the next waits for them."""
        with harness.scratch_folder() as folder:
            arguments, checkpoint = self.endless(folder)
            with harness.Program(1, *arguments) as first:
                harness.wait_until(lambda: iteration(checkpoint) > 0, "training", first)
                with harness.Program(1, *arguments, wrapper=["env", "SLURM_RESTART_COUNT=1"]) as second:
                    time.sleep(6)
                    self.assertTrue(second.running(), second.text)
                    first.process.send_signal(signal.SIGUSR1)
                    self.check_stopped(first, [75])
                    start = time.time_ns()
                    harness.wait_until(lambda: iteration(checkpoint, start) > 0, "training", second)

    def test_second_start(self):
        """Two of the same command at once would disturb each other."""
        with harness.scratch_folder() as folder:
            arguments, checkpoint = self.endless(folder)
            with harness.Program(1, *arguments) as first:
                harness.wait_until(lambda: iteration(checkpoint) > 0, "training", first)
                status, text = harness.run(2, *arguments)
                self.assertEqual((status, len(harness.error_lines(text))), (2, 1), text)
                self.assertIn("expected a folder that no other lhits works in", text)
                self.assertTrue(first.running())
                first.process.send_signal(signal.SIGTERM)
                self.check_stopped(first, [75])


if __name__ == "__main__":
    unittest.main(verbosity=2)
