#!/usr/bin/python3
"""lhits beside what a PyTorch user would write, on the same machine in the same minutes: one command.

    /usr/bin/python3 tests/peers/compare.py [--lhits build/lhits] [--rounds 5] [--only NAMES] [--json FILE]

runs `lhits bench` and pytorch_user.py in turn, both on one and the same core, and prints for each name the seconds
(medians over the rounds), how many times longer PyTorch takes (median of the rounds' ratios, smallest and largest) and
which fraction of the machine's limit lhits reaches. With Debian's python3-torch as it stands; with a current PyTorch:

    python3 -m venv ~/torch && ~/torch/bin/pip install torch numpy
    /usr/bin/python3 tests/peers/compare.py --python ~/torch/bin/python

PyTorch runs as most people write it; `--tuned` tries what an expert might. `--threads best` lets it have all cores
where that is faster; lhits keeps its one. A slow time is no failure.
Exit status: 0 done; 1 one of the two programs failed; 2 bad usage, no lhits, or a python without PyTorch.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class UsageError(Exception):
    """Something that is needed is not there; the text says expected, found, what to do."""


class ProgramError(Exception):
    """One of the two programs failed."""


def pinned() -> list[str]:
    """The start of a command that keeps it on one core (the last: the first often serves the machine)."""
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(max(os.sched_getaffinity(0)))] if taskset else []


def measured(command: list[str], file: pathlib.Path, environment: dict[str, str]) -> dict[str, dict]:
    """Runs the command, which writes `file`: its entries with a time."""
    file.unlink(missing_ok=True)
    result = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        raise ProgramError(f"{' '.join(command)}: exit status {result.returncode}\n{result.stdout}")
    try:
        entries = json.loads(file.read_text())
        return {name: entry for name, entry in entries.items() if isinstance(entry, dict) and "seconds" in entry}
    except (OSError, ValueError, AttributeError) as fault:
        raise ProgramError(f"{' '.join(command)}: expected a JSON object in {file}, found: {fault}\n"
                           f"{result.stdout}") from fault


def check_programs(lhits: str, python: str) -> None:
    if shutil.which(lhits) is None:
        raise UsageError(f"--lhits: expected the built program, found nothing to run at {lhits}; "
                         "build it (jobs/setup.sh), or say where it is")
    try:
        result = subprocess.run([python, "-c", "import torch"], capture_output=True, text=True)
    except OSError as fault:
        raise UsageError(f"--python: expected a Python with PyTorch, found: {fault}") from fault
    if result.returncode != 0:
        found = (result.stderr.splitlines() or ["no reason"])[-1]
        raise UsageError(f"--python: expected {python} to have PyTorch, found: {found}; 'apt install python3-torch', "
                         "or --python with that of a venv")


def run_rounds(arguments: argparse.Namespace) -> list[dict]:
    """One {"lhits": entries, "pytorch": entries} a round, the two programs in turn."""
    only = ["--only", arguments.only] if arguments.only else []
    on_one_core = pinned()
    peer_start = on_one_core if arguments.threads == "1" else []
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "seconds.json"
        lhits = [*on_one_core, arguments.lhits, "bench", "--json", str(file), "--folder", arguments.folder, *only]
        peer = [*peer_start, arguments.python, "-B", str(HERE / "pytorch_user.py"), "--json", str(file), "--threads",
                arguments.threads, "--seconds", str(arguments.seconds), "--folder", arguments.folder, *only,
                *(["--tuned"] if arguments.tuned else [])]
        for number in range(1, arguments.rounds + 1):
            print(f"round {number} of {arguments.rounds}: lhits", end="", file=sys.stderr, flush=True)
            ours = measured(lhits, file, ONE_THREAD)
            print(", PyTorch", file=sys.stderr, flush=True)
            rounds.append({"lhits": ours, "pytorch": measured(peer, file, {})})
    return rounds


def median(rounds: list[dict], side: str, name: str, key: str) -> float | None:
    values = [each[side][name][key] for each in rounds if each[side].get(name, {}).get(key) is not None]
    return statistics.median(values) if values else None


def ratios(rounds: list[dict], name: str) -> list[float]:
    """How many times longer PyTorch takes, round by round; for the same work, where it is counted in bytes."""
    found = []
    for each in rounds:
        ours, theirs = each["lhits"].get(name), each["pytorch"].get(name)
        if ours and theirs:
            size = ours["bytes"] / theirs["bytes"] if "bytes" in ours and "bytes" in theirs else 1.0
            found.append(theirs["seconds"] * size / ours["seconds"])
    return found


def compared(rounds: list[dict], only: list[str]) -> list[dict]:
    """A row for each name that either program measured, in PyTorch's order."""
    names = list(dict.fromkeys([*rounds[0]["pytorch"], *rounds[0]["lhits"]]))
    rows = []
    for name in names:
        if only and name not in only:
            continue
        found = ratios(rounds, name)
        last = rounds[-1]["pytorch"].get(name, {})
        ours, theirs = median(rounds, "lhits", name, "flops"), median(rounds, "pytorch", name, "flops")
        rows.append({
            "name": name,
            "lhits_seconds": median(rounds, "lhits", name, "seconds"),
            "pytorch_seconds": median(rounds, "pytorch", name, "seconds"),
            "ratio": statistics.median(found) if found else None,
            "ratio_min": min(found, default=None),
            "ratio_max": max(found, default=None),
            "fraction": median(rounds, "lhits", name, "fraction"),
            "variant": f"{last['variant']}, {last['threads']} thread(s)" if "variant" in last else "",
            "same_work": not (ours and theirs) or abs(ours / theirs - 1) < 0.05,
        })
    return rows


def text(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def table(rows: list[dict]) -> str:
    lines = [f"{'name':18} {'lhits':>11} {'PyTorch':>11}  {'ratio':>6} {'(min - max)':17} {'of limit':>8}  "
             "PyTorch's way"]
    for row in rows:
        seconds = [f"{text(row[key], '9.3g'):>9} s" for key in ("lhits_seconds", "pytorch_seconds")]
        spread = f"({text(row['ratio_min'], '.2f')} - {text(row['ratio_max'], '.2f')})"
        warning = "" if row["same_work"] else "; NOT THE SAME WORK: the flops differ"
        lines.append(f"{row['name']:18} {' '.join(seconds)}  {text(row['ratio'], '.2f'):>6} {spread:17} "
                     f"{text(row['fraction'], '.0%'):>8}  {row['variant']}{warning}")
    return "\n".join(lines)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lhits", default=str(HERE.parents[1] / "build" / "lhits"), help="the program (%(default)s)")
    parser.add_argument("--python", default="/usr/bin/python3", help="one that has PyTorch (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often both are run (%(default)s)")
    parser.add_argument("--only", metavar="NAMES", default="", help="some of the names, with commas between")
    parser.add_argument("--tuned", action="store_true", help="PyTorch with all the tricks that helped")
    parser.add_argument("--threads", default="1", help="of PyTorch: a number, or 'best' (%(default)s)")
    parser.add_argument("--seconds", type=float, default=3.0, help="about, for each of PyTorch's (%(default)s)")
    parser.add_argument("--folder", default=".", help="where both write their trial files (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write the table and all rounds there")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error(f"--rounds: expected at least 1, found {arguments.rounds}")
    return arguments


def main() -> int:
    arguments = parse_arguments()
    try:
        check_programs(arguments.lhits, arguments.python)
        rounds = run_rounds(arguments)
    except (UsageError, ProgramError) as fault:
        print(f"compare.py: {fault}", file=sys.stderr)
        return 2 if isinstance(fault, UsageError) else 1
    rows = compared(rounds, arguments.only.split(",") if arguments.only else [])
    print(table(rows))
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps({"table": rows, "rounds": rounds}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
