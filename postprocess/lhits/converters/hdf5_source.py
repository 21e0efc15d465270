"""HDF5 and netCDF-4 with compression that lhits has no filter for: h5py brings LZF, hdf5plugin many others."""
import contextlib

import h5py
import numpy as np

from .source import Array, InputError, Source, blocks_of, is_number

PLACEHOLDER = b"This is a netCDF dimension but not a netCDF variable"


def dimension_name(axis):
    return axis[0].name.rpartition("/")[2] if len(axis) else axis.label


def dimensions_of(dataset):
    if h5py.h5ds.is_scale(dataset.id):
        return (dataset.name.rpartition("/")[2],)
    names = tuple(dimension_name(axis) for axis in dataset.dims)
    return names if all(names) else ()


def read(path):
    with contextlib.suppress(ImportError):
        import hdf5plugin  # noqa: F401  (which registers its filters)
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise InputError(f"{path}: expected HDF5 or netCDF-4, found none that h5py can open ({error})") from error
    arrays, notes = [], []

    def add(name, item):
        if not isinstance(item, h5py.Dataset) or item.attrs.get("NAME", b"")[:len(PLACEHOLDER)] == PLACEHOLDER:
            return
        if item.shape is None or not is_number(item.dtype):
            notes.append(f"{name} is left out: {item.dtype}, not numbers")
            return
        attributes = {key: value.decode(errors="replace") if isinstance(value, bytes) else value for key, value in item.attrs.items()
                      if key not in ("CLASS", "NAME") and getattr(value, "dtype", np.dtype("i1")).kind in "iufbSU"}
        arrays.append(Array(name, item.shape, item.dtype, dimensions_of(item), attributes))

    file.visititems(add)

    def blocks():
        for array in arrays:
            for where in blocks_of(array.shape, array.dtype.itemsize, file[array.name].chunks):
                try:
                    yield array.name, where, file[array.name][where]
                except OSError as error:
                    raise InputError(f"{path}: expected to read {array.name}, found: {error}; compressed otherwise than "
                                     "with gzip or lzf: pip install hdf5plugin") from error

    return Source(str(path), arrays, blocks, dict(file.attrs), notes)
