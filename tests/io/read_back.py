#!/usr/bin/python3
"""Reads trajectories.h5 of the example (trajectory_example.hpp) with other people's tools.

Usage: read_back.py FILE. Fails, not skips, when h5py or ncdump is missing.
"""

import subprocess
import sys

import h5py
import numpy as np


def check_with_h5py(path):
    with h5py.File(path) as file:
        assert file.attrs["format"] == "lhits trajectories", file.attrs["format"]
        assert file.attrs["format_version"] == 1
        assert file.attrs["system"] == "fhn"
        assert file.attrs["seed"] == 11
        assert file.attrs["seconds"] == 2.5
        for name in ("lhits_version", "git_revision", "deck"):
            assert isinstance(file.attrs[name], str), name
        assert file["time"].dtype == np.float64
        np.testing.assert_array_equal(file["time"], 0.1 * np.arange(6))
        assert file["time"].attrs["units"] == "s"
        np.testing.assert_array_equal(file["x"], [0.0, 0.5, 0.0, 0.5])
        assert file["component"].attrs["names"] == "u v"
        for split, (name, count) in enumerate((("train", 5), ("validation", 2), ("test", 1))):
            u = file[name]["u"]
            assert u.shape == (count, 6, 4) and u.dtype == np.float32, (u.shape, u.dtype)
            names = [axis[0].name for axis in u.dims]
            assert names == [f"/{name}/{axis}" for axis in ("trajectory", "time", "state")], names
            inner = np.arange(24, dtype=np.float32) / np.float32(3)
            for i in range(count):
                expected = np.float32(1000 * split) + np.float32(100 * i) + inner
                np.testing.assert_array_equal(u[i].ravel(), expected)


def check_with_ncdump(path):
    header = subprocess.run(["ncdump", "-h", path], capture_output=True, text=True, check=True)
    for line in ("time = 6", "state = 4", "trajectory = 5", "double time(time)",
                 "double x(state)", "int component(state)", "float u(trajectory, time, state)",
                 'u:coordinates = "x component"'):
        assert line in header.stdout, f"{line!r} is not in\n{header.stdout}"
    assert "phony" not in header.stdout, header.stdout


check_with_h5py(sys.argv[1])
check_with_ncdump(sys.argv[1])
