"""Files with missing values, as the netCDF conventions have them: write_missing.py FOLDER.

Each holds u (time, x) of 4 times and 3 places, of which u[1, 2], u[3, 0] stand for no value, the others are 10 t + x.
"""
import pathlib
import subprocess
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
T, X = np.meshgrid(range(4), range(3), indexing="ij")
u = 10 * T + X


def holes(kind, *values, of=u):
    made = of.astype(kind)
    made[1, 2], made[3, 0] = values[0], values[-1]
    return made


CDL = {"i1": ("byte", "b"), "i2": ("short", "s"), "i4": ("int", ""), "f4": ("float", "f"), "f8": ("double", "d"), "u1": ("ubyte", "ub"),
       "u2": ("ushort", "us"), "u4": ("uint", "u"), "i8": ("int64", "ll"), "u8": ("uint64", "ull")}


def cdl(value):
    if isinstance(value, str):
        return f'"{value}"'
    array = np.atleast_1d(value)
    return ", ".join(f"{v.item()!r}{CDL[array.dtype.str[1:]][1]}" for v in array)


def both(name, values, **attributes):
    """NAME.nc is netCDF-4, NAME-3.nc is netCDF-3 (CDF-5 where the type needs it)."""
    with h5py.File(folder / f"{name}.nc", "w") as file:
        file["u"] = values
        for dimension, of in (("time", np.arange(4.0)), ("x", np.arange(3.0))):
            file[dimension] = of
            file[dimension].make_scale(dimension)
            file["u"].dims["tx".index(dimension[0])].attach_scale(file[dimension])
        file["u"].attrs.update(attributes)
    if not attributes:  # ncgen reads no number of 64 bits as large as what stands for none
        subprocess.run(["nccopy", "-k", "cdf5", folder / f"{name}.nc", folder / f"{name}-3.nc"], check=True)
        return
    kind = CDL[values.dtype.str[1:]]
    lines = "".join(f"u:{key} = {cdl(value)};\n" for key, value in attributes.items())
    text = (f"netcdf made {{ dimensions: time = 4; x = 3; variables: double time(time); double x(x); {kind[0]} u(time, x);\n{lines}"
            f"data: time = 0, 1, 2, 3; x = 0, 1, 2; u = {', '.join(cdl(v) for v in values.ravel())};\n}}\n")
    subprocess.run(["ncgen", "-k", "cdf5", "-o", folder / f"{name}-3.nc", "-"], input=text, text=True, check=True)


# What the library leaves where nothing was written.
for code, fill in (("i2", -32767), ("u2", 65535), ("i4", -2147483647), ("u4", 4294967295), ("i8", -9223372036854775806),
                   ("u8", 18446744073709551614), ("f4", np.float32(9.96921e36)), ("f8", 9.969209968386869e36)):
    both(f"default-{code}", holes(code, fill))
both("fill", holes("i4", -9), _FillValue=np.int32(-9))
both("list", holes("f4", -9, 1e20), missing_value=np.array([-9, 1e20], "f4"))
both("double", holes("f4", 1e20), missing_value=np.float64(1e20))
both("range", holes("f4", -9, 1e9), valid_range=np.array([-5, 100], "f4"))
both("limits", holes("f8", -9, 1e9), valid_min=np.float64(0), valid_max=np.float64(32))
both("float-limit", holes("f4", 32.2, of=u + 0.1), valid_max=np.float64(32.1))  # 32.1 of 32 bits is a little more
# Packed: limits of the whole numbers' type are theirs, real ones those of the values.
packed = {"scale_factor": np.float64(0.5), "add_offset": np.float64(-10)}
both("packed", holes("i2", -1, 300, of=2 * (u + 10)), valid_range=np.array([0, 200], "i2"), **packed)
both("packed-real", holes("i2", -1, 300, of=2 * (u + 10)), valid_range=np.array([0, 32.0]), **packed)
both("packed-list", holes("i2", 999, -3, of=2 * (u + 10)), missing_value=np.array([999, -3], "i2"), **packed)
# Bytes and short numbers without sign in types that have one.
both("unsigned-i1", holes("u1", 255, 250, of=u + 130).view("i1"), _FillValue=np.int8(-1), valid_max=np.int8(-10), _Unsigned="true",
     add_offset=np.float64(-130))
both("unsigned-i2", holes("u2", 65535, of=u + 40000).view("i2"), _FillValue=np.int16(-1), _Unsigned="true", add_offset=np.float64(-40000))
# All values of bytes are of use.
both("bytes", holes("i1", -127))
with h5py.File(folder / "plain.h5", "w") as file:
    file["u"], file["time"] = holes("i4", -2147483647), np.arange(4.0)
# Never written: chunks, a whole dataset, and the file that a virtual one has its values of.
with h5py.File(folder / "chunks.h5", "w") as file:
    file["time"] = np.arange(4.0)
    made = file.create_dataset("u", (4, 3), "f4", chunks=(1, 2), fillvalue=7)
    for t, x in ((0, 0), (0, 2), (1, 0), (2, 0), (2, 2), (3, 2)):
        made[t, x:x + 2] = u[t, x:x + 2]
    file.create_dataset("v", (4, 3), "i4")
    layout = h5py.VirtualLayout((4, 3), "f4")
    layout[:] = h5py.VirtualSource("not-there.h5", "u", (4, 3))
    file.create_virtual_dataset("w", layout)
# WRF has colons in names. PnetCDF takes what is before them for something else.
(folder / "run:1").mkdir()
(folder / "run:1" / "wrf_01:00:00.nc").write_bytes((folder / "fill-3.nc").read_bytes())


def words(*numbers):
    return b"".join(n.to_bytes(4, "big") for n in numbers)


# A variable over records that begins at the byte 2^63 - 1.
variable = words(1) + b"u\0\0\0" + words(1, 0, 0, 0, 6, 8, 2**31 - 1, 2**32 - 1)
(folder / "overflow.nc").write_bytes(b"CDF\2" + words(4, 10, 1, 1) + b"t\0\0\0" + words(0, 0, 0, 11, 1) + variable + bytes(32))
