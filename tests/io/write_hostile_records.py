#!/usr/bin/python3
"""Writes record files that try to be more than data, for hostile_record_test.cpp.

Usage: write_hostile_records.py FOLDER
"""

import pathlib
import sys

import h5py
import numpy as np

MARKED = 70_001  # a length that is nowhere else in a file
PLAIN = h5py.h5p.create(h5py.h5p.DATASET_CREATE)


def nested(file):
    group = file
    for _ in range(100):
        group = group.create_group("deeper")


def never_written(file):
    """A shape of 8 TB and not a byte of it."""
    h5py.h5d.create(file.id, b"w", h5py.h5t.NATIVE_DOUBLE, h5py.h5s.create_simple((1 << 40,)), PLAIN)


def overflowing(file):
    """Gets a shape of 8 (2^61 + 1) = 2^64 + 8 bytes, which is 8 where sizes overflow; HDF5 does not write that itself."""
    file["w"] = np.zeros(MARKED)


def external_storage(file):
    file.create_dataset("w", (4,), "f8", external=[("/etc/passwd", 0, 32)])


def virtual(file):
    layout = h5py.VirtualLayout((4,), "f8")
    layout[:] = h5py.VirtualSource("other.h5", "w", (4,))
    file.create_virtual_dataset("w", layout)


def chunked_bomb(file):
    file.create_dataset("w", (1 << 34,), "f8", chunks=(1 << 20,), compression="gzip")


def cycle(file):
    file.create_group("a")["up"] = file["/"]


def twice(file):
    file["a"] = np.zeros(3)
    file["b"] = file["a"]


def named_type(file):
    file["type"] = np.dtype("f8")


def soft_link(file):
    file["a"] = np.zeros(3)
    file["b"] = h5py.SoftLink("/a")


def external_link(file):
    file["b"] = h5py.ExternalLink("/etc/passwd", "/")


def attribute_of(value):
    return lambda file: file.attrs.__setitem__("a", value)


def dataset_of(value):
    return lambda file: file.__setitem__("w", value)


FILES = {
    "nested": nested,
    "never_written": never_written,
    "overflowing": overflowing,
    "external_storage": external_storage,
    "virtual": virtual,
    "chunked_bomb": chunked_bomb,
    "cycle": cycle,
    "twice": twice,
    "named_type": named_type,
    "soft_link": soft_link,
    "external_link": external_link,
    "compound": dataset_of(np.zeros(3, [("a", "f8"), ("b", "i4")])),
    "texts": dataset_of(np.array([b"one", b"two"])),
    "vlen_texts": dataset_of(["one", "two"]),
    "half_precision": dataset_of(np.zeros(3, "f2")),
    "bool": dataset_of(np.zeros(3, "?")),
    "array_attribute": attribute_of(np.zeros(3)),
    "compound_attribute": attribute_of(np.zeros((), [("a", "f8")])),
    "fixed_text_attribute": attribute_of(np.bytes_("abc")),
    "control_characters": lambda file: file.__setitem__("a\n\x1b[31mb", np.zeros(3, "?")),
    "newer": lambda file: file.attrs.__setitem__("format_version", 2),
}

if __name__ == "__main__":
    for name, fill in FILES.items():
        path = pathlib.Path(sys.argv[1]) / f"{name}.h5"
        with h5py.File(path, "w") as file:
            file.attrs["format"] = "lhits model"
            file.attrs["format_version"] = 1
            fill(file)
        if fill == overflowing:
            path.write_bytes(path.read_bytes().replace(MARKED.to_bytes(8, "little"), ((1 << 61) + 1).to_bytes(8, "little")))
