#!/usr/bin/python3
"""A bar on a terminal, also through mpirun; plain lines elsewhere; rank 0 speaks alone."""

import os
import pty
import re
import subprocess
import unittest

import harness


def on_terminal(command):
    """What a terminal gets to see of a command."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, env=harness.environment(), stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:  # the end of a terminal
        pass
    os.close(ours)
    assert process.wait(harness.PATIENCE) == 0, seen.decode()
    return seen.decode()


class ProgressShown(unittest.TestCase):
    def test_bar_on_a_terminal(self):
        for ranks in (1, 2):
            with self.subTest(ranks=ranks), harness.scratch_folder() as folder:
                seen = on_terminal(harness.command(ranks, "run", harness.DECK,
                                                   *harness.overrides(folder / "run", steppers__iterations=20000)))
                bars = re.findall(r"\r\x1b\[K(reduce and train \[=* *\] +[\d.]+ % of \d+ trainings(?:, [^,\r]*? left)?)", seen)
                self.assertGreater(len(bars), 2, seen)
                self.assertLess(max(map(len, bars)), 80)
                self.assertIn("left", bars[-1])
                self.assertEqual(seen.count("generate: 7 trajectories"), 1, "only rank 0 speaks")

    def test_plain_lines_elsewhere(self):
        with harness.scratch_folder() as folder:
            status, text = harness.run(2, "run", harness.DECK, *harness.overrides(folder / "run"))
            self.assertEqual(status, 0, text)
            self.assertNotRegex(text, "[\r\x1b]")
            self.assertEqual(text.count("generate: 7 trajectories"), 1, "only rank 0 speaks")
            self.assertRegex(text, r"(?m)^\d\d:\d\d:\d\d couple: z2, unseen: strides \d+ to \d+")


if __name__ == "__main__":
    unittest.main(verbosity=2)
