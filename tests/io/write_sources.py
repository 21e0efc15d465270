"""Files of trajectories as others write them: write_sources.py FOLDER.

u of trajectory s at time index t, row y, column x is 1000 s + 100 t + 10 y + x, v is -u; 2 trajectories, 4 times 0.5 apart,
2 rows at 5 and 7, 3 columns at 0, 0.25 and 0.5.
"""
import pathlib
import subprocess
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
S, T, Y, X = np.meshgrid(range(2), range(4), range(2), range(3), indexing="ij")
u = 1000.0 * S + 100 * T + 10 * Y + X
time, y, x = np.arange(4) * 0.5, np.array([5.0, 7.0]), np.array([0.0, 0.25, 0.5])


def scaled(path, fields, dimensions, places, unlimited=None, **options):
    """As netCDF-4: dimensions are datasets, with or without values; attributes of variables from `options`."""
    with h5py.File(folder / path, "w") as file:
        for name, size in dimensions.items():
            limit = (None,) if name == unlimited else (size,)
            values, units = places.get(name, (None, ""))
            scale = file.create_dataset(name, (size,), "f4" if values is None else ">f8", maxshape=limit)
            scale.make_scale(name if values is not None else "This is a netCDF dimension but not a netCDF variable.%10d" % size)
            if values is not None:
                scale[:] = values
                scale.attrs["units"] = units
        for name, (values, of, attributes) in fields.items():
            shape = tuple(None if d == unlimited else s for d, s in zip(of, values.shape))
            made = file.create_dataset(name, data=values, maxshape=shape, chunks=values.shape, compression="gzip")
            for axis, dimension in enumerate(of):
                made.dims[axis].attach_scale(file[dimension])
            made.attrs.update(attributes)


all_places = {"time": (time, "seconds since 2000-01-01"), "y": (y, "m"), "x": (x, "km")}
axes = ("sample", "time", "y", "x")
scaled("big_endian.nc", {"u": (u.astype(">f4"), axes, {"units": "K"}), "v": ((-u).astype(">f8"), axes, {})},
       dict(zip(axes, u.shape)), all_places, "time")
scaled("whole.nc", {"u": (u.astype(">i2"), axes, {}), "v": ((-u).astype("i8"), axes, {})}, dict(zip(axes, u.shape)), all_places)
packed = {"scale_factor": 0.5, "add_offset": 100.0, "_FillValue": np.int16(-999)}
scaled("packed.nc", {"u": (np.round(2 * (u - 100)).astype("i2"), axes, packed)}, dict(zip(axes, u.shape)), all_places)
holes = np.round(2 * (u - 100)).astype("i2")
holes[1, 2, 0, 1] = -999
scaled("holes.nc", {"u": (holes, axes, packed)}, dict(zip(axes, u.shape)), all_places)
# Time at the end, trajectories in the middle, and one dimension without places.
scaled("turned.nc", {"u": (u.transpose(3, 0, 2, 1), ("x", "sample", "y", "time"), {})},
       {"x": 3, "sample": 2, "y": 2, "time": 4}, {"time": (time, "s"), "x": (x, "km")})
scaled("long_time.nc", {"u": (u[0, :3], ("frame", "y", "x"), {})}, {"time": 4, "frame": 3, "y": 2, "x": 3}, all_places)
# Numbers beside u: of each trajectory, of each row (as many), and one that is missing.
scaled("varied.nc", {"u": (u, axes, {}), "eps": (np.array([0.25, 0.5]), ("sample",), {}), "rows": (y, ("y",), {}),
                     "holes": (np.array([-1, 2]), ("sample",), {"_FillValue": -1})}, dict(zip(axes, u.shape)), all_places)
with h5py.File(folder / "varied.nc", "a") as file:
    file.attrs["nu"], file.attrs["three"], file["group/scalar"], file["long"] = np.int16(3), [1, 2, 3], 1.5, np.zeros(3)


def classic(path, kind, fields, dimensions, more="", unlimited=None):
    """As netCDF-3: fields are (type, dimensions, values, attributes), attributes in CDL."""
    def numbers(values):
        return ", ".join(map(repr, np.asarray(values).ravel().tolist()))

    sizes = "".join(f"{name} = {'unlimited' if name == unlimited else size}; " for name, size in dimensions.items())
    kinds = "".join(f"{of} {name}({', '.join(along)}); {attributes}\n" for name, (of, along, _, attributes) in fields.items())
    data = "".join(f"{name} = {numbers(values)};\n" for name, (*_, values, _) in fields.items())
    text = f"netcdf made {{\ndimensions: {sizes}\nvariables:\n{kinds}{more}\ndata:\n{data}}}\n"
    subprocess.run(["ncgen", "-k", kind, "-o", folder / path, "-"], input=text, text=True, check=True)


places = {"time": ("double", ["time"], time, 'time:units = "seconds since 2000-01-01";'),
          "y": ("double", ["y"], y, 'y:units = "m";'), "x": ("float", ["x"], x, 'x:units = "km";')}
sizes = dict(zip(axes, u.shape))
fields = {"u": ("float", axes, u, 'u:units = "K";'), "v": ("double", axes, -u, ""), **places}
classic("classic.nc", "classic", fields, sizes)
classic("offsets.nc", "64-bit offset", fields, sizes)
whole = u.astype(int)
classic("cdf5.nc", "cdf5", {"u": ("int64", axes, whole, ""), "v": ("int", axes, -whole, ""), **places}, sizes)
classic("old_holes.nc", "classic", {"u": ("short", axes, holes, "u:scale_factor = 0.5; u:add_offset = 100.; u:_FillValue = -999s;"),
                                    **places}, sizes)
classic("records.nc", "classic", {"u": ("double", axes[1:], u[0], ""), "v": ("short", axes[1:], -whole[0], ""), **places},
        sizes, unlimited="time")
classic("old_varied.nc", "classic", {"u": ("float", axes, u, ""), "eps": ("float", ["sample"], [0.25, 0.5], ""), **places}, sizes,
        more=":nu = 3s;")
classic("degrees.nc", "classic", {"u": ("float", axes, u, 'u:units = "?C";'), **places}, sizes)
latin = (folder / "degrees.nc").read_bytes()
(folder / "degrees.nc").write_bytes(latin.replace(b"?C", b"\xb0C"))
with h5py.File(folder / "plain.h5", "w") as file:
    file["fields/u"], file["fields/v"], file["t-coordinate"], file["note"] = u, -u, time, "text"
with h5py.File(folder / "mesh.h5", "w") as file:
    file["u"], file["time"], file["lon"], file["lat"] = u[0].reshape(4, 6), time, np.arange(6) ** 2.0, np.arange(6) % 4.0
    file["u"].attrs["coordinates"] = "lon lat"
with h5py.File(folder / "curved.h5", "w") as file:
    file["u"], file["time"] = u[0], time
    file["lon"], file["lat"] = x[None, :] + y[:, None], 2 * y[:, None] - x[None, :]
    file["huge"] = np.full((4, 2, 3), 2**60 + 1)
both = np.stack([u, -u], axis=2)
np.save(folder / "channels.npy", both)
np.save(folder / "fortran.npy", np.asfortranarray(both.astype(">f4")))
np.save(folder / "objects.npy", np.array([None, 1], object), allow_pickle=True)
np.save(folder / "profile.npy", u[0, :, 0])
np.savez(folder / "stored.npz", u=u, v=-u, t=time, x=x, y=y, name="text")
np.savez_compressed(folder / "deflated.npz", u=u, v=-u, t=time, x=x, y=y)
(folder / "cut.npy").write_bytes((folder / "channels.npy").read_bytes()[:-8])
(folder / "cut.npz").write_bytes((folder / "deflated.npz").read_bytes()[:-30])
lines = [f"{time[t]},{x[c]},{y[r]},{u[0, t, r, c]},{-u[0, t, r, c]}" for t in range(4) for r in range(2) for c in range(3)]
(folder / "points.csv").write_text("time, x, y, u, v\n" + "\n".join(lines) + "\n")
(folder / "swapped.csv").write_text("time, x, y, u, v\n" + "\n".join([*lines[:7], lines[8], lines[7], *lines[9:]]) + "\n")
(folder / "times.txt").write_text("# a comment\nt u v\n" + "".join(f"{time[t]} {u[0, t, 0, 0]} {-u[0, t, 0, 0]}\n" for t in range(4)))
(folder / "profiles.csv").write_text("".join("; ".join(map(str, u[0, t, 0])) + "\n" for t in range(4)))
