#!/usr/bin/python3
"""What cmake/revision.cmake says about a checkout as it goes on.

Usage: revision_test.py SOURCE_DIR CMAKE
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(sys.argv[1]) / "cmake" / "revision.cmake"
# The scratch repository is independent of the caller's settings (and of a git hook's).
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}


def git(folder, *arguments):
    options = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", folder, *options, *arguments], env=ENVIRONMENT, check=True,
                          stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def revision(source, output):
    subprocess.run([sys.argv[2], f"-DSOURCE={source}", f"-DOUTPUT={output}", "-P", SCRIPT],
                   env=ENVIRONMENT, check=True)
    return re.fullmatch(r'#define LHITS_GIT_REVISION "(.*)"\n', output.read_text()).group(1)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch) / "source"
        output = pathlib.Path(scratch) / "revision.hpp"
        (source / "inner").mkdir(parents=True)
        (source / "file").write_text("1")
        assert revision(source, output) == "unknown"

        git(source, "init", "--quiet")
        git(source, "add", ".")
        git(source, "commit", "--quiet", "-m", "One")
        first = git(source, "rev-parse", "--short", "HEAD")
        git(source, "tag", "-a", "-m", "a tag takes no hash's place", "v1")
        assert revision(source, output) == first
        assert revision(source / "inner", output) == "unknown"

        assert revision(source, output) == first
        written = output.stat().st_mtime_ns
        (source / "untracked").write_text("does not count")
        assert revision(source, output) == first
        assert output.stat().st_mtime_ns == written, "an unchanged header was written again"

        (source / "file").write_text("22")
        assert revision(source, output) == f"{first}-dirty"
        git(source, "commit", "--quiet", "-a", "-m", "Two")
        assert revision(source, output) == git(source, "rev-parse", "--short", "HEAD") != first


if __name__ == "__main__":
    main()
