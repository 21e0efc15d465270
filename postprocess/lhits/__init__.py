"""Files of lhits in NumPy and as xarray, its surrogates run with NumPy alone, and its figures.

    import lhits

    run = lhits.open_run("runs/fhn")            # a run directory; nothing is read yet
    run.title, run.report["latent"]             # of report.json
    run.trajectories["test"]                    # an xarray.Dataset, by split; needs xarray and h5netcdf or netCDF4
    run.forecasts["z4"].u_predicted             # of each surrogate; units and long names are attributes
    run.ensemble["z4"]                          # of ensemble.h5
    lhits.on_grid(run.forecasts["z4"].u_predicted)  # its components, each over (trajectory, time, y, x)

    lhits.figures.draw_fields(run, "z4", trajectory="worst")    # a matplotlib Figure; each draw_ function takes a run

    surrogate = run.surrogates["z4"]            # or lhits.read_surrogates("runs/fhn/model.h5")["z4"]
    z = surrogate.encode(x)                     # (..., n) to (..., 4)
    surrogate.decode(z)                         # and back
    surrogate.step(z, 16)                       # 16 time steps of dt later
    surrogate.forecast(x, 5000)                 # (..., 5001, n): the coupled forecast, at the times 0, dt, 2 dt, ...
    surrogate.starts_outside(x)                 # whether x lies outside the training data
    surrogate.outside(surrogate.roll_out(z, 5000))  # and the forecast, at each time
    lhits.forecast_dataset(surrogate, x, 5000)  # all of it as xarray, with times, units and flags

    with lhits.open_file("runs/fhn/forecast.h5") as file:  # any HDF5 file of lhits, without xarray
        u = file["z4/u_predicted"]              # nothing of it is read yet
        u.dimensions, u.shape, u.units          # ("trajectory", "time", "state"), (16, 5121, 202), "1"
        u.long_name, u.label                    # what it is; the same for an axis of a figure, short and with the units
        u[0, ::64]                              # a NumPy array: every 64th time of the first trajectory
        u.along("time")                         # and what lies along a dimension
        file["z4"].fields(u[0, -1])             # {"u": (y, x), "v": (y, x)}: the components as pictures

Whatever is wrong with a file or an argument is an InputError that says what was expected and what was found. No file is
ever executed or unpickled: HDF5 holds numbers and text.
"""
import importlib

from .datasets import forecast_dataset, on_grid, open_datasets
from .files import FORMAT_VERSION, File, Group, InputError, Variable, has_unit, open_file
from .networks import ACTIVATIONS, Network, Scaler
from .runs import Run, open_run
from .surrogates import Surrogate, read_surrogates
from .trust import Trust

__all__ = ["ACTIVATIONS", "FORMAT_VERSION", "File", "Group", "InputError", "Network", "Run", "Scaler", "Surrogate", "Trust",
           "Variable", "figures", "forecast_dataset", "has_unit", "on_grid", "open_datasets", "open_file", "open_run",
           "read_surrogates"]


def __getattr__(name):
    """lhits.figures, which needs Matplotlib, where it is first used."""
    if name == "figures":
        return importlib.import_module(".figures", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
