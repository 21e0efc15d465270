#!/usr/bin/python3
"""What jobs/local.sh tells before anything is installed or built: a bad deck or option, in one line, exit status 2.

Usage: local_test.py SOURCE_DIR"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))


class Local(unittest.TestCase):
    def setUp(self):
        """A copy whose set-up leaves a trace and fails, so that nothing after it is done."""
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copytree(SOURCE / "src/app", self.folder / "src/app")
        shutil.copytree(SOURCE / "input", self.folder / "input")
        (self.folder / "jobs").mkdir()
        shutil.copy(SOURCE / "jobs/local.sh", self.folder / "jobs")
        (self.folder / "jobs/setup.sh").write_text("#!/bin/sh\ntouch set-up\nexit 9\n")
        (self.folder / "jobs/setup.sh").chmod(0o755)
        (self.folder / "text.toml").write_text("[run]\nseed = = 7\n")

    def start(self, *arguments):
        """(exit status, what was said, whether the set-up was begun)"""
        done = subprocess.run(["jobs/local.sh", *arguments], cwd=self.folder, capture_output=True, text=True)
        trace = self.folder / "set-up"
        begun = trace.exists()
        trace.unlink(missing_ok=True)
        return done.returncode, done.stdout + done.stderr, begun

    def test_refused_at_once(self):
        deck = "input/fhn-quick.toml"
        for arguments, words in [
                (["no.toml"], ["no.toml: expected a deck", "no such file"]),
                (["input"], ["input: expected a deck", "a folder"]),
                (["text.toml"], ["text.toml: expected TOML", "line 2"]),
                ([deck, "--sed", "x"], ["--sed: expected an option"]),
                ([deck, "--sed=x"], ["--sed=x: expected an option"]),
                ([deck, "other.toml"], ["other.toml: expected one deck"]),
                ([deck, "--set"], ["--set: expected table.key=value"]),
                ([deck, "--set", "run"], ["--set run: expected table.key=value"])]:
            with self.subTest(arguments):
                status, text, begun = self.start(*arguments)
                self.assertEqual((status, text.count("\n"), begun), (2, 1, False), text)
                for word in words:
                    self.assertIn(word, text)

    def test_set_up_follows(self):
        for arguments in ([], ["input/fhn.toml"], ["--set", "run.seed=2"], ["input/fhn.toml", "--set=run.seed=2", "--fresh"],
                          ["input/fhn.toml", "--point", "3"]):
            with self.subTest(arguments):
                self.assertEqual(self.start(*arguments), (9, "", True))

    def test_help(self):
        status, text, begun = self.start("--help")
        self.assertEqual((status, begun), (0, False))
        self.assertIn("jobs/local.sh [DECK]", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
