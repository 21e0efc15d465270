#!/usr/bin/python3
"""What is damaged in checkpoints/ is told of and made again, from the checkpoint before where there is one; runs that are
killed at random times go on. The results have the bits of a run that nothing has happened to."""

import os
import random
import re
import unittest

import h5py

import harness
from kill_and_resume_test import LONG, iteration, results

KILLS = 50
SEED = int(os.environ.get("LHITS_TEST_SEED", "1"))


def flip(path, at=0.5):
    """One bit, at a part of the length."""
    data = bytearray(path.read_bytes())
    data[int(at * len(data))] ^= 4
    path.write_bytes(data)


class Damage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.expected = harness.run_content(harness.finished_run(cls.folder / "whole", 2, **LONG))

    def check_finished(self, directory):
        self.assertEqual(harness.differences(self.expected, harness.run_content(directory)), [])
        self.assertEqual(list((directory / "checkpoints").iterdir()), [])
        self.assertFalse((directory / "trajectories.h5.part").exists())

    def damaged(self, name, begun, damage):
        """Kills a run when `begun`, damages it and lets it go on; returns what it says besides its log."""
        directory = self.folder / name
        arguments = ["run", harness.DECK, *harness.overrides(directory, **LONG)]
        with harness.Program(2, *arguments) as program:
            harness.wait_until(lambda: begun(directory), name, program)
            program.kill_all()
        damage(directory)
        status, text = harness.run(2, *arguments)
        self.assertEqual(status, 0, text)
        self.check_finished(directory)
        return harness.error_lines(text)

    def test_checkpoints_of_trainings(self):
        checkpoints = {}

        def begun(directory):
            checkpoints.update({name: directory / f"checkpoints/{name}.h5" for name in
                                ("z2-reduction", "z2-reduction.previous", "z3-reduction", "z3-reduction.previous")})
            return all(path.exists() for path in checkpoints.values())

        def damage(_):
            self.reached = iteration(checkpoints["z2-reduction.previous"])
            flip(checkpoints["z2-reduction"])
            whole = checkpoints["z3-reduction"].read_bytes()
            checkpoints["z3-reduction"].write_bytes(whole[:len(whole) // 2])
            checkpoints["z3-reduction.previous"].write_bytes(b"")

        first, second = sorted(self.damaged("trainings", begun, damage))
        if "z3-reduction" in first.split(": ")[1]:
            first, second = second, first
        self.assertRegex(first, "/z2-reduction.h5: damaged: .*checksum.*; going back to the checkpoint before, "
                                f"at iteration {self.reached}$")
        self.assertGreater(self.reached, 0)
        self.assertRegex(second, "/z3-reduction.h5: truncated or damaged .*/z3-reduction.previous.h5: .*"
                                 "found no HDF5 file; z3-reduction is made afresh$")

    def test_one_checkpoint_of_two_names(self):
        """As when the program is killed between them: nothing to tell."""
        def damage(directory):
            newest = directory / "checkpoints/z3-reduction.h5"
            newest.rename(newest.with_name("z3-reduction.previous.h5"))

        begun = lambda directory: iteration(directory / "checkpoints/z3-reduction.h5") > 0
        self.assertEqual(self.damaged("names", begun, damage), [])

    def test_trajectories(self):
        def damage(directory):
            """The values of one that counts as finished, and of the others what says that they are."""
            kept, *others = sorted(directory.glob("checkpoints/generate-*.h5"))
            for path in others:
                flip(path)
            self.damaged_files = len(others)
            with h5py.File(kept) as file:
                self.name = sorted(file)[0]
            split, trajectory = self.name.rsplit("-", 1)
            with h5py.File(directory / "trajectories.h5.part", "r") as file:
                u = file[f"{split}/u"]
                at = u.id.get_offset() + int(trajectory) * u[0].nbytes + 1000
            with open(directory / "trajectories.h5.part", "r+b") as file:
                file.seek(at)
                byte = file.read(1)[0]
                file.seek(at)
                file.write(bytes([byte ^ 1]))

        lines = self.damaged("generate", lambda directory: results(directory, "generate") > 5, damage)
        self.assertEqual(len(lines), 1 + self.damaged_files, lines)
        self.assertEqual(sum(f"the result of {self.name} is not of use; it is computed again" in line
                             for line in lines), 1)

    def test_forecasts(self):
        def damage(directory):
            paths = sorted(directory.glob("checkpoints/forecast-*.h5"))
            flip(paths[0])
            flip(paths[-1], at=0.1)

        lines = self.damaged("forecast", lambda directory: len(list(directory.glob("checkpoints/forecast-*.h5"))) > 2,
                             damage)
        self.assertEqual(len(lines), 2, lines)
        for line in lines:
            self.assertRegex(line, r"/forecast-.*\.h5: damaged: .*; it is computed again$")

    def test_random_kills(self):
        """Whatever they hit; a run that has come to its end is compared, and another one begun while kills are left."""
        print(f"seed {SEED} (LHITS_TEST_SEED)", flush=True)
        chance = random.Random(SEED)
        runs = 0
        kills = 0
        while kills < KILLS:
            directory = self.folder / f"random-{runs}"
            arguments = ["run", harness.DECK, *harness.overrides(directory, **LONG)]
            finished = False
            while not finished:
                ranks = 1 + kills % 3
                with harness.Program(ranks, *arguments) as program:
                    if kills < KILLS:
                        try:
                            program.process.wait(chance.uniform(0.2, 2.0))
                        except harness.subprocess.TimeoutExpired:
                            program.kill_all()
                            kills += 1
                            continue
                    self.assertEqual(program.wait(), 0, f"after {kills} kills, on {ranks} ranks: {program.text}")
                    self.assertFalse(re.search("damaged|warning", "\n".join(harness.error_lines(program.text))),
                                     program.text)
                    finished = True
            self.check_finished(directory)
            runs += 1
        print(f"{kills} kills of {runs} runs", flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
