"""Files of lhits in NumPy: every dataset with the names of its dimensions, its units and what it is."""
import json
import os
import re
from collections.abc import Mapping
from pathlib import PurePath

import h5py
import numpy as np

FORMAT_VERSION = 1  # the newest that this module reads


class InputError(ValueError):
    """A file, or an argument, is not as it must be; the text says expected, found, what to do."""


def has_unit(unit):
    """Whether it is one: neither empty nor '1', nor the units of several fields, "K, m s-1", that differ."""
    return unit not in ("", "1") and ", " not in unit


def with_unit(name, unit):
    """A label: "x (m)"; without a unit the name alone."""
    return f"{name} ({unit})" if has_unit(unit) else name


def with_value(name, value, unit):
    """"x = 3 m"."""
    return f"{name} = {value:.4g}" + (f" {unit}" if has_unit(unit) else "")


class Variable:
    """A dataset with named dimensions. Indexing reads: v[0], v[:, ::64], v[...]."""

    def __init__(self, dataset):
        self._dataset = dataset
        self.name = dataset.name  # with the path of its group
        self.shape = dataset.shape
        self.attributes = _attributes(dataset)
        self.units = self.attributes.get("units", "")
        self.long_name = self.attributes.get("long_name", "")
        self.dimensions = tuple(_dimension(dataset, axis) for axis in range(dataset.ndim))

    @property
    def title(self):
        """The long name as far as it names and does not explain: "mean squared error of the state"."""
        return re.split("[,;:]", self.long_name)[0]

    @property
    def label(self):
        """The title with the units, where it has some: "mean squared error of the state (K²)"."""
        unit = re.sub(r"(?<=[A-Za-z)])2$", "²", self.units)
        if not has_unit(unit):
            return self.title
        return f"{self.title} {unit}" if unit.startswith("(") else f"{self.title} ({unit})"

    def __getitem__(self, index):
        return self._dataset[index]

    def __len__(self):
        return len(self._dataset)

    def along(self, dimension):
        """The values of that dimension's scale: the times along "time", 0, 1, ... along "trajectory"."""
        axis = self.dimensions.index(dimension)
        return self[...] if h5py.h5ds.is_scale(self._dataset.id) else self._dataset.dims[axis][0][...]


class Group(Mapping):
    """A group of a file by the names in it: variables, and groups again. Paths such as "z4/u_predicted" work too."""

    def __init__(self, group):
        self._group = group
        self.path = group.file.filename
        self.name = group.name
        self.attributes = _attributes(group)

    def __getitem__(self, name):
        item = self._group[name]
        return Variable(item) if isinstance(item, h5py.Dataset) else Group(item)

    def __iter__(self):
        return iter(self._group)

    def __len__(self):
        return len(self._group)

    @property
    def variables(self):
        return {name: item for name, item in self.items() if isinstance(item, Variable)}

    @property
    def groups(self):
        return {name: item for name, item in self.items() if isinstance(item, Group)}

    @property
    def axes(self):
        """The names of the variables that say where the elements of a state lie: ["x"], ["x", "y"], ..."""
        found = self["state"].attributes.get("axes", "x y" if "y" in self else "x") if "state" in self else "x"
        return found.split()

    def fields(self, values):
        """{name: its values on the grid, (..., y, x)} of the components of states, (..., state)."""
        component, state = self.variable("component", "state"), self.variable("state", "state")
        values = np.asarray(values)
        made = {}
        for c, name in enumerate(component.attributes["names"].split()):
            own = values[..., component[...] == c]
            shape = state.attributes.get("shape", own.shape[-1:])
            if own.shape[-1] != np.prod(shape):
                raise InputError(f"{self.path}: expected {name} on a grid of {tuple(shape)} points, found {own.shape[-1]}; "
                                 "give values of all elements of a state")
            made[name] = own.reshape(*own.shape[:-1], *shape)
        return made

    def group(self, name):
        """The group of that name, or an InputError."""
        found = self.get(name)
        if not isinstance(found, Group):
            raise InputError(f"{self.path}: expected the group '{_join(self.name, name)}', found "
                             f"{', '.join(sorted(self)) or 'nothing'}; is the run that wrote it finished?")
        return found

    def variable(self, name, *dimensions):
        """The variable of that name, which must have exactly these dimensions, none of length 0; or an InputError."""
        found = self.get(name)
        where = f"{self.path}: expected the variable '{_join(self.name, name)}'"
        if not isinstance(found, Variable):
            raise InputError(f"{where}, found none; is the file of the same version of lhits?")
        if found.dimensions != dimensions or 0 in found.shape:
            raise InputError(f"{where} over ({', '.join(dimensions)}), found it over ({', '.join(found.dimensions)}) "
                             f"with the shape {found.shape}; is the file of the same version of lhits?")
        return found


class File(Group):
    """A whole file, open until the end of its `with`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._group.close()

    @property
    def title(self):
        """[report] title of the deck in it. An earlier lhits wrote none by itself: the system then, of one's own data the run."""
        system = self.attributes["system"]
        return self._text("title") or (PurePath(self._text("directory")).name if system == "file" else system)

    def _text(self, key):
        """Of a key that one table of the deck has; empty where there is none."""
        found = re.search(rf"""^{key} = ('.*'|".*")$""", self.attributes.get("deck", ""), re.MULTILINE)
        if not found:
            return ""
        return found[1][1:-1] if found[1][0] == "'" else json.loads(found[1])  # as TOML has it


def open_file(path, expected="lhits"):
    """A file of lhits whose attribute "format" begins with `expected`: "lhits trajectories", "lhits forecasts"."""
    path = os.fspath(path)
    try:
        file = File(h5py.File(path, "r"))
    except OSError as error:
        raise InputError(f"{path}: expected a whole HDF5 file, found: {error}") from error
    found, version = file.attributes.get("format", ""), file.attributes.get("format_version", 0)
    if not str(found).startswith(expected) or version > FORMAT_VERSION:
        file.__exit__()
        raise InputError(f"{path}: expected the attribute format = '{expected}...' of version {FORMAT_VERSION} or older, "
                         f"found '{found}' of version {version}; give a file that lhits wrote, or use a newer module lhits")
    return file


def _attributes(item):
    """Texts as str, single numbers as numbers, without what HDF5 keeps there for itself."""
    found = {}
    for key in item.attrs:
        if key not in ("DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME"):
            value = item.attrs[key]
            found[key] = value.decode() if isinstance(value, bytes) else value
    return found


def _dimension(dataset, axis):
    if h5py.h5ds.is_scale(dataset.id):
        return dataset.name.rsplit("/", 1)[-1]
    scales = dataset.dims[axis]
    return scales[0].name.rsplit("/", 1)[-1] if len(scales) else f"axis_{axis}"


def _join(group, name):
    return f"{group.rstrip('/')}/{name}"
