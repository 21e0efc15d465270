"""HDF5 files of other programs in which groups, vectors and labels have a meaning: write_groups.py FOLDER.

The values of trajectory s at time index t are 1000 s + 100 t + 10 * (place along the first axis) + (along the second), plus 0.5 for
each component after the first.
"""
import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
TIME, X, Y = np.arange(4) * 0.5, np.arange(3) * 0.25, np.array([5.0, 7.0])


def field(s, *lengths):
    """(time, first axis, ...)."""
    places = np.indices((4, *lengths))
    return 1000.0 * s + 100 * places[0] + sum(place * scale for place, scale in zip(places[1:], (10, 1, 0.1)))


def vector(s, *lengths, components=2, at=-1):
    return np.stack([field(s, *lengths) + 0.5 * c for c in range(components)], axis=at)


def file(name):
    return h5py.File(folder / name, "w")


with file("led.h5") as f:
    for s in range(3):
        f[f"batch_{s:06}/data"] = field(s, 5).astype("f4")
with file("pdebench.h5") as f:
    for s in range(3):
        group = f.create_group(f"{s:04}")
        group["data"] = vector(s, 2, 3).astype(">f8")
        group["grid/t"], group["grid/x"], group["grid/y"] = TIME, X, Y
        group["Re"], group["config"] = 10.0 * s, "a text"
        group.attrs["nu"] = 0.5 + s
    f.attrs["length"] = 22.0
with file("natural.h5") as f:
    f["x"] = X
    for s in (10, 2, 1):
        f[f"data/run{s}/u"], f[f"data/run{s}/t"] = field(s, 3), TIME
with file("nested.h5") as f:
    for outer in range(2):
        for inner in range(2):
            f[f"param_{outer}/run_{inner}/u"], f[f"param_{outer}/run_{inner}/t"] = field(2 * outer + inner, 3), TIME
with file("named.h5") as f:  # no numbers, but times of their own, which begin at different moments
    for s, name in enumerate(("cold", "warm")):
        f[f"{name}/u"], f[f"{name}/t"] = field(s, 3), TIME + s
with file("missing.h5") as f:
    for s in range(4):
        f[f"{s}/t"] = TIME
        if s != 2:
            f[f"{s}/u"] = field(s, 3)
    f["1/more"] = np.zeros(7)
with file("ragged.h5") as f:
    for s in range(3):
        f[f"{s}/u"], f[f"{s}/t"] = field(s, 3)[: 3 if s == 1 else 4], TIME[: 3 if s == 1 else 4]
with file("units.h5") as f:
    for s in range(3):
        f[f"{s}/u"], f[f"{s}/t"] = field(s, 3), TIME
        f[f"{s}/u"].attrs["units"] = "K" if s < 2 else "degC"
with file("places.h5") as f:
    for s in range(2):
        f[f"{s}/u"], f[f"{s}/t"], f[f"{s}/x"] = field(s, 3), TIME, X + s
with file("fields.h5") as f:  # groups that are no trajectories
    for s, name in enumerate("EB"):
        f[f"{name}/x"] = field(s, 5)
with file("steps.h5") as f:  # one group for each time
    for t in range(12):
        f[f"Step#{t}/u"], f[f"Step#{t}/time"] = 100.0 * t + np.arange(3), 0.5 * t

with file("well.h5") as f:
    f.attrs["n_trajectories"], f.attrs["nu"] = 2, 0.125
    f.create_group("dimensions").attrs["spatial_dims"] = ["y", "x"]
    f["dimensions/time"], f["dimensions/x"], f["dimensions/y"] = TIME, X, Y
    f["scalars/amplitude"], f["scalars/forcing"] = [1.0, 2.0], np.zeros((2, 4))

    def add(name, values, samples=True, times=True, axes=(True, True)):
        f[name] = values.astype("f4")
        f[name].attrs.update({"sample_varying": samples, "time_varying": times, "dim_varying": np.array(axes)})

    add("t0_fields/pressure", np.stack([field(s, 2, 3) for s in range(2)]))
    add("t0_fields/speed", np.zeros((2, 3)), samples=False, times=False)
    add("t0_fields/profile", np.zeros((2, 4, 3)), axes=(False, True))
    add("t1_fields/velocity", np.stack([vector(s, 2, 3) for s in range(2)]))
    add("t2_fields/stress", np.stack([vector(s, 2, 3, components=4).reshape(4, 2, 3, 2, 2) for s in range(2)]))
    f["scalars/amplitude"].attrs.update({"sample_varying": True, "time_varying": False})
    f["scalars/forcing"].attrs.update({"sample_varying": True, "time_varying": True})
with file("plain.h5") as f:
    f["pressure"], f["velocity"], f["t"], f["x"], f["y"] = field(0, 3, 2), vector(0, 3, 2), TIME, X, Y
with file("middle.nc") as f:
    for name, values in (("time", TIME), ("y", Y), ("x", X), ("comp", np.arange(2.0))):
        f[name] = values
        f[name].make_scale(name)

    def attach(name, values, *dimensions):
        f[name] = values
        for axis, dimension in enumerate(dimensions):
            f[name].dims[axis].attach_scale(f[dimension])

    attach("T", field(0, 2, 3), "time", "y", "x")
    attach("wind", vector(0, 2, 3, at=1), "time", "comp", "y", "x")
    attach("mean", np.zeros(4), "time")


def dedalus(name, times, s, tasks):
    with file(name) as f:
        for scale, values in (("sim_time", times), ("wall_time", times * 7), ("iteration", np.arange(len(times))), ("constant", [0.0])):
            f[f"scales/{scale}"] = values
            f[f"scales/{scale}"].make_scale(scale)
        for axis, places in (("x", X), ("z", Y)):
            f[f"scales/{axis}_hash_0123456789abcdef"] = places
            f[f"scales/{axis}_hash_0123456789abcdef"].make_scale(axis)
        first = int(round(times[0] / 0.5))
        for task, (labels, values) in tasks.items():
            f[f"tasks/{task}"] = values(s)[first : first + len(times)]
            for axis, label in enumerate(labels):
                f[f"tasks/{task}"].dims[axis].label = label
                scales = ["sim_time", "wall_time", "iteration"] if label == "t" else ["constant"] if label == "constant" else \
                    [f"{label}_hash_0123456789abcdef"] if label else []
                for scale in scales:
                    f[f"tasks/{task}"].dims[axis].attach_scale(f[f"scales/{scale}"])


two = {"b": ("txz", lambda s: field(s, 3, 2)), "u": (["t", "", "x", "z"], lambda s: vector(s, 3, 2, at=1)),
       "mean": (["t", "constant", "z"], lambda s: np.zeros((4, 1, 2)))}
dedalus("dedalus.h5", TIME, 0, two)
for s in range(2):
    dedalus(f"run{s}_s1.h5", TIME[:3], s, {"u": ("tx", lambda s: field(s, 3))})
    dedalus(f"run{s}_s2.h5", TIME[3:], s, {"u": ("tx", lambda s: field(s, 3))})


def ensemble(name, member, values):
    with file(name) as f:
        for axis, places in ((member, values), ("time", TIME), ("lon", X)):
            f[axis] = places
            f[axis].make_scale(axis)
        f["T"] = np.stack([field(s, 3) for s in range(2)])
        for i, axis in enumerate((member, "time", "lon")):
            f["T"].dims[i].attach_scale(f[axis])


ensemble("number.nc", "number", [0, 1])
ensemble("expver.nc", "expver", [1, 5])
ensemble("depth.nc", "depth", [0.5, 2.5])
with file("groups.nc") as f:  # the same names in two groups
    for group, offset, name in (("coarse", 0, "u"), ("fine", 100, "v")):
        for axis, places in (("time", TIME), ("x", X + offset)):
            f[f"{group}/{axis}"] = places
            f[f"{group}/{axis}"].make_scale(axis)
        f[f"{group}/{name}"] = field(0, 3)
        for i, axis in enumerate(("time", "x")):
            f[f"{group}/{name}"].dims[i].attach_scale(f[f"{group}/{axis}"])
with file("lzf.h5") as f:
    f["t"] = np.arange(400) * 0.5
    f.create_dataset("u", data=np.round(np.sin(np.arange(4000)).reshape(400, 10) * 3), compression="lzf", shuffle=True, chunks=(100, 10))
with file("zstd.h5") as f:  # a filter that HDF5 does not have: what may be left out is
    f["t"] = TIME
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_chunk((2, 3))
    creation.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, ())
    space = h5py.h5s.create_simple((4, 3))
    h5py.h5d.create(f.id, b"u", h5py.h5t.NATIVE_DOUBLE, space, creation).write(space, space, field(0, 3).copy())
    f["v"] = field(0, 3)
with file("reserved.nc") as f:
    for axis, places in (("time", TIME), ("step", X)):
        f[axis] = places
        f[axis].make_scale(axis)
    f["u"] = field(0, 3)
    for i, axis in enumerate(("time", "step")):
        f["u"].dims[i].attach_scale(f[axis])
