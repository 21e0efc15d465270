"""A table of what kinds of coordinates bring: coordinates.py SWEEP_DIR... [--figure FILE].

Each SWEEP_DIR is the directory of a finished sweep over the kinds of input/fhn-coordinates.toml; it becomes columns of
the Markdown table on stdout: the reconstruction error on unseen trajectories, the forecast's score there, and the seconds of
training, medians over the seeds with the smallest and the largest. --figure draws the errors. Exit status: 0 done, 2 bad usage or input (one line).
"""
import argparse
import json
from pathlib import Path

import numpy as np

from ..figures.style import COLOURS, figure_function, new_figure, plain_log, set_title, write_both
from ..files import InputError
from . import refusing

SCORES = {"reduction_mse": "reconstruction", "mse_state": "forecast", "valid_time": "valid time", "train_seconds": "training, s"}


def name_of(values):
    """'denoising, silu'; phase and fine-tuning need not be swept over."""
    kind, activation = values["reduction.kind"], values["reduction.activation"]
    if kind == "autoencoder" and values["reduction.noise"] > 0:
        kind = "denoising"
    elif kind == "autoencoder" and values["reduction.sparsity"] > 0:
        kind = "sparse"
    elif values.get("reduction.phase"):
        kind = "without phase"
    elif values.get("fine_tuning.iterations"):
        kind = "fine-tuned"
    return f"{kind.replace('autoencoder', 'plain')}, {activation}"


def read_sweep(directory):
    """(title, name of the score, {kind: {score: (median, smallest, largest)}})."""
    path = directory / "report.json"
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        found = {}
        for group in report["groups"]:
            scores = {}
            for score in SCORES:
                parts = (group[score][part] for part in ("median", "smallest", "largest"))
                scores[score] = [np.nan if part is None else float(part) for part in parts]
            found[name_of(group["values"])] = scores
        return f"{directory.name} ({group['runs']} seeds)", "valid_time" if report["score"] == "valid-time" else "mse_state", found
    except (OSError, ValueError, TypeError, KeyError, UnboundLocalError) as error:
        raise InputError(f"{path}: expected the report of a finished sweep over reduction.kind, noise, sparsity and activation, "
                         f"found: {error!r}; run 'lhits run input/fhn-coordinates.toml' first") from error


def cell(values):
    median, smallest, largest = (f"{value:.2g}" for value in values)
    return f"{median} ({smallest} to {largest})"


def table(sweeps):
    kinds = list(dict.fromkeys(kind for _, _, found in sweeps for kind in found))
    heads, rows = [""], [[kind] for kind in kinds]
    for title, score, found in sweeps:
        for key in ("reduction_mse", score, "train_seconds"):
            heads.append(f"{title}: {SCORES[key]}")
            for row, kind in zip(rows, kinds):
                row.append(cell(found[kind][key]) if kind in found else "")
    return "\n".join("| " + " | ".join(line) + " |" for line in [heads, ["---"] * len(heads), *rows])


@figure_function
def draw(sweeps):
    """A row for each sweep, reconstruction beside forecast: medians with a line from the smallest to the largest."""
    kinds = list(dict.fromkeys(kind for _, _, found in sweeps for kind in found))
    figure, axes = new_figure(len(sweeps), 2, 0.6 + len(sweeps) * (0.5 + 0.15 * len(kinds)), sharey=True)
    for row, (title, score, found) in zip(axes, sweeps):
        for axis, key in zip(row, ("reduction_mse", score)):
            root = np.array if key == "valid_time" else np.sqrt
            for place, kind in enumerate(kinds):
                if kind in found:
                    median, smallest, largest = root(found[kind][key])
                    axis.plot([smallest, largest], [place, place], color=COLOURS[0], lw=1)
                    axis.plot(median, place, "o", color=COLOURS[1], ms=3.5)
            axis.set_xlabel(SCORES[key] + ("" if key == "valid_time" else " error"))
            axis.grid(True)
            if key != "valid_time":
                axis.set_xscale("log")
                low, high = axis.get_xlim()
                axis.set_xlim(low / 1.3, high * 1.3)  # a tick at least
                plain_log(axis.xaxis)
        row[0].set_title(title)
    axes[0, 0].set_yticks(range(len(kinds)), kinds)
    axes[0, 0].set_ylim(len(kinds) - 0.5, -0.5)
    set_title(figure, "Kinds of coordinates", "root mean squared errors; dots: medians, lines: smallest to largest")
    return figure


def main():
    parser = argparse.ArgumentParser(prog="coordinates.py", description="A table of what kinds of coordinates bring.")
    parser.add_argument("sweeps", type=Path, nargs="+", metavar="SWEEP_DIR", help="directory of a finished sweep")
    parser.add_argument("--figure", type=Path, metavar="FILE", help="a figure of the same, as FILE.png and FILE.pdf")
    options = parser.parse_args()

    def tell():
        sweeps = [read_sweep(directory) for directory in options.sweeps]
        print(table(sweeps))
        if options.figure:
            write_both(draw(sweeps), options.figure.with_suffix(""))
    return refusing("coordinates.py", tell)
