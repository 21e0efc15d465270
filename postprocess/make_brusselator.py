#!/usr/bin/python3
"""Data of another program's solver, for the example of one's own data: make_brusselator.py FOLDER [--files N].

The Brusselator in a square with closed walls, by SciPy's LSODA on a grid (method of lines):
    u_t = 1 - 3.5 u + u^2 v + d lap u,   v_t = 2.5 u - u^2 v + d lap v,   d = 0.004, 0 <= x, y <= 1.
Each point oscillates; diffusion brings all into step, from phases that differ along a slope which is drawn.
FOLDER/brusselator-NNN.nc are netCDF-4 files, one trajectory each: u and v (time, y, x), time without limit.
Needs NumPy, SciPy and h5py.
"""
import argparse
from pathlib import Path

import h5py
import numpy as np
from scipy.integrate import solve_ivp

POINTS, DIFFUSION, DT, STEPS = 24, 0.004, 0.1, 300
PLACES = (np.arange(POINTS) + 0.5) / POINTS


def laplacian(field):
    """Of second order; nothing passes the walls, which are half a cell outside the points."""
    wide = np.pad(field, 1, mode="edge")
    return (wide[2:, 1:-1] + wide[:-2, 1:-1] + wide[1:-1, 2:] + wide[1:-1, :-2] - 4 * field) * POINTS**2


def rate(_, state):
    u, v = state.reshape(2, POINTS, POINTS)
    product = u * u * v
    return np.concatenate([(1 - 3.5 * u + product + DIFFUSION * laplacian(u)).ravel(),
                           (2.5 * u - product + DIFFUSION * laplacian(v)).ravel()])


def limit_cycle():
    """(phase, (u, v)) of one point once it has settled: a period of about 6.4."""
    def rate_of_point(_, state):
        u, v = state
        return [1 - 3.5 * u + u * u * v, 2.5 * u - u * u * v]

    def rises(_, state):
        return state[0] - 1
    rises.direction = 1
    settled = solve_ivp(rate_of_point, (0, 100), [1.0, 2.0], rtol=1e-9, atol=1e-9, events=rises, dense_output=True)
    begin, end = settled.t_events[0][-2:]
    phases = np.linspace(0, 1, 513)
    return phases, settled.sol(begin + phases * (end - begin))


def initial_state(random, cycle):
    """A phase, and its slope along x and along y."""
    x, y = np.meshgrid(PLACES, PLACES)
    along_x, along_y = random.uniform(-0.1, 0.1, 2)
    phase = random.uniform() + along_x * np.cos(np.pi * x) + along_y * np.cos(np.pi * y)
    phases, values = cycle
    return np.concatenate([np.interp(phase % 1, phases, value).ravel() for value in values])


def write(path, time, fields):
    """As netCDF-4 has it: a dimension is a dataset with the places along it."""
    with h5py.File(path, "w", track_order=True) as file:
        file.attrs["title"] = "Brusselator in a square, by SciPy"
        for name, values, units in (("time", time, "s"), ("y", PLACES, "m"), ("x", PLACES, "m")):
            scale = file.create_dataset(name, data=values, maxshape=(None,) if name == "time" else None)
            scale.make_scale(name)
            scale.attrs["units"] = units
        for name, values in zip(("u", "v"), fields):
            variable = file.create_dataset(name, data=values.astype("float32"), maxshape=(None, POINTS, POINTS),
                                           chunks=(16, POINTS, POINTS), compression="gzip", shuffle=True)
            for axis, scale in enumerate(("time", "y", "x")):
                variable.dims[axis].attach_scale(file[scale])
            variable.attrs["units"] = "mol m-3"


def main():
    parser = argparse.ArgumentParser(description="Trajectories of the Brusselator as netCDF files.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--files", type=int, default=96, metavar="N", help="trajectories (default: 96)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    time, cycle = np.arange(STEPS + 1) * DT, limit_cycle()
    for number in range(options.files):
        start = initial_state(np.random.default_rng(number), cycle)
        solved = solve_ivp(rate, (0, time[-1]), start, method="RK23", t_eval=time, rtol=1e-5, atol=1e-7)
        fields = solved.y.T.reshape(-1, 2, POINTS, POINTS).transpose(1, 0, 2, 3)
        write(options.folder / f"brusselator-{number:03d}.nc", time, fields)
    print(f"wrote {options.files} files into {options.folder}")


if __name__ == "__main__":
    main()
