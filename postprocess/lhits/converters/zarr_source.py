"""Zarr stores: folders and .zarr.zip, with their groups; by xarray where dimensions have names, else by zarr."""
import numpy as np

from .source import Array, InputError, Source, blocks_of, is_number, listed, need


def dimension_names(array):
    """As xarray writes them (format 2), or as format 3 has them."""
    names = array.attrs.get("_ARRAY_DIMENSIONS") or getattr(getattr(array, "metadata", None), "dimension_names", None)
    return tuple(names) if names and None not in names else ()


def open_root(path):
    zarr = need(path, "zarr", "zarr xarray", "python3-zarr python3-xarray")
    try:
        store = zarr.storage.ZipStore(str(path), mode="r") if path.is_file() else str(path)
        return zarr, store, zarr.open(store, mode="r")
    except Exception as error:  # of as many kinds as there are versions
        newer = "" if zarr.__version__ >= "3" else "; for format 3 in a venv: pip install 'zarr>=3'"
        raise InputError(f"{path}: expected a Zarr store, found none that zarr {zarr.__version__} can open ({error})"
                         f"{newer}") from error


def groups_below(group, name=""):
    yield name, group
    for key, child in sorted(group.groups()):
        yield from groups_below(child, f"{name}/{key}".lstrip("/"))


def read(path):
    zarr, store, root = open_root(path)
    variables, arrays, notes, attributes = {}, [], [], {}

    def add(name, array, variable=None):
        """By the variable of xarray, where there is one: it has more of the attributes."""
        if not is_number(np.dtype(array.dtype)):
            notes.append(f"{name} is left out: {array.dtype}, not numbers")
            return
        if array.nchunks_initialized < array.nchunks:
            notes.append(f"{name}: {array.nchunks - array.nchunks_initialized} of {array.nchunks} chunks are not there, "
                         f"and are {array.fill_value} everywhere")
        variables[name] = (array if variable is None else variable, array.chunks)
        arrays.append(Array(name, tuple(array.shape), np.dtype(array.dtype), dimension_names(array),
                            dict(array.attrs if variable is None else variable.attrs)))

    if isinstance(root, zarr.Array):
        add("u", root)
    else:
        attributes = dict(root.attrs)
        for prefix, group in groups_below(root):
            own, dataset = dict(group.arrays()), None
            if own and all(dimension_names(array) or not array.ndim for array in own.values()):
                xarray = need(path, "xarray", "zarr xarray", "python3-zarr python3-xarray")
                dataset = xarray.open_dataset(store, group=prefix or None, engine="zarr", decode_cf=False, cache=False,
                                              backend_kwargs={"consolidated": False})
            for key in sorted(own):
                add(f"{prefix}/{key}".lstrip("/"), own[key], None if dataset is None else dataset.variables[key])
    if not arrays:
        raise InputError(f"{path}: expected arrays of numbers, found none" + (f" ({listed(notes)})" if notes else ""))

    def blocks():
        for name, (values, chunk) in variables.items():
            for where in blocks_of(values.shape, np.dtype(values.dtype).itemsize, chunk):
                part = values[where]
                yield name, where, getattr(part, "values", part)

    return Source(str(path), arrays, blocks, attributes, notes)
