"""What the end-to-end tests share: starting the built program, and looking at what it leaves behind.

The environment says where the program (LHITS) and mpirun (LHITS_MPIEXEC) are; without them the tests fail.
"""

import atexit
import contextlib
import hashlib
import io
import itertools
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import h5py
import numpy as np

LHITS = os.path.realpath(os.environ["LHITS"])
MPIEXEC = os.environ["LHITS_MPIEXEC"]
DECK = pathlib.Path(__file__).parent / "tiny.toml"
SPIRALS = pathlib.Path(__file__).parent / "tiny_spirals.toml"
ENVIRONMENT = {
    **os.environ,
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "CUDA_VISIBLE_DEVICES": "",  # the processor's bits, also where there are GPUs
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "XDG_CACHE_HOME": os.path.join(os.path.dirname(LHITS), "cache"),  # and not the user's
}
SESSIONS = tempfile.mkdtemp(prefix="lhits-sessions-")
atexit.register(shutil.rmtree, SESSIONS, ignore_errors=True)
STARTS = itertools.count()
PATIENCE = 100  # seconds; a program that takes longer hangs
LOG_LINE = re.compile(r"\d\d:\d\d:\d\d (import|generate|reduce|train|reduce and train|couple|forecast|report)\b"
                      r"|\d\d:\d\d:\d\d warning: forecast: .* the training data \("  # as few trajectories are wont to say
                      r"|\d\d:\d\d:\d\d warning: deck: "  # small decks are full of what no other one should be
                      r"|  "  # the lines of the report's summary
                      r"|\[warn\] Epoll ")  # of mpirun's event loop, as it closes what it reads


def environment():
    """With a folder of its own for Open MPI's session: it removes the one that all share while another start is about to use it."""
    return {**ENVIRONMENT, "OMPI_MCA_orte_tmpdir_base": f"{SESSIONS}/{next(STARTS)}"}


def command(ranks, *arguments, wrapper=(), quiet=True):
    """The command line: lhits alone on one rank, under mpirun on more, which keeps its own remarks to itself."""
    start = [] if ranks == 1 else [*["env", "OMPI_MCA_orte_execute_quiet=1"] * quiet, MPIEXEC, "--oversubscribe", "--bind-to", "none", "-n", str(ranks)]
    return [*start, *wrapper, LHITS, *map(str, arguments)]


def overrides(directory=None, **values):
    """--set options; `steppers__window=3` stands for steppers.window=3."""
    if directory is not None:
        values["run__directory"] = f'"{directory}"'
    words = []
    for key, value in values.items():
        words += ["--set", f"{key.replace('__', '.')}={value}"]
    return words


@contextlib.contextmanager
def scratch_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lhits-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Program:
    """A started program; its standard error is read as it comes. Killed with all its ranks at the end of the scope."""

    def __init__(self, ranks, *arguments, cwd=None, wrapper=(), quiet=True):
        self.command = command(ranks, *arguments, wrapper=wrapper, quiet=quiet)
        self.process = subprocess.Popen(self.command, env=environment(), cwd=cwd, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill_all()
        self.process.stdout.close()

    @property
    def text(self):
        return "\n".join(self.lines)

    def running(self):
        return self.process.poll() is None

    def wait(self, patience=PATIENCE):
        """The exit status, once every rank has closed its output too."""
        try:
            status = self.process.wait(patience)
            self._reader.join(patience)
        except subprocess.TimeoutExpired:
            status = None
        if status is None or self._reader.is_alive():
            self.kill_all()
            raise AssertionError(f"hangs for {patience} s: {' '.join(self.command)}\n{self.text}")
        return status

    def ranks(self):
        """The process ids of the ranks (and not of mpirun), in the order of their start."""
        return [pid for pid in [self.process.pid, *descendants(self.process.pid)]
                if os.path.realpath(f"/proc/{pid}/exe") == LHITS]

    def kill_all(self):
        """As when the machine goes down: nobody has time for anything."""
        everybody = [self.process.pid, *descendants(self.process.pid)]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in everybody:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        self.process.wait()
        self._reader.join(PATIENCE)


def descendants(pid):
    """All processes below `pid`, oldest first."""
    children = {}
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found = sorted(children.get(pid, []))
    for child in found:  # grows
        found += sorted(children.get(child, []))
    return found


def run(ranks, *arguments, cwd=None, wrapper=()):
    """Runs to the end: (exit status, output)."""
    with Program(ranks, *arguments, cwd=cwd, wrapper=wrapper) as program:
        return program.wait(), program.text


def output_of(ranks, *arguments):
    """What a command says that must succeed."""
    status, text = run(ranks, *arguments)
    assert status == 0, f"exit status {status} on {ranks} rank(s):\n{text}"
    return text


def finished_run(directory, ranks=1, deck=DECK, **values):
    """Does all stages of a deck, the tiny one; returns the directory. The run must succeed."""
    output_of(ranks, "run", deck, *overrides(directory, **values))
    return pathlib.Path(directory)


# States that are seen in part, those before, and a parameter: what else a moment may be known by.
KNOWN = {"observation__components": '["u"]', "observation__delays": [3, 6], "parameters__names": '["epsilon"]',
         "parameters__low": [0.004], "parameters__high": [0.009], "reduction__baseline": "false", "reduction__latent": [2]}


# Waves on lines of different lengths, whose phase is taken out.
WITHOUT_PHASE = {"system__kind": '"kuramoto-sivashinsky"', "system__points": 24, "system__modes": 2, "system__time_step": 0.05,
                 "system__sample_every": 4, "reduction__baseline": "false", "reduction__latent": 4, "reduction__phase": "true",
                 "parameters__names": '["length"]', "parameters__low": [20.0], "parameters__high": [24.0]}


def file_deck(path, data, train=2, validation=1, test=1):
    """Writes a deck on data of one's own, which `lhits import` has made; returns its path."""
    path.write_text(f"""
[system]
kind = "file"
file = "{data}"
[trajectories]
train = {train}
validation = {validation}
test = {test}
[reduction]
latent = [2]
hidden = [8]
activation = "silu"
scaler = "standard"
iterations = 100
batch = 16
[steppers]
strides = [1, 4]
window = 2
hidden = [8]
activation = "tanh"
iterations = 100
batch = 16
[forecast]
chunk = 1
""")
    return path


def input_rows(directory, split="test"):
    """(trajectory, row): what the forecasts of a run start from."""
    with h5py.File(pathlib.Path(directory) / "trajectories.h5") as file:
        group = file[split]
        delays = [int(delay) for delay in file.attrs.get("delays", "").split()]
        rows = [group["u"][:, 0], *(group["history"][:, -delay] for delay in delays),
                *(group[name][:][:, None] for name in file.attrs.get("parameters", "").split())]
        return np.concatenate(rows, axis=1).astype(np.float32)


# A small ensemble, with something of everything.
ENSEMBLE = {"forecast__members": 6, "forecast__perturbation": "latent", "forecast__perturbation_size": 0.1,
            "forecast__keep_members": 2, "forecast__output_every": 5, "forecast__quantiles": [0.25, 0.75],
            "forecast__thresholds": [0.0]}


def wait_until(condition, what, program, patience=PATIENCE):
    """Waits while the program runs; what() must become true before it ends."""
    end = time.monotonic() + patience
    while not condition():
        assert program.running() and time.monotonic() < end, f"never came to {what}:\n{program.text}"
        time.sleep(0.002)


def error_lines(text):
    """What lhits says besides its log."""
    return [line for line in text.splitlines() if line and not LOG_LINE.match(line)]


def hashes(folder):
    """Every file and folder below `folder` but timeline.json, which every command adds to."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            found[str(path)] = "folder"
        elif path.name != "timeline.json":
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def is_timing(name):
    return "seconds" in name


def comparable_deck(text):
    """Without the keys that may differ between runs of the same results."""
    return [line for line in text.splitlines() if not re.match(r"(directory|team|checkpoint_seconds|stop_before_seconds) =", line)]


def open_copy(path):
    """An HDF5 file as it is now, while the program may replace or remove it: opened by name, HDF5 would look for the
    name twice. Raises FileNotFoundError when it is gone already."""
    return h5py.File(io.BytesIO(pathlib.Path(path).read_bytes()), "r")


def content(path):
    """Everything in an HDF5 file that must have the same bits in every run of a deck, by name."""
    found = {}

    def note(name, item):
        for key, value in item.attrs.items():
            if key == "deck":
                value = comparable_deck(value)
            if not is_timing(key) and key not in ("DIMENSION_LIST", "REFERENCE_LIST"):
                found[f"{name}@{key}"] = value.tobytes() if hasattr(value, "tobytes") else value
        if isinstance(item, h5py.Dataset):
            found[name] = (str(item.dtype), item.shape, item[()].tobytes())

    with open_copy(path) as file:
        note("", file)
        file.visititems(note)
    return found


def run_content(directory):
    return {f"{name}/{key}": value for name in ("trajectories.h5", "model.h5", "forecast.h5")
            for key, value in content(directory / name).items()}


def differences(one, other):
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
