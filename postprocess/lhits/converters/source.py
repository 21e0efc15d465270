"""What every reader gives: arrays with named dimensions, and their values in blocks that fit into memory."""
import importlib
import itertools
import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..files import InputError

BLOCK_BYTES = 16 << 20


@dataclass
class Array:
    """A description. Names are paths: "u", "group/u"."""

    name: str
    shape: tuple
    dtype: object
    dimensions: tuple = ()  # names; empty: not known
    attributes: dict = field(default_factory=dict)  # numbers and texts


@dataclass
class Source:
    """One trajectory or more of them, as one netCDF file has them."""

    name: str  # of the input, for messages
    arrays: list
    blocks: Callable[[], Iterable]  # of (name, slices, values), as often as asked
    attributes: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)  # what was guessed or left out; a sentence each


@dataclass
class Table:
    """Rows of numbers, as one text file has them: frames of pandas, a block at a time."""

    name: str
    frames: Callable[[], Iterable]
    notes: list = field(default_factory=list)
    seconds: bool = False  # times were dates, and are seconds


def need(path, module, packages, debian=None):
    """The library, or a line that says how to get it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        apt = f"apt install {debian} and run it by /usr/bin/python3, or: " if debian else ""
        raise InputError(
            f"{path}: expected the library {module} for {sys.executable}, found none ({error}); {apt}python3 -m venv "
            f"venv && venv/bin/pip install h5py {packages}, and run it by venv/bin/python3") from error


def blocks_of(shape, itemsize, chunk=None):
    """The slices of blocks that make up an array, each of whole chunks as far as memory goes, the last dimension
    first."""
    if 0 in shape:
        return
    block = [min(a, b) for a, b in zip(chunk or (1,) * len(shape), shape)]
    for d in reversed(range(len(shape))):
        block[d] = min(shape[d], block[d] * max(1, BLOCK_BYTES // (math.prod(block) * itemsize)))
    for start in itertools.product(*(range(0, length, step) for length, step in zip(shape, block))):
        yield tuple(slice(first, min(first + step, length)) for first, step, length in zip(start, block, shape))


def is_number(dtype):
    return dtype.kind in "iufcb"


def listed(names, most=8):
    """A list in a message, cut where it is long."""
    names = [str(name) for name in names]
    return ", ".join(names[:most]) + (f", ... ({len(names)})" if len(names) > most else "")
