#!/usr/bin/python3
"""Writes initial conditions with other people's tools, for hdf5_state_test.cpp.

Usage: write_states.py FOLDER. Fails, not skips, when h5py or ncgen is missing.
"""

import pathlib
import subprocess
import sys

import h5py
import numpy as np

X = [0.0, 0.5, 1.0]
U = [0.1, -2.0, 3.0]  # 0.1 is rounded to float
V = [4.0, 5.5, -6.0]

CDL = """netcdf state {
dimensions: x = 3 ;
variables: double x(x) ; x:units = "1" ; float u(x) ; float v(x) ; int run ;
data: x = 0, 0.5, 1 ; u = 0.1, -2, 3 ; v = 4, 5.5, -6 ; run = 7 ;
}
"""


def write(path, dtype=">f4", **changes):
    """Datasets x, u, v, but for the changes; options of create_dataset come as a dictionary."""
    with h5py.File(path, "w") as file:
        for name, data in {"x": X, "u": U, "v": V}.items():
            change = changes.get(name, {})
            if isinstance(change, dict):
                file.create_dataset(name, **{"data": np.array(data, dtype), **change})
            else:
                file[name] = change


def write_netcdf(path, kind):
    text = path.with_suffix(".cdl")
    text.write_text(CDL)
    subprocess.run(["ncgen", "-k", kind, "-o", path, text], check=True)


def main():
    folder = pathlib.Path(sys.argv[1])
    write(folder / "big_endian.h5")
    write(folder / "no_suffix")
    write(folder / "compressed.h5", "<f4",
          u={"chunks": (2,), "compression": "gzip", "shuffle": True, "fletcher32": True},
          v={"maxshape": (None,), "dtype": "<f8"})
    unknown = folder / "unknown_filter.h5"  # LZF by a number that nobody has; left out when it would not save anything
    write(unknown, u={"compression": "lzf", "chunks": (1000,), "maxshape": (None,)})
    number, other = (id.to_bytes(2, "little") + b"\x08\0" for id in (32000, 32255))  # and the length of its name
    assert unknown.read_bytes().count(number) == 1
    unknown.write_bytes(unknown.read_bytes().replace(number, other))
    write(folder / "text.h5", v=["1", "2", "3"])
    write(folder / "bool.h5", u=[True, False, True])
    write(folder / "complex.h5", u=[1j, 2j, 3j])
    write(folder / "huge.h5", v=np.array([1, 2, "1e4000"], np.longdouble))
    write(folder / "scalar.h5", u=1.0)
    write(folder / "group.h5", u=h5py.SoftLink("/"))
    write(folder / "dangling.h5", v=h5py.SoftLink("/elsewhere"))
    for name, dataset, units in (("metres", "x", "m"), ("speed", "u", "m s-1"), ("fine", "v", "dimensionless")):
        write(folder / f"{name}.h5")
        with h5py.File(folder / f"{name}.h5", "r+") as file:
            file[dataset].attrs["units"] = units
    with h5py.File(folder / "empty.h5", "w"):
        pass
    with h5py.File(folder / "nested.h5", "w") as file:
        file["run\x1b1/x"] = X
    write_netcdf(folder / "netcdf4.nc", "nc4")
    write_netcdf(folder / "netcdf3.nc", "nc3")


main()
