#!/usr/bin/python3
"""Draw the figures of an ensemble forecast: ensemble.py RUN_DIR [--file ensemble.h5] [--initial-condition N] [--out DIR].

Reads RUN_DIR/ensemble.h5, or the file named, also a member-J.h5, and writes RUN_DIR/figures/ensemble_WHAT_z4.png: plumes
at a few points, scores over time, rank histogram, reliability, maps of probabilities, and departures from the training
data; of these whatever the file has the data for. Prints one line for each. plot.py draws them too, for the first
initial condition. Exit status: 0 done, 2 bad usage or input (one line on stderr).
"""
import argparse
import sys
from functools import partial
from pathlib import Path

from drawing import complain, draw_all
from ensemble_data import read_ensembles
from ensemble_figures import anybody_leaves, draw_departures, draw_plumes, draw_ranks, draw_reliability, draw_scores
from lhits import InputError, open_file
from probability_figure import draw_probability, draw_probability_planes


def files_of(directory):
    """The ensemble files in a run directory, whatever their names; InputError when a file there is cut short."""
    found = []
    for path in sorted(directory.glob("*.h5")):
        try:
            with open_file(path, "lhits ensemble"):
                found.append(path)
        except InputError as error:
            if error.__cause__:  # no HDF5 file; one of another kind has none
                raise
    return found


def figures(path, initial_condition=0):
    """(file name, function that draws it) of every figure of an ensemble file."""
    drawn = []
    for ensemble in read_ensembles(path, initial_condition):
        def add(what, draw, ensemble=ensemble):
            drawn.append((f"{path.stem}_{what}_{ensemble.group}.png", partial(draw, ensemble)))

        add("plumes", draw_plumes)
        if "spread" in ensemble.datasets:
            add("scores", draw_scores)
            add("ranks", draw_ranks)
        if len(ensemble.thresholds):
            add("probability", draw_probability if ensemble.y is None else draw_probability_planes)
        if "brier_score" in ensemble.datasets:
            add("reliability", draw_reliability)
        if anybody_leaves(ensemble):
            add("departures", draw_departures)
    return drawn


def main():
    parser = argparse.ArgumentParser(description="Draw the figures of an ensemble forecast.")
    parser.add_argument("run_dir", type=Path, metavar="RUN_DIR", help="the run directory ([run] directory of the deck)")
    parser.add_argument("--file", default="ensemble.h5", metavar="NAME", help="the file in it (default: ensemble.h5)")
    parser.add_argument("--initial-condition", type=int, default=0, metavar="N", help="the one to draw (default: 0)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the figures go (default: RUN_DIR/figures)")
    options = parser.parse_args()
    out = options.out or options.run_dir / "figures"
    try:
        draw_all(figures(options.run_dir / options.file, options.initial_condition), out)
    except (InputError, OSError, RuntimeError) as error:
        return complain("ensemble.py", error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
