#!/usr/bin/python3
"""postprocess/convert.py: formats that `lhits import` reads by the libraries made for them, number by number."""

import json
import os
import re
import shlex
import signal
import subprocess
import time
import unittest
import warnings

import h5py
import meshio
import numpy as np
import pandas
import xarray
import zarr

import harness

CONVERT = harness.DECK.parents[2] / "postprocess" / "convert.py"
TIME = np.arange(21) * 0.5
X, Y = np.linspace(0, 1, 5), np.arange(4.0) ** 2
RANDOM = np.random.default_rng(1)
POINTS = np.column_stack([RANDOM.uniform(size=(30, 2)), np.zeros(30)])
CELLS = np.column_stack([np.arange(28), np.arange(1, 29), np.arange(2, 30)])


def field(number, time=TIME):
    """On the grid, (time, y, x)."""
    return np.sin(X + 0.3 * Y[:, None] - time[:, None, None] + number)


def pressure(number):
    return np.sin(3 * POINTS[:, 0] + POINTS[:, 1] - TIME[:, None] + number)


def velocity(number):
    """(time, point, direction)."""
    return np.stack([pressure(number) * 2, pressure(number + 0.5), np.cos(pressure(number))], axis=-1)


def energy(number):
    return pressure(number)[:, CELLS[:, 0]] ** 2


def mesh(number, k, moved=0.0):
    return meshio.Mesh(POINTS + moved, [("triangle", CELLS)], {"p": pressure(number)[k], "vel": velocity(number)[k]},
                       {"e": [energy(number)[k]]})


def dataset(number):
    return xarray.Dataset({"u": (("time", "y", "x"), field(number), {"units": "K"}),
                           "depth": (("y", "x"), np.ones((4, 5)))},
                          {"time": ("time", TIME, {"units": "s"}), "y": ("y", Y, {"units": "m"}), "x": X}, {"mu": 0.1 * number})


def table():
    rows = [(t, x, np.sin(x - t), np.float32(x + t)) for t in TIME for x in X]
    return pandas.DataFrame(rows, columns=["t", "x", "u", "v"])


class Convert(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())

    def run_it(self, *arguments, status=0):
        """What it says; nothing is left beside the output."""
        before = {path.name for path in self.folder.iterdir()}
        done = subprocess.run(["/usr/bin/python3", "-B", CONVERT, *map(str, arguments)], cwd=self.folder, text=True,
                              env={**harness.environment(), "LHITS": harness.LHITS}, capture_output=True, timeout=100)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, status, said)
        new = {path.name for path in self.folder.iterdir()} - before
        self.assertEqual(new, {"o.h5"} if status == 0 else set(), said)
        return said

    def components(self, trajectory=0):
        """{name: (time, places)} of o.h5, which is removed."""
        with h5py.File(self.folder / "o.h5") as file:
            owner, u = file["component"][:], file["u"][trajectory]
            found = {name: u[:, owner == i] for i, name in enumerate(file["component"].attrs["names"].split())}
            self.places = {axis: file[axis][owner == 0] for axis in ("x", "y") if axis in file}
            self.units, self.attributes = dict(time=file["time"].attrs["units"]), dict(file["state"].attrs)
        return found

    def check(self, trajectory=0, **wanted):
        found = self.components(trajectory)
        for name, values in wanted.items():
            np.testing.assert_array_equal(found[name], values.reshape(len(values), -1).astype("f4"), name)
        self.assertEqual(set(found), set(wanted))

    def free(self):
        (self.folder / "o.h5").unlink()

    def test_zarr(self):
        for number in range(2):
            dataset(number).to_zarr(self.folder / f"s{number}.zarr", encoding={"u": {"chunks": (8, 3, 5)}})
        with zarr.ZipStore(self.folder / "s.zarr.zip", mode="w") as store, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset(0).to_zarr(store)
        self.run_it("-o", "o.h5", "s0.zarr", "s1.zarr/", "--parameters", "mu")
        for number in range(2):
            self.check(number, u=field(number))
        np.testing.assert_array_equal(self.places["y"].reshape(4, 5)[:, 0], Y)
        self.assertEqual((self.units["time"], tuple(self.attributes["shape"])), ("s", (4, 5)))
        self.free()
        self.run_it("-o", "o.h5", "s.zarr.zip")
        self.check(u=field(0))

    def test_zarr_in_groups(self):
        """One trajectory a group, as import has it of groups in HDF5."""
        for number in range(2):
            dataset(number).drop_vars("depth").to_zarr(self.folder / "runs.zarr", group=f"run{number}", mode="a")
        self.run_it("-o", "o.h5", "runs.zarr")
        for number in range(2):
            self.check(number, u=field(number))

    def test_inputs_of_the_same_name(self):
        for number in range(2):
            dataset(number).to_zarr(self.folder / f"run{number}" / "s.zarr")
        self.run_it("-o", "o.h5", *(self.folder / f"run{number}" / "s.zarr" for number in range(2)))
        for number in range(2):
            self.check(number, u=field(number))

    def test_zarr_that_is_not_whole(self):
        dataset(0).to_zarr(self.folder / "s.zarr", encoding={"u": {"chunks": (8, 4, 5)}})
        (self.folder / "s.zarr" / "u" / "1.0.0").write_bytes(b"cut")
        self.assertIn("convert.py: s.zarr: expected values that can be read", self.run_it("-o", "o.h5", "s.zarr", status=2))
        (self.folder / "s.zarr" / "u" / "1.0.0").unlink()
        said = self.run_it("-o", "o.h5", "s.zarr", status=2)
        self.assertIn("convert: s.zarr: u: 1 of 3 chunks are not there, and are nan everywhere", said)
        self.assertIn("time index 8", said)

    def test_zarr_without_names(self):
        """Arrays of the library zarr alone: zero is a number there, not a missing one."""
        group = zarr.open_group(str(self.folder / "plain.zarr"), mode="w")
        values = field(0)[:, 0] * (X > 0)
        group.array("u", values, chunks=(4, 5), fill_value=0)
        group.array("names", np.array(["a", "b"]))
        said = self.run_it("-o", "o.h5", "plain.zarr", "--dt", "0.5", "--variables", "u", status=2)
        self.assertIn("names is left out", said)
        command = re.search(r"for 21 times of 5 points: (.*?);", said).group(1)
        self.assertIn("convert.py --output", command)
        self.run_it(*shlex.split(command)[2:])
        self.check(u=values)

    def test_the_command_that_import_prints(self):
        dataset(0).to_zarr(self.folder / "my store.zarr")
        status, text = harness.run(1, "import", "-o", "o.h5", "--units", "u=degC", "my store.zarr", cwd=self.folder)
        self.assertEqual(status, 2)
        command = re.search(r"bring it in with: (.*)$", text).group(1)
        self.assertEqual(shlex.split(command)[1], str(CONVERT))
        subprocess.run(command, shell=True, check=True, cwd=self.folder, capture_output=True,
                       env={**harness.environment(), "LHITS": harness.LHITS})
        self.check(u=field(0))

    def test_series_of_vtu(self):
        """Two trajectories in the order of their numbers; vectors by component; cells where they are asked for."""
        for number in range(2):
            (self.folder / f"run{number}").mkdir()
            for k in range(len(TIME)):
                mesh(number, k).write(self.folder / f"run{number}" / f"u_{k}.vtu")
        files = sorted(path.relative_to(self.folder) for path in self.folder.glob("run*/*.vtu"))
        said = self.run_it("-o", "o.h5", *files, "--dt", "0.5")
        self.assertIn("data of cells are left out: e (--data cells takes them)", said)
        for number in range(2):
            self.check(number, p=pressure(number), **dict(zip(("vel_x", "vel_y", "vel_z"), velocity(number).transpose(2, 0, 1))))
        np.testing.assert_array_equal(self.places["y"], POINTS[:, 1])
        self.free()
        listed = "".join(f'<DataSet timestep="{t}" part="0" file="run0/u_{k}.vtu"/>' for k, t in enumerate(TIME))
        (self.folder / "a.pvd").write_text(f'<VTKFile type="Collection"><Collection>{listed}</Collection></VTKFile>')
        self.run_it("-o", "o.h5", "a.pvd", "--data", "cells")
        self.check(e=energy(0))
        np.testing.assert_allclose(self.places["x"], POINTS[CELLS, 0].mean(axis=1))
        self.free()
        files = [{"name": f"run1/u_{k}.vtu", "time": t} for k, t in enumerate(TIME)]
        (self.folder / "a.vtu.series").write_text(json.dumps({"file-series-version": "1.0", "files": files}))
        self.run_it("-o", "o.h5", "a.vtu.series", "--variables", "p")
        self.check(p=pressure(1))

    def test_mesh_that_changes(self):
        for k in range(3):
            mesh(0, k, moved=0.1 * (k == 2)).write(self.folder / f"u_{k}.vtu")
        said = self.run_it("-o", "o.h5", "u_0.vtu", "u_1.vtu", "u_2.vtu", "--dt", "1", status=2)
        self.assertRegex(said, "\nconvert.py: u_2.vtu: expected the mesh of u_0.vtu .*; interpolate all states to one mesh")
        self.assertEqual(said.count("\n"), 2)  # and that cells are left out

    def test_xdmf(self):
        """As meshio writes it, and as FEniCS does: the mesh in the first grid, or two fields in collections of their own."""
        os.chdir(self.folder)  # where the numbers go
        with meshio.xdmf.TimeSeriesWriter("a.xdmf") as writer:
            writer.write_points_cells(POINTS, [("triangle", CELLS)])
            for k, t in enumerate(TIME):
                writer.write_data(t, point_data={"p": pressure(0)[k]}, cell_data={"e": [energy(0)[k]]})
        os.chdir("/")
        self.run_it("-o", "o.h5", "a.xdmf", "--variables", "e")
        self.check(e=energy(0))
        self.free()
        with h5py.File(self.folder / "f.h5", "w") as file:
            file["points"], file["cells"], file["other"] = POINTS[:, :2], CELLS, POINTS[:, :2] + 1
            for k in range(len(TIME)):
                file[f"p/{k}"], file[f"vel/{k}"] = pressure(0)[k][:, None], velocity(0)[k]

        def item(name, shape):
            return f'<DataItem Format="HDF" Dimensions="{shape}">f.h5:/{name}</DataItem>'

        def uniform(places="points"):
            return (f'<Topology TopologyType="Triangle">{item("cells", "28 3")}</Topology>'
                    f'<Geometry GeometryType="XY">{item(places, "30 2")}</Geometry>')

        def series(name, mesh_of, columns):
            grids = [f'<Grid Name="{name}">{mesh_of(k)}<Time Value="{t}"/><Attribute Name="{name}" Center="Node">'
                     f'{item(f"{name}/{k}", f"30 {columns}")}</Attribute></Grid>' for k, t in enumerate(TIME)]
            return f'<Grid Name="{name}" GridType="Collection" CollectionType="Temporal">{"".join(grids)}</Grid>'

        def write(body):
            (self.folder / "f.xdmf").write_text(f'<Xdmf Version="3.0" xmlns:xi="http://www.w3.org/2001/XInclude"><Domain>'
                                                f'{body}</Domain></Xdmf>')

        first = '<xi:include xpointer="xpointer(//Grid[@Name=&quot;p&quot;]/Grid[1]/*[self::Topology or self::Geometry])"/>'
        write(series("p", lambda k: first if k else uniform(), 1))
        self.run_it("-o", "o.h5", "f.xdmf")
        self.check(p=pressure(0))
        self.free()
        apart = '<xi:include xpointer="xpointer(/Xdmf/Domain/Grid[1]/*[self::Topology or self::Geometry])"/>'
        write(f'<Grid Name="mesh" GridType="Uniform">{uniform()}</Grid>'
              + series("p", lambda _: apart, 1) + series("vel", lambda _: apart, 3))
        self.run_it("-o", "o.h5", "f.xdmf")
        self.check(p=pressure(0), **dict(zip(("vel_x", "vel_y", "vel_z"), velocity(0).transpose(2, 0, 1))))
        self.free()
        write(series("p", lambda k: uniform("other" if k == 3 else "points"), 1))
        said = self.run_it("-o", "o.h5", "f.xdmf", status=2)
        self.assertIn("f.xdmf (time 1.5): expected the mesh of f.xdmf (time 0.0)", said)

    def test_xdmf_of_lhits(self):
        """On a grid, a collection for each trajectory."""
        run = self.folder / "run"
        harness.output_of(1, "generate", harness.SPIRALS, *harness.overrides(run))
        self.run_it("-o", "o.h5", "run/trajectories.xmf", "--steps", "20")  # as many as those for training have
        with h5py.File(run / "trajectories.h5") as file, h5py.File(self.folder / "o.h5") as made:
            states = {group: file[group]["u"][0] for group in ("train", "validation", "test")}
            self.assertEqual(len(made["u"]), 3)
            for u, of in zip(made["u"], states.values()):
                np.testing.assert_array_equal(u, of[:21])
            np.testing.assert_array_equal(made["y"], file["y"])
            self.assertEqual(tuple(made["state"].attrs["shape"]), (16, 16))

    def test_tables(self):
        table().to_csv(self.folder / "a.csv.gz", index=False)
        self.run_it("-o", "o.h5", "a.csv.gz")
        u, v = (table()[name].to_numpy().reshape(21, 5) for name in ("u", "v"))
        self.check(u=u, v=v)
        self.free()
        runs = pandas.concat([table().assign(run=run, u=table()["u"] + run, site="A") for run in (3, 7)])
        runs["t"] = pandas.Timestamp("2020-02-01") + pandas.to_timedelta(runs["t"], "h")
        runs.rename(columns={"t": "when"}).to_csv(self.folder / "runs.csv", index=False)
        said = self.run_it("-o", "o.h5", "runs.csv", "--trajectory", "run")
        self.assertIn("columns of text are left out: site", said)
        self.check(0, u=u + 3, v=v)
        self.check(1, u=u + 7, v=v)
        self.assertEqual(self.units["time"], "s")
        self.free()
        profiles = pandas.DataFrame(field(0)[:, 0], columns=[f"{x:g}" for x in X])  # names that could be a row
        profiles.to_csv(self.folder / "p.csv.gz", index=False)
        self.run_it("-o", "o.h5", "p.csv.gz", "--dimensions", "time,x", "--dt", "0.5")
        self.check(u=field(0)[:, 0])

    def test_compression_that_hdf5_lacks(self):
        with h5py.File(self.folder / "lzf.h5", "w") as file:
            for name, places in (("time", TIME), ("x", X)):
                file[name] = places
                file[name].make_scale(name)
            u = file.create_dataset("fields/u", data=field(0)[:, 0], chunks=(4, 5), compression="lzf")
            u.dims[0].attach_scale(file["time"])
            u.dims[1].attach_scale(file["x"])
        self.run_it("-o", "o.h5", "lzf.h5", "--units", "u=K")
        self.check(u=field(0)[:, 0])
        np.testing.assert_array_equal(self.places["x"], X)

    def test_options_are_those_of_import(self):
        mine = subprocess.run(["/usr/bin/python3", "-B", CONVERT, "--help"], capture_output=True, text=True, check=True).stdout
        of_import = set(re.findall(r"^ +(?:-o,|-h,)?(--[\w-]+)", harness.output_of(1, "import", "--help"), re.MULTILINE))
        self.assertGreater(len(of_import), 10)
        self.assertEqual({option for option in of_import if not re.search(rf"^ .*{option}\b", mine, re.MULTILINE)}, set())

    def test_refusals(self):
        """One line each, and nothing is left."""
        (self.folder / "is_there.h5").write_text("")
        (self.folder / "empty.zarr").mkdir()
        (self.folder / "bad.vtu").write_text("<VTKFile")
        (self.folder / "bad.pvd").write_text("<VTK")
        (self.folder / "bad.xdmf").write_text("<Xdmf/>")
        (self.folder / "bad.h5").write_text("no HDF5")
        (self.folder / "bad.csv").write_text("a,b\nred,blue\n")
        (self.folder / "a.pkl").write_text("anything")
        np.save(self.folder / "a.npy", X)
        for words, *arguments in [
                ("is_there.h5; remove it", "-o", "is_there.h5", "empty.zarr"), ("none.zarr: expected", "none.zarr"),
                ("empty.zarr: expected a Zarr store", "empty.zarr"), ("bad.vtu: expected a whole file", "bad.vtu"),
                ("bad.pvd: expected a collection", "bad.pvd"), ("bad.xdmf: expected a temporal collection", "bad.xdmf"),
                ("bad.h5: expected HDF5", "bad.h5"), ("bad.csv: expected columns of numbers", "bad.csv"),
                ("a.pkl: expected numbers, found a pickle", "a.pkl"), ("lhits import -o o.h5 a.npy", "a.npy"),
                ("expected the program lhits", "--lhits", "nowhere", "bad.h5")]:
            said = self.run_it(*([] if "-o" in arguments else ["-o", "o.h5"]), *arguments, status=2)
            self.assertRegex(said, r"\Aconvert.py: .*\n\Z")
            self.assertIn(words, said)

    def test_stopped(self):
        """By a signal while import runs: nothing is left."""
        dataset(0).to_zarr(self.folder / "s.zarr")
        waits = self.folder / "lhits"
        waits.write_text("#!/bin/sh\ntouch \"$(dirname \"$0\")/started\"\nexec sleep 100\n")
        waits.chmod(0o755)
        process = subprocess.Popen(["/usr/bin/python3", "-B", CONVERT, "-o", "o.h5", "s.zarr", "--lhits", waits],
                                   cwd=self.folder, start_new_session=True)
        end = time.monotonic() + harness.PATIENCE
        while not (self.folder / "started").exists():
            self.assertTrue(process.poll() is None and time.monotonic() < end)
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGTERM)
        self.assertNotEqual(process.wait(harness.PATIENCE), 0)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"s.zarr", "lhits", "started"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
