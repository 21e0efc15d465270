"""Files as MATLAB, SciPy and h5py write them, mostly without names of dimensions: write_matlab.py FOLDER.

u at time index t and column x is 100 t + x; 6 times 0.5 apart, 5 columns on [0, 1], 4 rows on [2, 5]: w has 10 y more.
"""
import pathlib
import sys

import h5py
import numpy as np
import scipy.io
import scipy.sparse

folder = pathlib.Path(sys.argv[1])
times, columns, rows = np.arange(6) * 0.5, np.linspace(0, 1, 5), np.linspace(2, 5, 4)
u = 100.0 * np.arange(6)[:, None] + np.arange(5)  # (time, x)
w = 100.0 * np.arange(6)[:, None, None] + 10 * np.arange(4)[:, None] + np.arange(5)  # (time, y, x)
three = np.stack([u.T, u.T + 1000, u.T + 2000])  # (trajectory, x, time)
line = {"x": columns[None, :], "t": times[:, None]}


def matlab_5(name, arrays, **options):
    scipy.io.savemat(folder / name, arrays, **options)


def matlab_73(name, arrays, **more):
    """As MATLAB's save -v7.3: reversed dimensions, a user block of 512 bytes, attributes with the class."""
    classes = {"f": {4: "single", 8: "double"}, "c": {16: "double"}, "i": {4: "int32"}, "u": {2: "char"}, "b": {1: "logical"}}
    with h5py.File(folder / name, "w", userblock_size=512) as file:
        for key, values in {**arrays, **more}.items():
            values = np.asarray(values)
            stored = values.T
            if values.dtype.kind == "c":
                stored = np.zeros(values.T.shape, [("real", "f8"), ("imag", "f8")])
                stored["real"], stored["imag"] = values.T.real, values.T.imag
            made = file.create_dataset(key, data=stored.astype("u1") if values.dtype == bool else stored)
            made.attrs["MATLAB_class"] = np.bytes_(classes[values.dtype.kind][values.dtype.itemsize])
        file["#refs#/a"] = u
        file["cell"] = np.array([file["#refs#/a"].ref], h5py.ref_dtype)
        file["cell"].attrs["MATLAB_class"] = np.bytes_("cell")
        file["nothing"] = np.array([0, 3], "u8")
        file["nothing"].attrs.update({"MATLAB_class": np.bytes_("double"), "MATLAB_empty": np.uint8(1)})
    with open(folder / name, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")


for compressed in (False, True):
    end = "_packed.mat" if compressed else ".mat"
    matlab_5("line" + end, {**line, "u": u.T}, do_compression=compressed)
    matlab_5("rows" + end, {**line, "u": u}, do_compression=compressed)
    matlab_5("struct" + end, {"data": {**line, "u": u.T, "name": "n"}}, do_compression=compressed)
    matlab_5("complex" + end, {**line, "psi": u.T * (1 + 2j)}, do_compression=compressed)
    for kind in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"):
        matlab_5(kind + end, {**line, "u": (u.T / 10).astype(kind)}, do_compression=compressed)
matlab_5("four.mat", {**line, "u": u.T}, format="4")
matlab_5("others.mat", {**line, "u": u.T, "text": "abc", "cell": np.array([u, "a"], object), "sparse": scipy.sparse.csc_matrix(u),
                        "flag": u.T > 3, "nothing": np.zeros((0, 3)), "number": 3.0, "energy": times[None, :], "square": np.eye(6),
                        "structs": np.array([(1, 2), (3, 4)], [("a", "O"), ("b", "O")])})
matlab_73("line73.mat", line, u=u.T, note=np.array([[65], [66]], "u2"), flag=u.T > 3)
matlab_73("complex73.mat", line, psi=u.T * (1 + 2j))
plane = {"x": columns, "y": rows, "t": times}
matlab_5("plane.mat", {**plane, "w": w.transpose(2, 1, 0)})
matlab_73("plane73.mat", {name: values[None, :] for name, values in plane.items()}, w=w.transpose(2, 1, 0))
matlab_73("three73.mat", line, u=three)
matlab_5("three.mat", {**line, "u": three, "nu": np.array([[1.0, 2, 3]])})
matlab_5("square.mat", {"x": columns, "t": times[:5], "u": u[:5].T})
matlab_5("alone.mat", {"u": u.T})
matlab_5("places.mat", {"x": columns, "u": u.T})
matlab_5("span.mat", {"x": columns, "tspan": np.array([0, 2.5]), "u": u.T})
matlab_5("two_times.mat", {"x": columns, "t": 2.5, "tt": times, "uu": u.T, "u": columns[:, None]})
X, T = np.meshgrid(columns, times[:5])
matlab_5("mesh.mat", {"X": X, "T": T, "u": u[:5]})
matlab_5("mesh_turned.mat", {"X": X.T, "T": T.T, "u": u[:5].T})
X, Y = np.meshgrid(columns, rows)
matlab_5("mesh_plane.mat", {"X": X, "Y": Y, "t": times, "w": w.transpose(1, 2, 0)})
matlab_5("points.mat", {"x": columns ** 2, "y": 1 - columns, "t": times, "u": u})
matlab_5("curves.mat", {"t": times, "x": times ** 2, "y": times ** 3})
matlab_5("ode.mat", {"t": times, "y": u[:, :3]})

np.savez(folder / "line.npz", **line, u=u.T)
np.savez(folder / "loaded.npz", **{k: v for k, v in scipy.io.loadmat(folder / "line.mat").items() if k[0] != "_"})
np.savez(folder / "square.npz", x=columns, t=times[:5], u=u[:5])
np.savez(folder / "alone.npz", u=u)
np.savez(folder / "temperature.npz", t=times, x=columns, T=u)
np.savez_compressed(folder / "complex.npz", t=times, x=columns, psi=(u * (1 + 2j)).astype(">c8"), V=u)
np.savez(folder / "others.npz", t=times, x=columns, u=u, object=np.array([None, 1], object), text=np.array(["a"]), flag=u > 3,
         fields=np.zeros(6, [("a", "f8"), ("b", "i4")]), dates=np.arange(6).astype("M8[s]"))
np.savez(folder / "many.npz", t=times, solution=u, **{f"a{i}": np.zeros(2) for i in range(20)})
np.save(folder / "complex.npy", u * (1 + 2j))
np.save(folder / "alone.npy", u)
np.save(folder / "half.npy", u.astype("f2"))
np.save(folder / "half_turned.npy", np.asfortranarray(u.astype(">f2")))
np.save(folder / "fields.npy", np.zeros(3, [("a", "f8"), ("b", "i4")]))
np.save(folder / "flag.npy", u > 3)
with h5py.File(folder / "complex.h5", "w") as file:
    file["psi"], file["t"], file["x"], file["pair"] = u * (1 + 2j), times, columns, np.zeros(6, [("a", "f8"), ("b", "f8")])
