#!/usr/bin/python3
"""trajectories.xmf, forecast.xmf and ensemble.xmf: parsed, and what they refer to read with h5py; read by VTK's reader where there is
one (ParaView's Python brings it; Debian's own VTK comes without)."""

import unittest
import xml.etree.ElementTree

import h5py
import numpy as np

import harness

try:
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkCommonExecutionModel import vtkStreamingDemandDrivenPipeline
    from vtkmodules.vtkIOXdmf2 import vtkXdmfReader
except ImportError:
    vtkXdmfReader = None


def numbers(text):
    return [int(word) for word in text.split()]


def values_of(item, folder):
    """What a DataItem stands for; a hyperslab's own dimensions come last."""
    shape = numbers(item.get("Dimensions"))
    if item.get("ItemType") == "HyperSlab":
        selection, source = item
        rank = len(numbers(source.get("Dimensions")))
        start, stride, count = np.reshape(numbers(selection.text), (3, rank))
        path, name = source.text.split(":")
        with h5py.File(folder / path) as file:
            dataset = file[name]
            assert dataset.shape == tuple(numbers(source.get("Dimensions"))), (name, dataset.shape)
            assert dataset.dtype == f"float{8 * int(source.get('Precision'))}", name
            part = tuple(slice(first, first + every * many, every) for first, every, many in zip(start, stride, count))
            return dataset[part].reshape(shape)
    return np.array(item.text.split(), float).reshape(shape)


def series_of(path):
    """{name: [(time, axes, {name: values}, units)]} of an XDMF file."""
    found = {}
    for collection in xml.etree.ElementTree.parse(path).getroot().find("Domain"):
        assert collection.get("CollectionType") == "Temporal"
        found[collection.get("Name")] = [
            (float(grid.find("Time").get("Value")),
             [values_of(item, path.parent) for item in grid.findall("Geometry/DataItem")],
             {field.get("Name"): values_of(field.find("DataItem"), path.parent) for field in grid.findall("Attribute")},
             {information.get("Value") for information in grid.findall("Attribute/Information")})
            for grid in collection.findall("Grid")]
    return found


class XDMF(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(harness.scratch_folder())
        cls.line = harness.finished_run(folder / "line", 2, forecast__in_sample=3, reduction__latent=2)
        cls.plane = harness.finished_run(folder / "plane", 1, harness.SPIRALS, **harness.ENSEMBLE)

    def check(self, made, truth, name, trajectory, shape, predicted=None):
        """A series against the trajectory of a group of trajectories.h5, and of forecast.h5."""
        group = truth[name]
        every = -(-len(group["time"]) // len(made))
        for index, (time, axes, fields, units) in zip(range(0, len(group["time"]), every), made, strict=True):
            self.assertEqual((time, units), (group["time"][index], {"1"}))
            n = shape[0] * shape[1]
            np.testing.assert_array_equal(axes[0], group["x"][:shape[1]])
            np.testing.assert_array_equal(axes[1], group["y"][:n:shape[1]] if "y" in group else [0])
            true = {f"{component}{' true' if predicted else ''}": group["u"][trajectory, index, n * i:n * (i + 1)]
                    for i, component in enumerate("uv")}
            guess = {component: predicted["u_predicted"][trajectory, index, n * i:n * (i + 1)]
                     for i, component in enumerate("uv")} if predicted else {}
            self.assertEqual(set(fields), set(true) | set(guess))
            for key, values in {**true, **guess}.items():
                np.testing.assert_array_equal(fields[key], values.reshape(shape))

    def check_run(self, directory, shape, splits, groups):
        self.assertLess((directory / "forecast.xmf").stat().st_size, 1 << 20)
        with h5py.File(directory / "trajectories.h5") as truth, h5py.File(directory / "forecast.h5") as results:
            made = series_of(directory / "trajectories.xmf")
            self.assertEqual(list(made), [f"{name}, trajectory {i}" for name, count in splits for i in range(count)])
            for name, count in splits:
                for i in range(count):
                    self.check(made[f"{name}, trajectory {i}"], truth, name, i, shape)
            made = series_of(directory / "forecast.xmf")
            self.assertEqual(list(made), [f"{group}, trajectory {i}" for group, _, count in groups
                                          for i in range(count)])
            for group, name, count in groups:
                for i in range(count):
                    self.check(made[f"{group}, trajectory {i}"], truth, name, i, shape, results[group])

    def test_line(self):
        self.check_run(self.line, (1, 21), [("train", 1), ("validation", 1), ("test", 1)],
                       [("z2", "test", 1), ("full", "test", 1),
                        ("z2-in-sample", "train", 1), ("full-in-sample", "train", 1)])

    def test_plane(self):
        self.check_run(self.plane, (16, 16), [("train", 1), ("validation", 1), ("test", 1)],
                       [("z2", "test", 2), ("z2-in-sample", "train", 2)])

    def test_ensemble(self):
        made = series_of(self.plane / "ensemble.xmf")
        self.assertEqual(list(made), [f"z2, initial condition {i}" for i in range(2)])
        with h5py.File(self.plane / "ensemble.h5") as file:
            group = file["z2"]
            for i, series in enumerate(made.values()):
                for index, (time, _, fields, _) in enumerate(series):
                    self.assertEqual(time, group["time"][index])
                    self.assertEqual(len(fields), 8)
                    for name in ("mean", "standard_deviation", "control", "truth"):
                        for c, component in enumerate("uv"):
                            np.testing.assert_array_equal(fields[f"{component} {name}"].ravel(),
                                                          group[name][i, index, 256 * c:256 * (c + 1)])

    def test_in_vtk(self):
        """Reads what the others read."""
        if vtkXdmfReader is None:
            print("no vtkXdmfReader here")
            return
        for directory, dimensions in (self.line, (21, 1, 1)), (self.plane, (16, 16, 1)):
            expected = series_of(directory / "forecast.xmf")
            reader = vtkXdmfReader()
            reader.SetFileName(str(directory / "forecast.xmf"))
            reader.UpdateInformation()
            times = reader.GetOutputInformation(0).Get(vtkStreamingDemandDrivenPipeline.TIME_STEPS())
            self.assertEqual(list(times), sorted({made[0] for series in expected.values() for made in series}))
            reader.UpdateTimeStep(times[7])
            blocks = reader.GetOutputDataObject(0)
            self.assertEqual(blocks.GetNumberOfBlocks(), len(expected))
            for number, (name, series) in enumerate(expected.items()):
                grid = blocks.GetBlock(number)
                _, (x, y), fields, _ = series[7]
                self.assertEqual(blocks.GetMetaData(number).Get(blocks.NAME()), name)
                self.assertEqual(grid.GetDimensions(), dimensions)
                np.testing.assert_array_equal(vtk_to_numpy(grid.GetXCoordinates()), x)
                np.testing.assert_array_equal(vtk_to_numpy(grid.GetYCoordinates()), y)
                for key, values in fields.items():
                    np.testing.assert_array_equal(vtk_to_numpy(grid.GetPointData().GetArray(key)), values.ravel())


if __name__ == "__main__":
    unittest.main(verbosity=2)
