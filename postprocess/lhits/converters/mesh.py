"""Fields over the points or the cells of one mesh, state after state."""
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .source import Array, InputError, Source, is_number, listed


@dataclass
class Mesh:
    points: np.ndarray  # (points, 2 or 3)
    centres: np.ndarray  # of the cells, (cells, 2 or 3)
    cells: list = field(default_factory=list)  # arrays that tell which points are those of a cell
    axes: list = None  # of a regular grid: the places along x, y, z of the points

    def same(self, other):
        mine, others = ([each.points, *each.cells] for each in (self, other))
        return len(mine) == len(others) and all(np.array_equal(a, b) for a, b in zip(mine, others))


@dataclass
class State:
    mesh: Mesh
    data: dict  # {"points": {name: values}, "cells": {name: values}}
    time: float = None


@dataclass
class Step:
    """One state of a series, read when it is its turn."""

    name: str  # for messages: the file, or the file and the time
    read: Callable[[], State]
    time: float = None  # where it is known without reading


def components(name, values):
    """{name of each component: its values}, of (places) or (places, components)."""
    name = "_".join(name.replace("/", "_").split())
    values = values.reshape(len(values), -1)
    count = values.shape[1]
    ends = [""] if count == 1 else ["_x", "_y", "_z"][:count] if count <= 3 else [f"_{i + 1}" for i in range(count)]
    return {name + end: values[:, i] for i, end in enumerate(ends)}


def chosen_data(name, state, wanted, variables):
    """"points" or "cells", and what is left out."""
    def holds(on):
        return {part for field_name, values in state.data[on].items() for part in components(field_name, values)}

    kinds = [wanted] if wanted else ["points", "cells"]
    for on in kinds:
        if state.data[on] and (wanted or not variables or holds(on) & set(variables)):
            other = "cells" if on == "points" else "points"
            rest = state.data[other]
            return on, [f"data of {other} are left out: {listed(rest)} (--data {other} takes them)"] if rest else []
    if wanted or not any(state.data.values()):
        raise InputError(f"{name}: expected fields over {' or '.join(kinds)}, found none")
    raise InputError(f"{name}: expected the fields {listed(variables)}, found {listed(holds('points') | holds('cells'))}; "
                     "correct --variables")


def places(mesh, on):
    """The dimensions of a field, its shape, and {name: places} beside it."""
    if mesh.axes:
        along = {name: np.asarray(at) if on == "points" else (at[1:] + at[:-1]) / 2
                 for name, at in zip("xyz", mesh.axes) if len(at) > 1}
        names = tuple(reversed(along))
        return names, tuple(len(along[name]) for name in names), along
    all_places = mesh.points if on == "points" else mesh.centres
    along = {name: all_places[:, i] for i, name in enumerate("xyz"[:all_places.shape[1]]) if np.ptp(all_places[:, i]) > 0}
    along = along or {"x": all_places[:, 0]}
    return ("x",) if len(along) == 1 else (on[:-1],), (len(all_places),), along


def series(name, steps, wanted=None, variables=()):
    """The source of a series of states; `wanted` are "points", "cells" or None, `variables` those asked for."""
    first = steps[0].read()
    times = [first.time if step.time is None else step.time for step in steps[:1]]
    on, notes = chosen_data(name, first, wanted, variables)
    names, shape, along = places(first.mesh, on)
    fields = {}
    for field_name, values in first.data[on].items():
        if field_name.startswith("vtk") or not is_number(values.dtype):
            notes.append(f"{field_name} is left out: no field of numbers")
        else:
            fields.update(dict.fromkeys(components(field_name, values), values.dtype))
    if not fields:
        raise InputError(f"{name}: expected fields of numbers over {on}, found none")
    timed = times[0] is not None
    scattered = len(along) > len(names)
    arrays = [Array(key, (len(steps), *shape), dtype, ("time", *names),
                    {"coordinates": " ".join(along)} if scattered else {}) for key, dtype in fields.items()]
    arrays += [Array(key, at.shape, at.dtype, names if len(names) == 1 else (key,)) for key, at in along.items()]
    if timed:
        arrays.append(Array("time", (len(steps),), np.dtype(float), ("time",)))

    def blocks():
        for key, at in along.items():
            yield key, ..., at
        for number, step in enumerate(steps):
            state = step.read() if number else first
            if not first.mesh.same(state.mesh):
                raise InputError(
                    f"{step.name}: expected the mesh of {steps[0].name} ({len(first.mesh.points)} points, "
                    f"{len(first.mesh.centres)} cells), found another ({len(state.mesh.points)} points, "
                    f"{len(state.mesh.centres)} cells); interpolate all states to one mesh first")
            found = {key: part for field_name, values in state.data[on].items()
                     for key, part in components(field_name, values).items()}
            for key in fields:
                if key not in found:
                    raise InputError(f"{step.name}: expected {listed(fields)} over {on} as {steps[0].name} has, found "
                                     f"{listed(found) or 'none'}; leave the file out, or write it again")
                yield key, number, found[key].reshape(shape)
            time = state.time if step.time is None else step.time
            if (time is not None) != timed:
                raise InputError(f"{step.name}: expected a time{'' if timed else ' in none of the files'}, as "
                                 f"{steps[0].name} has {'one' if timed else 'none'}; write it again")
            if timed:
                yield "time", number, time

    return Source(name, arrays, blocks, {}, notes)
