#!/usr/bin/python3
"""Every rank runs kernels that fit the processor, also where OpenBLAS does not know it; a slow machine is told of."""

import os
import pathlib
import re
import subprocess
import unittest

import harness

# An OpenBLAS that does not know the processor, unless it is told.
STRANGER = """
#include <stdlib.h>
char* openblas_get_corename(void) {
    char* told = getenv("OPENBLAS_CORETYPE");
    return told ? told : "Prescott";
}
"""


def flags():
    return set(pathlib.Path("/proc/cpuinfo").read_text().split())


def bench(ranks, **environment):
    """What `lhits bench` says; the trial is a short one."""
    clean = {key: value for key, value in harness.ENVIRONMENT.items() if key != "OPENBLAS_CORETYPE"}
    result = subprocess.run(harness.command(ranks, "bench", "--only", "sgemm", "--seconds", "0.01"),
                            env={**clean, **environment}, capture_output=True, text=True, timeout=harness.PATIENCE)
    assert result.returncode == 0, result.stderr
    return result.stdout, result.stderr


def kernel(output):
    return re.search(r"^BLAS kernel: (.*?);", output, re.M).group(1)


class Kernels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if "avx512bw" in flags():
            cls.fit = "(SkylakeX|Cooperlake|SapphireRapids)"
        elif "avx2" in flags():
            cls.fit = "(Haswell|Zen)"
        else:
            cls.fit = r"\w+"

    def test_every_rank_runs_a_kernel_that_fits(self):
        self.assertRegex(kernel(bench(1)[0]), f"^{self.fit}$")
        self.assertRegex(kernel(bench(2)[0]), f"^{self.fit} on all 2 ranks$")

    def test_a_processor_that_openblas_does_not_know(self):
        with harness.scratch_folder() as folder:
            source, library = folder / "stranger.c", folder / "stranger.so"
            source.write_text(STRANGER)
            subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True)
            # The address sanitizer wants to be the first library.
            preload = ":".join(filter(None, [os.environ.get("LD_PRELOAD"), str(library)]))
            for ranks, suffix in ((1, ""), (2, " on all 2 ranks")):
                output, _ = bench(ranks, LD_PRELOAD=preload)
                self.assertRegex(kernel(output), f"^{self.fit}{suffix}$")
                self.assertNotRegex(kernel(output), "Prescott")

    def test_the_users_choice_stands(self):
        self.assertEqual(kernel(bench(2, OPENBLAS_CORETYPE="Prescott")[0]), "Prescott on all 2 ranks")

    def test_slow_kernels_are_told_of(self):
        _, errors = bench(2, LIBXSMM_TARGET="generic")
        self.assertEqual(errors.count("AVX2"), 1, errors)
        self.assertEqual(bench(1)[1], "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
