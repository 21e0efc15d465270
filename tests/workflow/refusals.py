"""Runs commands that must be refused, many at a time, and gathers every fault."""

import concurrent.futures
import dataclasses
import typing

import harness

# A refused command mostly waits: for libraries to load, and for mpirun, which ends slowly.
AT_A_TIME = 5


@dataclasses.dataclass
class Refusal:
    """A command that must end with `status` after one line that holds all `words`.

    `arguments` are those of lhits, or a function that prepares the empty folder `folder` and returns them. They run
    in that folder, which must be the same afterwards, whether on one rank or on two.
    """

    name: str
    arguments: typing.Any
    words: list
    status: int = 2
    ranks: tuple = (1, 2)
    may_add: tuple = ()  # ends of names of files that may be new afterwards
    may_change: tuple = ()


def faults_of(refusal, ranks):
    with harness.scratch_folder() as folder:
        arguments = refusal.arguments(folder) if callable(refusal.arguments) else refusal.arguments
        before = harness.hashes(folder)
        try:
            status, text = harness.run(ranks, *arguments, cwd=folder)
        except AssertionError as hanging:
            return [f"{refusal.name}, {ranks} rank(s): {hanging}"]
        after = harness.hashes(folder)
    lines = harness.error_lines(text)
    faults = []
    if status != refusal.status:
        faults.append(f"expected exit status {refusal.status}, found {status}")
    if len(lines) != 1 or "lhits: error: " not in lines[0]:
        faults.append(f"expected one line of error, found {len(lines)}")
    faults += [f"expected '{word}' in the message" for word in refusal.words if word not in text]
    for path in harness.differences(before, after):
        if path in before and not path.endswith(refusal.may_change):
            faults.append(f"{path} has changed")
        elif path not in before and not path.endswith(refusal.may_add):
            faults.append(f"{path} is new")
    return [f"{refusal.name}, {ranks} rank(s): {fault}" for fault in faults] + ([text] if faults else [])


def check(test, refusals):
    """Fails `test` when any of the refusals is not as it must be."""
    test.assertEqual(len({refusal.name for refusal in refusals}), len(refusals))
    jobs = [(refusal, ranks) for refusal in refusals for ranks in refusal.ranks]
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        faults = list(pool.map(lambda job: faults_of(*job), jobs))
    test.assertFalse(any(faults), "\n" + "\n".join(fault for found in faults for fault in found))
