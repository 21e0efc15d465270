"""Data in formats that lhits import does not read itself, by the libraries made for them: one file of trajectories.

    convert.py -o o.h5 store.zarr                       Zarr, also .zarr.zip
    convert.py -o o.h5 run-*/u_*.vtu --dt 0.1           a series of VTK files for each trajectory
    convert.py -o o.h5 u.pvd       convert.py -o o.h5 u.xdmf       convert.py -o o.h5 u.grib2
    convert.py -o o.h5 states.parquet --time t          tables, as pandas writes them
    convert.py -o o.h5 lzf.h5                           HDF5 with compression that only h5py and hdf5plugin read

Each input becomes netCDF-4 (a table: text) in a temporary folder beside the output, in blocks, and `lhits import` makes
the output of them: names, times, grids and values are checked there alone. No file is ever executed or unpickled.
"""
import argparse
import glob
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from ..converters import grib_source, hdf5_source, netcdf, table_source, vtk_source, xdmf_source, zarr_source
from ..converters.source import InputError, Table

HERE = Path(__file__).resolve().parents[2]  # postprocess, or the folder that pip installs into
# Of `lhits import`, which explains them.
WITH_VALUE = ("variables", "dimensions", "time", "trajectory", "grid", "spacing", "offset", "scale", "units",
              "parameters", "time-units", "dt", "steps", "precision")
FLAGS = ("join", "dry-run")


def sources_of(options):
    """What the inputs hold, one source or table for each file that import is given."""
    variables = [name for text in options.variables or () for name in text.split(",")]
    keys = dict(pair.split("=", 1) for text in options.keys for pair in text.split(",") if "=" in pair)
    trajectory = (options.trajectory or [""])[-1]
    of_series = []
    for path in expanded(options.inputs):
        suffix, name = path.suffix.lower(), path.name.lower()
        if not path.exists():
            raise InputError(f"{path}: expected a file or a folder, found none")
        if suffix in vtk_source.BY_VTK:
            of_series.append(path)
        elif path.is_dir() or suffix == ".zip":
            yield zarr_source.read(path)
        elif suffix in (".pvd", ".series"):
            yield vtk_source.read_collection(path, options.data, variables)
        elif suffix in (".xdmf", ".xmf"):
            yield from xdmf_source.read(path, options.data, variables)
        elif suffix in (".grib", ".grib2", ".grb", ".grb2") or begins(path, b"GRIB"):
            yield grib_source.read(path, keys)
        elif suffix in (".parquet", ".feather") or begins(path, b"PAR1") or any(end in name for end in table_source.TEXT):
            yield from table_source.read(path, trajectory)
        elif suffix in (".pkl", ".pickle", ".pt", ".pth"):
            raise InputError(f"{path}: expected numbers, found a pickle: it can run programs when it is opened, and "
                             "never is; write the arrays again with numpy.savez")
        elif begins(path, b"CDF") or suffix in (".npy", ".npz", ".mat"):
            raise InputError(f"{path}: expected a format that lhits import does not read, found {suffix}; "
                             f"lhits import -o {options.output} {path}")
        else:
            yield hdf5_source.read(path)
    for name, paths in vtk_source.series_of(of_series):
        yield vtk_source.read_files(name, paths, options.data, variables)


def expanded(inputs):
    """A name that is none may be a pattern, as in the commands that import proposes for a series."""
    for path in inputs:
        found = [] if path.exists() else sorted(glob.glob(str(path)))
        yield from map(Path, found) if found else [path]


def begins(path, magic):
    with open(path, "rb") as file:
        return file.read(len(magic)) == magic


def program(given):
    """lhits: named, built or installed beside this folder, or on the path."""
    near = [HERE.parent / "build" / "lhits", HERE.parents[2] / "bin" / "lhits"]
    candidates = [given, os.environ.get("LHITS"), *(path for path in near if path.is_file()), shutil.which("lhits")]
    found = next(filter(None, candidates), None)
    if found is None or not os.access(found, os.X_OK):
        raise InputError(f"--lhits: expected the program lhits, found {found or 'none beside this file or on PATH'}; "
                         "build it, or name it with --lhits")
    return os.path.abspath(found)


def name_inside(name):
    """In the temporary folder, where import runs: the name that was given as far as that can be, for its messages."""
    path = os.path.normpath(name)
    return os.path.basename(path) if os.path.isabs(path) or path.startswith("..") else path


def own_options(options):
    """Those that are not import's, for commands that import proposes."""
    return [*(["--data", options.data] if options.data else []), *(word for key in options.keys for word in ("--keys", key)),
            *(["--lhits", options.lhits] if options.lhits else [])]


def write(source, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    for note in source.notes:
        print(f"convert: {source.name}: {note}", file=sys.stderr)
    if isinstance(source, Table):
        for number, frame in enumerate(source.frames()):
            frame.to_csv(path, mode="a", index=False, header=number == 0)
        return
    try:
        netcdf.write(path, source)
    except (InputError, OSError):
        raise
    except Exception as error:  # of as many kinds as there are libraries
        raise InputError(f"{source.name}: expected values that can be read, found {type(error).__name__}: {error}; copy "
                         "it again, or write it again") from error


def convert(options):
    if options.output.exists():
        raise InputError(f"--output: expected the name of a new file, found {options.output}; remove it or choose "
                         "another name")
    lhits = program(options.lhits)
    output = options.output.absolute()
    if not output.parent.is_dir():
        raise InputError(f"--output: expected a file in a folder that is there, found {options.output}; make the folder")
    folder = Path(tempfile.mkdtemp(prefix=f".{output.name}.converting-", dir=output.parent))
    try:
        names, tables = [], []
        for source in sources_of(options):
            name = name_inside(source.name) + (".csv" if isinstance(source, Table) else "")
            if (folder / name).exists() or any((folder / parent).is_file() for parent in Path(name).parents):
                name = f"{len(names)}/{name}"  # of the same name, from elsewhere
            write(source, folder / name)
            names.append(name)
            tables += [source] if isinstance(source, Table) else []
        if tables:  # a table for each trajectory
            options.trajectory = None
        if any(table.seconds for table in tables):
            options.time_units = options.time_units or ["s"]
        passed = [word for name in WITH_VALUE for value in getattr(options, name.replace("-", "_")) or ()
                  for word in (f"--{name}", value)]
        passed += [f"--{name}" for name in FLAGS if getattr(options, name.replace("-", "_"))]
        called_by = " ".join(shlex.quote(word) for word in [sys.executable, sys.argv[0], *own_options(options)])
        return subprocess.run([lhits, "import", "-o", output, *passed, *names], cwd=folder, check=False,
                              env={**os.environ, "LHITS_CALLED_BY": called_by}).returncode
    finally:
        shutil.rmtree(folder)


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n\n")[0], epilog=__doc__.partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT",
                        help="Zarr stores, .vtu .vti .vtk and others of VTK, .pvd .series .xdmf, GRIB, Parquet, Feather, "
                        "tables, HDF5")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="a file that does not exist yet, *.h5")
    parser.add_argument("--data", choices=("points", "cells"), help="of meshes (default: points, where there are any)")
    parser.add_argument("--keys", action="append", default=[], metavar="KEY=VALUE,...",
                        help="of GRIB, which fields: typeOfLevel=surface,shortName=2t")
    parser.add_argument("--lhits", metavar="PROGRAM", help="the program (default: the one beside this file, or on PATH)")
    group = parser.add_argument_group("options of lhits import, which explains them (lhits import --help)")
    for name in WITH_VALUE:
        group.add_argument(f"--{name}", action="append", metavar="...")
    for name in FLAGS:
        group.add_argument(f"--{name}", action="store_true")
    return parser.parse_args()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(75))  # by way of every `finally`
    try:
        return convert(arguments())
    except InputError as error:
        print("convert.py:", " ".join(str(error).split()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # of as many kinds as there are libraries
        text = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"convert.py: expected to read the inputs and to write beside the output, found {text[:500]}; check the "
              "files, the permissions and the space", file=sys.stderr)
        return 1
