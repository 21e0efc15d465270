#!/usr/bin/python3
"""Draw the figures of an lhits run: plot.py RUN_DIR [--out DIR] [--trajectory N] [--dpi N] [--colours N].

Reads RUN_DIR/{report.json, trajectories.h5, forecast.h5} and ensemble files, writes RUN_DIR/figures/*.png (or
DIR/*.png) and prints one line for each. Exit status: 0 done, 2 bad usage or input (one line on stderr).
NAME_z8.png shows forecasts of test trajectories, NAME_z8-in-sample.png those of training trajectories.
Numbers are drawn as the run wrote them; errors that are not finite count as infinitely large.
"""
import argparse
import sys
from functools import partial
from pathlib import Path

from adaptive_figure import draw_adaptive
from dimension_figure import draw_dimension
from drawing import DPI, complain, draw_all
import ensemble
from error_figures import draw_error_over_time, draw_forecast_errors, draw_reconstruction, draw_steppers
from lhits import InputError
from parameter_figure import draw_parameters
from run_data import read_report, read_run, require_file
from state_figures import draw_fields, draw_latent, draw_planes
from statistics_figure import draw_statistics
import sweep


def figures(run):
    """(file name, function that draws it) of every figure of this run. Forecasts of the baseline in the full space
    are drawn by themselves only where there is nothing else."""
    if run.entries:
        yield "reconstruction_error.png", partial(draw_reconstruction, run)
        yield "forecast_error.png", partial(draw_forecast_errors, run)
    for forecast in run.forecasts:
        if run.entries and forecast.name == "full space":
            continue
        yield f"latent_{forecast.group}.png", partial(draw_latent, run, forecast)
        if any(len(states) > 1 for _, states in run.variables):
            draw = draw_fields if run.y is None else draw_planes
            yield f"fields_{forecast.group}.png", partial(draw, run, forecast)
        if len(forecast.stride):
            yield f"steppers_{forecast.group}.png", partial(draw_steppers, run, forecast)
    for entry in run.entries:
        if "parameters" in entry:
            yield f"parameters_z{entry['z']}.png", partial(draw_parameters, run, entry)
    if run.dimension:
        yield "dimension.png", partial(draw_dimension, run)
    for own in run.statistics:
        yield f"statistics_{own.group}.png", partial(draw_statistics, run, own)
    for own in run.adaptive:
        yield f"adaptive_{own.group}.png", partial(draw_adaptive, run, own)
    for protocol in run.protocols():
        suffix = "" if protocol == "unseen" else f"-{protocol}"
        yield f"error_over_time{suffix}.png", partial(draw_error_over_time, run, protocol)


def figures_of(directory, trajectory):
    """The figures of a run or of a sweep of runs."""
    if not directory.is_dir():
        raise InputError(f"{directory}: expected the directory of a finished run, found "
                         f"{'a file' if directory.exists() else 'nothing'}; give the [run] directory of the deck")
    ensembles = ensemble.files_of(directory)
    of_ensembles = [drawn for path in ensembles for drawn in ensemble.figures(path)]
    if ensembles and not (directory / "report.json").exists():
        return of_ensembles  # by a model from elsewhere
    require_file(directory, "report.json")
    report = read_report(directory / "report.json")
    own = sweep.figures(report) if "sweep" in report else figures(read_run(directory, report, trajectory))
    return [*own, *of_ensembles]


def main():
    parser = argparse.ArgumentParser(description="Draw the figures of an lhits run.")
    parser.add_argument("run_dir", type=Path, metavar="RUN_DIR", help="the run directory ([run] directory of the deck)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the figures go (default: RUN_DIR/figures)")
    parser.add_argument("--trajectory", type=int, default=0, metavar="N", help="test trajectory to draw (default: 0)")
    parser.add_argument("--dpi", type=int, default=DPI, metavar="N", help=f"dots an inch (default: {DPI})")
    parser.add_argument("--colours", type=int, metavar="N", help="no more of them, for small files (default: all)")
    options = parser.parse_args()
    out = options.out or options.run_dir / "figures"
    try:
        draw_all(figures_of(options.run_dir, options.trajectory), out, options.dpi, options.colours)
    except InputError as error:
        return complain("plot.py", error)
    except (OSError, RuntimeError) as error:
        return complain("plot.py", f"expected to read {options.run_dir} and to write into {out}, found: {error}; "
                        "check the files, the permissions and the space")
    return 0


if __name__ == "__main__":
    sys.exit(main())
