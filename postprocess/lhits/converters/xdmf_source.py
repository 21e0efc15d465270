"""Time series of XDMF on one mesh, as meshio, FEniCS (both) and others write them; the numbers by h5py.

meshio's own reader takes the first mesh for all times and the last collection for all fields.
"""
import re
from pathlib import Path
from xml.etree import ElementTree

import h5py
import numpy as np

from .mesh import Mesh, State, Step, series
from .source import InputError

CENTRES = {"node": "points", "cell": "cells"}
TYPES = {"Float": "f", "Int": "i", "UInt": "u", "Char": "i", "UChar": "u"}


class Xdmf:
    def __init__(self, path):
        self.path = Path(path)
        try:
            self.root = ElementTree.parse(path).getroot()
        except (ElementTree.ParseError, OSError) as error:
            raise InputError(f"{path}: expected XDMF, found none that can be read ({error})") from error
        self.files = {}
        self.meshes = {}  # the last one, by what the file says of it

    def refuse(self, expected, found, advice="write the series again, or as .vtu files"):
        raise InputError(f"{self.path}: expected {expected}, found {found}; {advice}")

    def numbers(self, item):
        """The array of a DataItem."""
        if item.get("Reference"):
            return self.numbers(self.root.find("." + item.get("Reference").removeprefix("/Xdmf")))
        kind = item.get("ItemType", "Uniform")
        if kind == "HyperSlab":
            where, source = item
            start, step, count = self.numbers(where).reshape(3, -1).astype(int)
            return self.hyperslab(source, tuple(slice(a, a + (c - 1) * s + 1, s) for a, s, c in zip(start, step, count)))
        if kind != "Uniform":
            self.refuse("numbers as they are", f"a DataItem of the type {kind}")
        shape = [int(length) for length in item.attrib["Dimensions"].split()]
        form, text = item.get("Format", "XML"), (item.text or "").strip()
        if form == "HDF":
            return self.dataset(text)[...].reshape(shape)
        if form == "XML":
            return np.array(text.split(), dtype=float).reshape(shape)
        if form == "Binary" and item.get("Compression", "Raw") == "Raw":
            order = ">" if item.get("Endian") == "Big" else "<"
            dtype = np.dtype(order + TYPES[item.get("NumberType", "Float")] + item.get("Precision", "4"))
            return np.fromfile(self.path.parent / text, dtype, int(np.prod(shape)), offset=int(item.get("Seek", 0))).reshape(shape)
        self.refuse("numbers in HDF5, in the file, or in a raw file", f"the format {form}, compressed or another")

    def hyperslab(self, source, where):
        if source.get("Format") == "HDF":
            return self.dataset((source.text or "").strip())[where]
        return self.numbers(source)[where]

    def dataset(self, text):
        name, _, inside = text.rpartition(":")
        if name not in self.files:
            self.files[name] = h5py.File(self.path.parent / name, "r")
        return self.files[name][inside]

    def part(self, grid, tag):
        """The Geometry or Topology of a grid, its own or an included one."""
        found = grid.find(tag)
        for include in grid if found is None else []:
            if not include.tag.endswith("}include"):  # XInclude of 2001, or of 2003
                continue
            pointer = re.sub(r"/\*\[[^\]]*\]\)*$|\)$", "", include.get("xpointer", "").removeprefix("xpointer("))
            pointer = re.sub(r"^/Xdmf(?=/)", "", pointer)
            for target in self.root.findall("." + pointer):
                found = target if target.tag == tag else target.find(tag)
                if found is not None:
                    return found
        if found is None:
            self.refuse(f"a {tag} of every grid", "none")
        return found

    def mesh(self, grid):
        parts = [self.part(grid, "Geometry"), self.part(grid, "Topology")]
        key = tuple(ElementTree.tostring(part) for part in parts)
        if key not in self.meshes:
            self.meshes = {key: self.read_mesh(*parts)}
        return self.meshes[key]

    def read_mesh(self, geometry, topology):
        kind = geometry.get("GeometryType", geometry.get("Type", "XYZ")).upper()
        items = [self.numbers(item) for item in geometry.iter("DataItem") if item in list(geometry)]
        if kind in ("XY", "XYZ"):
            points = items[0].reshape(-1, len(kind))
            cells, centres = self.cells(topology, points)
            return Mesh(points, centres, cells)
        if kind in ("VXVY", "VXVYVZ"):
            axes = [item.ravel() for item in items]
        elif kind.startswith("ORIGIN_D"):
            size = topology.get("Dimensions", topology.get("NumberOfElements", "")).split()
            axes = [origin + step * np.arange(int(count)) for origin, step, count in zip(items[0], items[1], size)][::-1]
        else:
            self.refuse("points (XY, XYZ) or places along axes", f"the geometry {kind}")
        points = np.stack([each.ravel() for each in np.meshgrid(*axes[::-1], indexing="ij")][::-1], axis=1)
        return Mesh(points, points[:int(np.prod([max(1, len(axis) - 1) for axis in axes]))], [], axes)

    def cells(self, topology, points):
        """What tells cells apart, and their centres."""
        item = topology.find("DataItem")
        kind = topology.get("TopologyType", topology.get("Type", "")).lower()
        if item is None:  # points alone
            return [], points
        cells = self.numbers(item).astype(int)
        if kind == "mixed" or cells.ndim != 2:
            return [cells], np.full((int(topology.get("NumberOfElements", "0").split()[0]), points.shape[1]), np.nan)
        return [cells], points[cells].mean(axis=1)

    def fields(self, grid):
        data = {"points": {}, "cells": {}}
        for attribute in grid.findall("Attribute"):
            on = CENTRES.get(attribute.get("Center", "Node").lower())
            if on:
                data[on][attribute.get("Name", "u")] = self.numbers(attribute.find("DataItem"))
        return data

    def collections(self):
        found = [grid for grid in self.root.iter("Grid") if grid.get("GridType") == "Collection"
                 and grid.get("CollectionType", "Temporal") == "Temporal"]
        if not found:
            self.refuse("a temporal collection of grids", "none", "write a time series, as meshio.xdmf.TimeSeriesWriter "
                        "and FEniCS do")
        return found

    def time(self, grid):
        time = grid.find("Time")
        return None if time is None or time.get("Value") is None else float(time.get("Value"))

    def state(self, grids):
        """Of grids of the same time in several collections: each has fields of its own."""
        merged = {"points": {}, "cells": {}}
        mesh = self.mesh(grids[0])
        for grid in grids:
            if not mesh.same(self.mesh(grid)):
                self.refuse("all fields over one mesh", "several meshes", "write each field into a file of its own")
            for on, fields in self.fields(grid).items():
                size = len(mesh.points) if on == "points" else len(mesh.centres)
                merged[on].update({name: values.reshape(size, -1) for name, values in fields.items()})
        return State(mesh, merged)

    def trajectories(self):
        """Lists of collections: those with fields of their own belong together, those with the same fields do not."""
        found = []
        for collection in self.collections():
            grids = collection.findall("Grid")
            if not grids:
                self.refuse("grids at times", "an empty collection")
            names = {attribute.get("Name", "u") for attribute in grids[0].findall("Attribute")}
            times = [self.time(grid) for grid in grids]
            for trajectory in found:
                if not trajectory["names"] & names and trajectory["times"] == times:
                    trajectory["names"] |= names
                    trajectory["rows"].append(grids)
                    break
            else:
                found.append({"names": names, "times": times, "rows": [grids]})
        return found


def read(path, wanted=None, variables=()):
    """A source for each trajectory."""
    xdmf = Xdmf(path)

    def state(grids, time):
        try:
            return xdmf.state(grids)
        except (KeyError, OSError, ValueError, IndexError, TypeError, AttributeError) as error:
            raise InputError(f"{path}: expected a whole series, found at the time {time}: {type(error).__name__}: "
                             f"{error}; keep the .h5 files beside it, or write it again") from error

    found = xdmf.trajectories()
    for number, trajectory in enumerate(found):
        name = f"{path}-{number}" if len(found) > 1 else str(path)
        steps = [Step(f"{name} (time {time})", lambda grids=grids, time=time: state(grids, time), time)
                 for time, *grids in zip(trajectory["times"], *trajectory["rows"])]
        yield series(name, steps, wanted, variables)
