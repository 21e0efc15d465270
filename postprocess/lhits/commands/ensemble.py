"""Draw the figures of an ensemble forecast: ensemble.py RUN_DIR [--file ensemble.h5] [--initial-condition N] [--out DIR].

Reads RUN_DIR/ensemble.h5, or the file named, also a member-J.h5, and writes RUN_DIR/figures/ensemble_WHAT_z4.png and .pdf:
plumes at a few points, scores over time, rank histogram, reliability, maps of probabilities, and departures from the training
data; of these whatever the file has the data for. Prints one line for each. plot.py draws them too, for the first
initial condition. Exit status: 0 done, 2 bad usage or input (one line on stderr).
"""
import argparse
from pathlib import Path

from ..figures import write_all
from ..figures.catalogue import ensemble_figures
from ..runs import open_run
from . import refusing


def main():
    parser = argparse.ArgumentParser(prog="ensemble.py", description="Draw the figures of an ensemble forecast.")
    parser.add_argument("run_dir", type=Path, metavar="RUN_DIR", help="the run directory ([run] directory of the deck)")
    parser.add_argument("--file", default="ensemble.h5", metavar="NAME", help="the file in it (default: ensemble.h5)")
    parser.add_argument("--initial-condition", type=int, default=0, metavar="N", help="the one to draw (default: 0)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the figures go (default: RUN_DIR/figures)")
    options = parser.parse_args()

    def draw():
        run = open_run(options.run_dir)
        write_all(ensemble_figures(run, options.file, options.initial_condition), options.out or run.figures)
    return refusing("ensemble.py", draw)
