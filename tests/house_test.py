#!/usr/bin/python3
"""The house rules that a compiler does not check.

A module includes only modules above it in the layer table, and every public header compiles alone.
Usage: house_test.py SOURCE_DIR COMPILER
"""

import pathlib
import re
import subprocess
import sys

LAYERS = {
    "base": [],
    "parallel": ["base"],
    "config": ["base"],
    "io": ["base", "parallel"],
    "systems": ["base", "parallel", "config", "io"],
    "nn": ["base", "parallel"],
    "hits": ["base", "parallel", "config", "io", "systems", "nn"],
    "c": ["base", "parallel", "io", "nn", "hits"],
    "workflow": ["base", "parallel", "config", "io", "systems", "nn", "hits"],
    "bench": ["base", "parallel", "config", "io", "systems", "nn", "hits"],
    "app": ["base", "parallel", "config", "io", "systems", "nn", "hits", "workflow", "bench"],
}


def layer_faults(source):
    faults = []
    checked = 0
    for folder in (source / "src", source / "include" / "lhits"):
        for path in sorted([*folder.rglob("*.[ch]pp"), *folder.rglob("*.h")]):
            module = path.relative_to(folder).parts[0]
            if module not in LAYERS:
                faults.append(f"{path}: {module} is not a module of the layer table")
                continue
            for used in re.findall(r'#include "lhits/(\w+)/', path.read_text()):
                checked += 1
                if used != module and used not in LAYERS[module]:
                    faults.append(f"{path}: {module} may not include {used}")
    if checked == 0:
        faults.append(f"{source}: no includes found: is this the source folder?")
    return faults


def header_faults(source, compiler):
    include = source / "include"
    mpi = subprocess.run(["mpicxx", "--showme:compile"], capture_output=True, text=True, check=True)
    cpp = [compiler, "-std=c++20", "-x", "c++"]
    c = ["mpicc", "-std=c99", "-pedantic-errors", "-x", "c"]
    headers = [(path, cpp) for path in include.rglob("*.h*")] + [(path, c) for path in include.rglob("*.h")]
    faults = []
    for header, language in sorted(headers):
        command = [*language, "-fsyntax-only", f"-I{include}", *mpi.stdout.split(), str(header)]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            faults.append(f"{header} does not compile alone:\n{result.stderr}")
    return faults


def main():
    source = pathlib.Path(sys.argv[1])
    faults = layer_faults(source) + header_faults(source, sys.argv[2])
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
