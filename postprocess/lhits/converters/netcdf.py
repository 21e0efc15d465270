"""Writes a source as netCDF-4 has it: a dimension with places is a dataset along itself, others have a name only."""
import h5py
import numpy as np

from .source import Array


def without_complex(array):
    """HDF5 has no complex numbers: two arrays of real ones."""
    if array.dtype.kind != "c":
        return [array]
    real = np.dtype(f"f{array.dtype.itemsize // 2}")
    return [Array(array.name + part, array.shape, real, array.dimensions, array.attributes)
            for part in ("_real", "_imag")]


def scale_of(file, array, axis):
    """The array with the places along a dimension, in its own group or in one above."""
    folder = array.name.rpartition("/")[0]
    while True:
        name = f"{folder}/{array.dimensions[axis]}".lstrip("/")
        found = file.get(name)
        if isinstance(found, h5py.Dataset) and found.shape == (array.shape[axis],):
            return found
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def attributes_of(item, attributes):
    """Those that netCDF can have, numbers and texts, and that have room in HDF5."""
    for name, value in attributes.items():
        values = np.asarray(value)
        if (isinstance(value, str) or (values.dtype.kind in "iufb" and values.size)) and values.nbytes < 60_000:
            item.attrs[name] = value


def describe(file, array):
    dataset = file[array.name]
    attributes_of(dataset, array.attributes)
    own = array.name.rpartition("/")[2]
    if array.dimensions == (own,):
        dataset.make_scale(own)
        return
    for axis, name in enumerate(array.dimensions):
        scale = scale_of(file, array, axis)
        if scale is None or scale == dataset:
            dataset.dims[axis].label = name
        else:
            dataset.dims[axis].attach_scale(scale)


def write(path, source):
    with h5py.File(path, "w", track_order=True) as file:
        attributes_of(file, source.attributes)
        arrays = [part for array in source.arrays for part in without_complex(array)]
        for array in arrays:
            dtype = np.dtype("i1") if array.dtype.kind == "b" else array.dtype
            file.create_dataset(array.name, array.shape, dtype)
        for array in sorted(arrays, key=lambda each: len(each.shape)):  # scales before what lies along them
            describe(file, array)
        for name, where, values in source.blocks():
            values = np.asarray(values)
            if values.dtype.kind == "c":
                file[name + "_real"][where] = values.real
                file[name + "_imag"][where] = values.imag
            else:
                file[name][where] = values
