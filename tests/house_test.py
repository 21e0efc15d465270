#!/usr/bin/python3
"""The house rules that a compiler does not check.

A module includes only what CMakeLists.txt links to it, folders do not use each other in circles, and every public header
compiles alone.
Usage: house_test.py SOURCE_DIR COMPILER
"""

import pathlib
import re
import subprocess
import sys

def layers(source):
    """What each module links, and so may include, with all that these link: as CMakeLists.txt says."""
    text = (source / "CMakeLists.txt").read_text()
    direct = {name: re.findall(r"\blhits_(\w+)", rest) for name, rest in re.findall(r"^lhits_module\((\w+)([^)]*)\)", text, re.M)}
    direct["app"] = re.findall(r"\blhits_(\w+)", re.search(r"target_link_libraries\(lhits PRIVATE([^)]*)\)", text)[1])

    def all_of(module):
        below = [used for used in direct.get(module, []) if used in direct]
        return set(below).union(*(all_of(used) for used in below))

    return {module: all_of(module) for module in direct}


def room_faults(source):
    """The folders of a module use each other in one direction."""
    faults = []
    for module in (source / "src").iterdir():
        uses = {}
        for path in module.glob("*/*.[ch]pp"):
            rooms = re.findall(r'#include "\.\./(\w+)/', path.read_text())
            uses.setdefault(path.parent.name, set()).update(set(rooms) - {path.parent.name})

        def reached(room, seen):
            for used in uses.get(room, set()) - seen:
                seen |= {used}
                reached(used, seen)
            return seen

        faults += [f"{module}: the folder {room} uses itself, by {sorted(uses[room])}" for room in uses if room in reached(room, set())]
    return faults


def layer_faults(source):
    allowed = layers(source)
    faults = []
    checked = 0
    for folder in (source / "src", source / "include" / "lhits"):
        for path in sorted([*folder.rglob("*.[ch]pp"), *folder.rglob("*.h")]):
            module = path.relative_to(folder).parts[0]
            if module not in allowed:
                faults.append(f"{path}: {module} is not a module of CMakeLists.txt")
                continue
            for used in re.findall(r'#include "lhits/(\w+)/', path.read_text()):
                checked += 1
                if used != module and used not in allowed[module]:
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
    faults = layer_faults(source) + room_faults(source) + header_faults(source, sys.argv[2])
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
