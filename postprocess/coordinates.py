#!/usr/bin/python3
"""A table of what kinds of coordinates bring: coordinates.py SWEEP_DIR... [--figure FILE].

Each SWEEP_DIR is the directory of a finished sweep over the kinds of input/fhn-coordinates.toml; it becomes columns of
the Markdown table on stdout: the reconstruction error on unseen trajectories, the forecast's score there, and the seconds of
training, medians over the seeds with the smallest and the largest. --figure draws the errors. Exit status: 0 done, 2 bad usage or input (one line).
"""
import argparse
import json
import sys
from pathlib import Path

from drawing import COLOURS, complain, matplotlib, np, plt, write
from lhits import InputError

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


def draw(sweeps):
    kinds = list(dict.fromkeys(kind for _, _, found in sweeps for kind in found))
    figure, axes = plt.subplots(2, len(sweeps), figsize=(1.2 + 2.4 * len(sweeps), 4.8), layout="constrained",
                                sharey=True, squeeze=False)
    for column, (title, score, found) in zip(axes.T, sweeps):
        for axis, key in zip(column, ("reduction_mse", score)):
            for place, kind in enumerate(kinds):
                if kind in found:
                    median, smallest, largest = found[kind][key]
                    axis.plot([smallest, largest], [place, place], color=COLOURS[0], lw=1)
                    axis.plot(median, place, "o", color=COLOURS[1], ms=4)
            axis.set_xlabel(SCORES[key] + ("" if key == "valid_time" else " error"), fontsize=8)
            axis.tick_params(labelsize=7)
            axis.grid(True, color="0.92", lw=0.6)
            if key != "valid_time":
                axis.set_xscale("log")
                axis.xaxis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 3)))
                axis.xaxis.set_major_formatter(lambda value, _: f"{value:.2g}")
                axis.xaxis.set_minor_formatter(matplotlib.ticker.NullFormatter())
                low, high = axis.get_xlim()
                axis.set_xlim(low / 1.7, high * 1.7)  # a tick at least
        column[0].set_title(title, fontsize=8)
    axes[0, 0].set_yticks(range(len(kinds)), kinds, fontsize=8)
    axes[0, 0].invert_yaxis()
    return figure


def main():
    parser = argparse.ArgumentParser(description="A table of what kinds of coordinates bring.")
    parser.add_argument("sweeps", type=Path, nargs="+", metavar="SWEEP_DIR", help="directory of a finished sweep")
    parser.add_argument("--figure", type=Path, metavar="FILE", help="a PNG of the same")
    options = parser.parse_args()
    try:
        sweeps = [read_sweep(directory) for directory in options.sweeps]
        print(table(sweeps))
        if options.figure:
            write(draw(sweeps), options.figure)
    except (InputError, OSError) as error:
        return complain("coordinates.py", error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
