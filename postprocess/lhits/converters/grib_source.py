"""GRIB, by cfgrib."""
import numpy as np

from .source import Array, InputError, Source, blocks_of, is_number, need


def read(path, keys):
    xarray = need(path, "xarray", "cfgrib xarray", "python3-cfgrib")
    need(path, "cfgrib", "cfgrib xarray", "python3-cfgrib")
    try:
        dataset = xarray.open_dataset(path, engine="cfgrib", decode_cf=False, cache=False,
                                      backend_kwargs={"indexpath": "", "errors": "raise", "filter_by_keys": keys})
    except Exception as error:  # DatasetBuildError lists the choices
        text = " ".join(str(error).split())
        raise InputError(f"{path}: expected fields over the same levels and times, found: {text[:400]}; choose with "
                         "--keys, as in --keys typeOfLevel=surface,shortName=2t") from error
    variables, arrays, notes = {}, [], []
    # A forecast goes on in steps; the times of its start are others.
    rename = {"step": "time", "time": "start"} if "step" in dataset.dims and "time" not in dataset.dims else {}
    if rename:
        notes.append("the steps of the forecast are its times")
    for key, variable in dataset.variables.items():
        if not is_number(np.dtype(variable.dtype)):
            notes.append(f"{key} is left out: {variable.dtype}, not numbers")
            continue
        name = rename.get(key, key)
        variables[name] = variable
        attributes = {at: value for at, value in variable.attrs.items()
                      if not at.startswith("GRIB_") and at != "coordinates"}
        if name == "start":
            attributes = {}  # a number beside the times
        arrays.append(Array(name, variable.shape, np.dtype(variable.dtype),
                            tuple(rename.get(of, of) for of in variable.dims), attributes))

    def blocks():
        for name, variable in variables.items():
            for where in blocks_of(variable.shape, variable.dtype.itemsize):
                yield name, where, variable[where].values

    return Source(str(path), arrays, blocks, {}, notes)
