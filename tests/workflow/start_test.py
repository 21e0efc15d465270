#!/usr/bin/python3
"""What starts with the program: no MPI where no ranks are needed, LibTorch only where it is asked for."""

import os
import pathlib
import resource
import subprocess
import unittest

import harness

# An MPI that does not start: a login node.
NO_MPI = """
#include <stdio.h>
#include <stdlib.h>
int MPI_Init(int* count, char*** words) { puts("MPI starts"); exit(9); }
int MPI_Init_thread(int* count, char*** words, int asked, int* given) { return MPI_Init(count, words); }
"""
# A plug-in that another lhits has left.
OLD_PLUGIN = 'static const char* text = "0.0.1"; const char** lhits_torch_plugin(void* warn) { return &text; }'

TORCH = harness.overrides(run__engine='"torch"')
CHECKS = [("--version",), ("--help",), ("run", "--help"), ("check", harness.DECK), ("check", harness.SPIRALS),
          ("check", harness.DECK, "--ranks", 2), ("check", harness.DECK, "--json"), ("completion", "bash")]


def library(folder, name, source):
    (folder / "source.c").write_text(source)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", folder / name, folder / "source.c"], check=True)
    return folder / name


def start(*arguments, cwd=None, **environment):
    """The program on its own: (exit status, output, errors)."""
    result = subprocess.run([harness.LHITS, *map(str, arguments)], env={**harness.environment(), **environment}, cwd=cwd,
                            capture_output=True, text=True, timeout=harness.PATIENCE)
    return result.returncode, result.stdout, result.stderr


class Start(unittest.TestCase):
    def test_commands_without_ranks_start_no_mpi_and_load_no_libtorch(self):
        with harness.scratch_folder() as folder:
            # The address sanitizer wants to be the first library.
            preload = ":".join(filter(None, [os.environ.get("LD_PRELOAD"), str(library(folder, "no_mpi.so", NO_MPI))]))
            self.assertEqual(start("generate", harness.DECK, cwd=folder, LD_PRELOAD=preload)[:2], (9, "MPI starts\n"))
            for arguments in CHECKS:
                status, output, errors = start(*arguments, cwd=folder, LD_PRELOAD=preload, LD_DEBUG="files",
                                               LD_DEBUG_OUTPUT=str(folder / "loaded"))
                self.assertEqual((status, errors), (0, ""), arguments)
                self.assertNotIn("MPI starts", output)
                loaded = "".join(path.read_text() for path in folder.glob("loaded.*"))
                self.assertIn("libfftw3", loaded)
                self.assertNotRegex(loaded, "torch", arguments)

    def test_completion_and_manual_know_every_command_and_option(self):
        _, script, _ = start("completion", "bash")

        def completed(*words):
            return subprocess.run(["bash", "-c", f'{script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lhits; echo "${{COMPREPLY[@]}}"',
                                   "bash", "lhits", *words], capture_output=True, text=True, check=True).stdout.split()

        commands = [word for word in completed("") if not word.startswith("-")]
        self.assertIn("forecast", commands)
        self.assertEqual(completed("insp"), ["inspect"])
        self.assertEqual(completed("forecast", "--sta"), ["--states"])
        self.assertEqual(completed("forecast", "data"), [])  # the shell completes files
        _, page, _ = start("completion", "man")
        _, zsh, _ = start("completion", "zsh")
        for command in commands:
            self.assertIn(f'.SS "lhits {command}"', page)
            for option in completed(command, "--"):
                self.assertIn(option.replace("-", "\\-"), page)
                self.assertIn(f"'{option}[", zsh)

    def test_version_is_said_at_once(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start("--version")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.assertLess(spent, 0.3)  # LibTorch alone takes 0.5 s, so does MPI

    def test_several_ranks_answer_once(self):
        for arguments, status in ((("--version",), 0), (("--help",), 0), (("no-command",), 2), (("check", harness.DECK), 0)):
            found, text = harness.run(3, *arguments)
            self.assertEqual(found, status, text)
            alone = harness.run(1, *arguments)[1]
            untimed = lambda answer: [line for line in answer.splitlines() if not line.startswith("time ")]  # measured anew
            self.assertEqual(untimed(text.replace("3 ranks", "1 ranks")), untimed(alone))

    def test_plugins_that_do_not_fit_are_refused(self):
        with harness.scratch_folder() as folder:
            for source, found in ((OLD_PLUGIN, "found that of lhits 0.0.1;"), ("int other;", "undefined symbol")):
                library(folder, "liblhits_torch.so", source)
                status, output, errors = start("run", harness.DECK, *TORCH, cwd=folder, LD_LIBRARY_PATH=str(folder))
                self.assertEqual(status, 1, errors)
                self.assertEqual(len(harness.error_lines(errors)), 1, errors)
                for part in ("run.engine = \"torch\"", "liblhits_torch.so", found, "-DLHITS_TORCH=ON"):
                    self.assertIn(part, errors)
                self.assertFalse(list(folder.glob("runs/*/trajectories.h5*")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
