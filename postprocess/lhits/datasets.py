"""Files of lhits, and forecasts made here, as datasets of xarray: named dimensions, coordinates, units."""
import importlib

import numpy as np

from .files import InputError, open_file

PLACES = ("x", "y", "z", "component")  # what lies along "state"


def _xarray():
    try:
        return importlib.import_module("xarray")
    except ImportError as error:
        raise InputError(f"xarray: expected it beside lhits, found: {error}; pip install xarray h5netcdf, or "
                         "apt install python3-xarray python3-h5netcdf") from error


def open_datasets(path, expected="lhits"):
    """{group: xarray.Dataset} of a file of lhits, read when values are used; "z4/adaptive" is a group in a group."""
    xarray = _xarray()

    def names(group, prefix=""):
        for name, own in group.groups.items():
            if own.variables:
                yield prefix + name
            yield from names(own, f"{prefix}{name}/")

    with open_file(path, expected) as file:
        found, attributes = list(names(file)), {key: value for key, value in file.attributes.items() if key != "deck"}

    def opened(name):
        try:
            dataset = xarray.open_dataset(path, group=name, decode_times=False)
        except ValueError as error:
            raise InputError(f"{path}: expected h5netcdf or netCDF4 to read it for xarray, found: {error}; "
                             "pip install h5netcdf") from error
        return dataset.set_coords([place for place in PLACES if place in dataset]).assign_attrs(attributes | dataset.attrs)

    return {name: opened(name) for name in found}


def on_grid(array):
    """An xarray.Dataset of the components of states, (..., state): each over (..., y, x) where its places are a grid, else
    over its own elements."""
    xarray = _xarray()
    if "state" not in getattr(array, "dims", ()) or "component" not in array.coords:
        raise InputError("on_grid: expected an array over 'state' with its component, found "
                         f"{getattr(array, 'dims', type(array).__name__)}; give a variable of open_run or forecast_dataset")
    names = array.component.attrs["names"].split()
    units = array.component.attrs.get("units_of_names", ", ".join(["1"] * len(names))).split(", ")
    axes = [place for place in reversed(PLACES[:3]) if place in array.coords]
    made = {}
    for number, (name, unit) in enumerate(zip(names, units)):
        own = array.isel(state=np.flatnonzero(array.component.values == number))
        places = {axis: np.unique(own[axis].values) for axis in axes}
        attributes = {"units": unit, "long_name": f"{name} of the {array.attrs.get('long_name', 'state')}"}
        shape = tuple(map(len, places.values()))
        if not own.sizes["state"]:
            continue
        if np.prod(shape) != own.sizes["state"]:
            made[name] = own.rename(state=f"state_of_{name}").drop_vars("component").assign_attrs(attributes)
            continue
        order = np.lexsort([own[axis].values for axis in reversed(axes)])  # the last axis runs fastest
        others = [dim for dim in own.dims if dim != "state"]
        values = own.transpose(*others, "state").values[..., order]
        coordinates = {key: own[key] for key in others if key in own.coords}
        coordinates |= {axis: (axis, places[axis], {"units": own[axis].attrs.get("units", "1")}) for axis in axes}
        made[name] = xarray.DataArray(values.reshape(*values.shape[:-1], *shape), coordinates, (*others, *axes), name, attributes)
    return xarray.Dataset(made)


def forecast_dataset(surrogate, x, steps, strides=None, quantile=None):
    """The forecasts from states x, (input_size) or (trajectory, input_size), as an xarray.Dataset with the names, times and
    units of forecast.h5. `outside` flags each time that lies outside the training data, `initial_outside` the starts."""
    xarray = _xarray()
    limits = {} if quantile is None else {"quantile": quantile}
    x = np.atleast_2d(np.asarray(x, np.float32))
    z = surrogate.roll_out(surrogate.encode(x), steps, strides)
    over = ("trajectory", "time")
    variables = {"u_predicted": ((*over, "state"), surrogate.decode(z),
                                 {"long_name": "predicted state", "units": ", ".join(dict.fromkeys(surrogate.units.values()))}),
                 "latent_predicted": ((*over, "latent"), z, {"long_name": "predicted latent coordinates", "units": "1"})}
    if surrogate.trust is not None:
        variables |= {
            "outside": (over, surrogate.outside(z, **limits), {"long_name": "whether it is outside the training data"}),
            "initial_outside": (over[:1], surrogate.starts_outside(x, **limits),
                                {"long_name": "whether the initial condition lies outside the training data"})}
    time = ("time", np.arange(z.shape[-2]) * surrogate.dt, {"units": surrogate.time_units, "long_name": "time since the start"})
    places = {name: ("state", values, {"units": unit}) for name, (values, unit) in surrogate.places.items()}
    component = ("state", surrogate.component, {"names": " ".join(surrogate.units), "units_of_names": ", ".join(surrogate.units.values())})
    return xarray.Dataset(variables, {"time": time, **places, "component": component}, {"surrogate": surrogate.name})
