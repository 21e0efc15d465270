#!/usr/bin/python3
"""A full disk: one line that names the file, exit status 1, and what was there before stays whole.

A small file system in memory is filled, where one may be mounted; a limit on the size of files, which needs no
privilege, stands in for a disk that is too small from the start.
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import harness

MOUNTS = "LHITS_TEST_MOUNTS"  # set when mounts are this process's own
LIMIT = [sys.executable, "-c",
         "import os, resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); "
         "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); os.execv(sys.argv[2], sys.argv[2:])"]
LARGE = {"trajectories__train": 1, "trajectories__validation": 1, "trajectories__test": 200, "steppers__strides": 16,
         "reduction__latent": 2, "reduction__baseline": "false", "forecast__perfect_model": "false"}


class FullDisk(unittest.TestCase):
    def check_refused(self, ranks, folder, file, wrapper=(), **values):
        before = harness.hashes(folder)
        status, text = harness.run(ranks, "run", harness.DECK, *harness.overrides(folder / "run", **values),
                                   wrapper=wrapper)
        lines = harness.error_lines(text)
        self.assertEqual((status, len(lines)), (1, 1), text)
        self.assertRegex(lines[0], f"lhits: error: {folder}/run/{file}: .*cannot .*check ")
        self.assertFalse([path for path in harness.differences(before, harness.hashes(folder)) if path in before])
        for path in folder.rglob("*.h5"):
            harness.content(path)  # whole

    def test_too_small_from_the_start(self):
        for ranks in (1, 2):
            with self.subTest(ranks=ranks), harness.scratch_folder() as folder:
                wrapper = small_files()
                self.check_refused(ranks, folder, "trajectories.h5", wrapper, **LARGE)
                self.assertFalse((folder / "run/trajectories.h5").exists())
                harness.finished_run(folder / "run", 2, **LARGE)
                (folder / "run/forecast.h5").unlink()
                self.check_refused(ranks, folder, "forecast.h5", wrapper, **LARGE)
                self.assertFalse((folder / "run/forecast.h5").exists())
                harness.finished_run(folder / "run", ranks, **LARGE)

    def check_full(self, ranks, lost, file):
        """A finished run without `lost`, on a disk that is full; and once there is room again."""
        with small_disk() as folder:
            shutil.copytree(self.finished, folder / "run")
            for path in lost:
                (folder / "run" / path).unlink()
            fill(folder)
            self.check_refused(ranks, folder, file)
            (folder / "filler").unlink()
            if ranks == 1:
                return
            harness.finished_run(folder / "run", ranks)
            self.assertEqual(harness.differences(self.expected, harness.run_content(folder / "run")), [])

    def test_full(self):
        if os.environ[MOUNTS] == "no":
            return  # test_too_small_from_the_start is what can be tested then
        with harness.scratch_folder() as folder:
            self.finished = harness.finished_run(folder / "finished", 2)
            self.expected = harness.run_content(self.finished)
            names = ["trajectories.h5", "model.h5", "forecast.h5"]
            for ranks in (1, 2):
                for lost, file in ((names, "trajectories.h5"), (names[1:], "checkpoints/z[23]-reduction.h5"),
                                   (names[2:], "forecast.h5"), ([], "report.json")):
                    with self.subTest(file, ranks=ranks):
                        self.check_full(ranks, lost, file)


    def test_full_in_training(self):
        """The last checkpoints stay, and training goes on from them once there is room."""
        if os.environ[MOUNTS] == "no":
            return
        values = {"reduction__iterations": 3000, "run__checkpoint_seconds": 0.02}
        with harness.scratch_folder() as scratch, small_disk() as folder:
            expected = harness.run_content(harness.finished_run(scratch / "whole", 2, **values))
            checkpoint = folder / "run/checkpoints/z3-reduction.previous.h5"
            arguments = ["run", harness.DECK, *harness.overrides(folder / "run", **values)]
            with harness.Program(2, *arguments) as program:
                harness.wait_until(checkpoint.exists, "training", program)
                program.kill_all()
            for path in folder.rglob("*.part"):
                path.unlink()
            fill(folder)
            self.check_refused(2, folder, "checkpoints/z[23]-reduction.h5", **values)
            self.assertTrue(checkpoint.exists())
            (folder / "filler").unlink()
            harness.finished_run(folder / "run", 1, **values)
            self.assertEqual(harness.differences(expected, harness.run_content(folder / "run")), [])


def small_files():
    """The beginning of a command line whose files may not grow beyond a limit."""
    return [*LIMIT, str(5 << 20)]  # MPI's own files are as large as 4 MiB


def fill(folder):
    with contextlib.suppress(OSError), open(folder / "filler", "wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass


@contextlib.contextmanager
def small_disk():
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", name], check=True)
        try:
            yield pathlib.Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def with_own_mounts():
    """Starts this test again where its mounts are seen by nobody else and end with it, if that may be."""
    namespace = ["unshare", "--mount", *["--map-root-user"] * (os.geteuid() != 0)]
    with tempfile.TemporaryDirectory() as folder:
        probe = subprocess.run([*namespace, "mount", "-t", "tmpfs", "none", folder], capture_output=True)
    os.environ[MOUNTS] = "yes" if probe.returncode == 0 else "no"
    if probe.returncode == 0:
        os.execvp(namespace[0], [*namespace, sys.executable, "-B", *sys.argv])


if __name__ == "__main__":
    if MOUNTS not in os.environ:
        with_own_mounts()
    unittest.main(verbosity=2)
