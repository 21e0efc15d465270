"""The files of VTK: .vtu and .vtk by meshio or VTK, grids and parallel ones by VTK, .pvd and .series as the lists that they are."""
import importlib
import json
import re
from xml.etree import ElementTree

import numpy as np

from .mesh import Mesh, State, Step, series
from .source import InputError, need

BY_MESHIO = {".vtu": "vtu", ".vtk": "vtk"}
BY_VTK = {".vtu": "vtkXMLUnstructuredGridReader", ".pvtu": "vtkXMLPUnstructuredGridReader",
          ".vti": "vtkXMLImageDataReader", ".pvti": "vtkXMLPImageDataReader", ".vtr": "vtkXMLRectilinearGridReader",
          ".vts": "vtkXMLStructuredGridReader", ".vtp": "vtkXMLPolyDataReader",
          ".vtk": "vtkGenericDataObjectReader"}
LAST_NUMBER = re.compile(r"^(.*?)(\d+(?:\.\d+)?)(\D*)$")


def read_by_meshio(path, meshio):
    try:
        found = getattr(meshio, BY_MESHIO[path.suffix]).read(str(path))
    except Exception as error:  # whatever is wrong inside
        raise InputError(f"{path}: expected a whole file of VTK, found none that meshio can read "
                         f"({type(error).__name__}: {error}); with 'pip install vtk' VTK reads it") from error
    cells = [block.data for block in found.cells]
    centres = [found.points[block].mean(axis=1) for block in cells]
    data = {"points": dict(found.point_data),
            "cells": {name: np.concatenate(blocks) for name, blocks in found.cell_data.items()}}
    time = found.field_data.get("TimeValue")
    return State(Mesh(found.points, np.concatenate(centres) if centres else found.points[:0], cells), data,
                 None if time is None else float(np.ravel(time)[0]))


def read_by_vtk(path, vtk):
    from vtk.util.numpy_support import vtk_to_numpy as numbers  # noqa: PLC0415 (only where VTK is)
    vtk.vtkObject.GlobalWarningDisplayOff()
    reader = getattr(vtk, BY_VTK[path.suffix])()
    reader.SetFileName(str(path))
    reader.Update()
    found = reader.GetOutput()
    if found is None or not hasattr(found, "GetPointData") or found.GetNumberOfPoints() == 0:
        raise InputError(f"{path}: expected a whole file of VTK with points, found none that VTK can read")
    centres = vtk.vtkCellCenters()
    centres.SetInputData(found)
    centres.Update()
    axes = axes_of(found, numbers)
    cells = [numbers(found.GetCells().GetConnectivityArray())] if found.IsA("vtkUnstructuredGrid") else []
    points = np.stack([each.ravel() for each in np.meshgrid(*axes[::-1], indexing="ij")][::-1], axis=1) if axes \
        else numbers(found.GetPoints().GetData())
    data = {}
    for on, held in (("points", found.GetPointData()), ("cells", found.GetCellData())):
        arrays = [held.GetArray(i) for i in range(held.GetNumberOfArrays())]
        data[on] = {array.GetName(): numbers(array) for array in arrays if array is not None}
    time = found.GetFieldData().GetArray("TimeValue")
    of_cells = centres.GetOutput().GetPoints()
    return State(Mesh(points, numbers(of_cells.GetData()) if of_cells else points[:0], cells, axes), data,
                 None if time is None else float(time.GetTuple(0)[0]))


def axes_of(found, numbers):
    """Of a grid along the axes: the places along x, y and z."""
    if found.IsA("vtkRectilinearGrid"):
        return [numbers(getattr(found, f"Get{axis}Coordinates")()).astype(float) for axis in "XYZ"]
    if not found.IsA("vtkImageData"):
        return None
    extent = found.GetExtent()
    return [origin + step * np.arange(low, high + 1) for origin, step, low, high
            in zip(found.GetOrigin(), found.GetSpacing(), extent[::2], extent[1::2])]


def read_state(path):
    if not path.is_file():
        raise InputError(f"{path}: expected a file of VTK, found none")
    if path.suffix not in BY_VTK:
        raise InputError(f"{path}: expected {' '.join(BY_VTK)}, found {path.suffix or 'another'}; write one of them")
    for module, reads in (("meshio", path.suffix in BY_MESHIO), ("vtk", True)):
        try:
            library = importlib.import_module(module)
        except ImportError:
            continue
        if reads:
            return (read_by_meshio if module == "meshio" else read_by_vtk)(path, library)
    return need(path, "meshio", "meshio", "python3-meshio") if path.suffix in BY_MESHIO \
        else need(path, "vtk", "vtk", "python3-vtk9")


def series_of(paths):
    """[(name, paths of one series)]: files of a folder whose names differ in their last number, by that number."""
    found = {}
    for path in paths:
        parts = LAST_NUMBER.match(path.name)
        begin, number, end = parts.groups() if parts else (path.name, "0", "")
        name = path.with_name(f"{begin}*{end}") if parts else path
        found.setdefault(name, []).append((float(number), path))
    return [(str(name if len(files) > 1 else files[0][1]), [path for _, path in sorted(files)])
            for name, files in found.items()]


def read_files(name, paths, wanted=None, variables=()):
    steps = [Step(str(path), lambda path=path: read_state(path)) for path in paths]
    return series(name, steps, wanted, variables)


def files_at_times(path):
    """[(time or None, file)] of a collection."""
    if path.suffix == ".series":
        entries = json.loads(path.read_text())["files"]
        return [(float(entry["time"]), path.parent / entry["name"]) for entry in entries]
    entries = ElementTree.parse(path).getroot().findall(".//DataSet")
    return [(float(entry.attrib["timestep"]) if "timestep" in entry.attrib else None, path.parent / entry.attrib["file"])
            for entry in entries]


def read_collection(path, wanted=None, variables=()):
    """A .pvd, or a .series as newer ParaView and OpenFOAM write it."""
    try:
        found = files_at_times(path)
    except (ElementTree.ParseError, KeyError, ValueError, TypeError, OSError) as error:
        raise InputError(f"{path}: expected a collection of files at times, found none that can be read "
                         f"({type(error).__name__}: {error})") from error
    if not found:
        raise InputError(f"{path}: expected files at times, found an empty collection")
    times = [time for time, _ in found if time is not None]
    if len(set(times)) < len(times):
        raise InputError(f"{path}: expected one file for each time, found several for a time: parts of one mesh; write "
                         "one file a time (in ParaView: Merge Blocks, Save Data)")
    steps = [Step(str(file), lambda file=file: read_state(file), time) for time, file in found]
    return series(str(path), steps, wanted, variables)
