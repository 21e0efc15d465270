#!/usr/bin/python3
"""Draw the picture of the method in README.md: method_figure.py [FILE], by default figures/method.png beside this script.

Nothing is computed by lhits for it: the state, its coordinates and the field are made up.
"""
import sys
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, Polygon

WIDTH = 3.5  # inches: one column of a journal
STRIDES = [8, 4, 2, 1]
STEPS = 16
COLOURS = dict(zip(STRIDES, ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]))  # Okabe and Ito: safe for all eyes
SHAPES = dict(zip(STRIDES, "sD^o"))
GREY = "#555555"
LABELS = 0.11  # the part of the width that labels of strides take
INDENT = -LABELS / (1 - LABELS)
X = np.linspace(0, 1, 101)


def field(t):
    """u(x) at a time: a front that goes to and fro."""
    return np.tanh((X - 0.5 - 0.25 * np.sin(2 * np.pi * t / STEPS)) / 0.07)


def coordinates(t):
    """A few numbers that say where the front is."""
    return [np.sin(2 * np.pi * t / STEPS), np.cos(2 * np.pi * t / STEPS)]


def title(axes, number, text, left=0.0):
    axes.text(left, 1.05, f"{number}  {text}", transform=axes.transAxes, fontsize=8, weight="bold", va="bottom")


def network(axes, left, name):
    """A trapezoid that narrows to the right (an encoder) or widens (a decoder), with an arrow before and behind it."""
    heights = (0.4, 0.16) if left else (0.16, 0.4)
    corners = [(0.43, 0.5 - heights[0]), (0.43, 0.5 + heights[0]), (0.61, 0.5 + heights[1]), (0.61, 0.5 - heights[1])]
    axes.add_patch(Polygon(corners, closed=True, fc="#E6E6E6", ec=GREY, lw=0.8))
    axes.text(0.52, 0.5, name, fontsize=6.5, ha="center", va="center")
    for start in (0.36, 0.62):
        axes.add_patch(FancyArrowPatch((start, 0.5), (start + 0.062, 0.5), arrowstyle="-|>", mutation_scale=7, color=GREY, lw=0.9))


def row(figure, place):
    axes = figure.add_subplot(place)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    return axes


def panel(axes, left, width, below):
    """A small drawing inside a row, with words below it."""
    inside = axes.inset_axes([left, 0.1, width, 0.86])
    inside.set(xticks=[], yticks=[])
    inside.set_xlabel(below, fontsize=7, labelpad=2)
    return inside


def draw_encoding(axes):
    title(axes, 1, "Encode")
    state = panel(axes, 0.0, 0.35, "state: n numbers")
    state.plot(X, field(2), color="k", lw=1.2)
    state.plot(X, 0.4 * np.cos(3 * X) - 0.3, color=GREY, lw=1.2, ls="--")
    network(axes, True, "encoder")
    codes = panel(axes, 0.7, 0.3, "coordinates z: a few")
    codes.bar([0, 1, 2, 3], [0.7, -0.4, 0.5, 0.2], width=0.5, color=GREY)
    codes.axhline(0, color="k", lw=0.6)
    codes.set_xlim(-0.8, 3.8)


def draw_steps(axes):
    """A line for each stride: what is known already in grey, what this stride adds in its colour."""
    title(axes, 2, "Step at strides, the coarsest first", INDENT)
    axes.axis("on")
    axes.set(xlim=(-0.5, STEPS + 0.5), ylim=(-0.25, len(STRIDES) - 0.2), xticks=range(0, STEPS + 1, 4))
    axes.tick_params(labelsize=7, length=2, pad=1)
    axes.set_xlabel("time step", fontsize=7, labelpad=1)
    axes.set_yticks([len(STRIDES) - 1 - i for i in range(len(STRIDES))], [f"stride {k}" for k in STRIDES], fontsize=7)
    for tick, stride in zip(axes.get_yticklabels(), STRIDES):
        tick.set(color=COLOURS[stride], weight="bold")
    known = [0]
    for i, stride in enumerate(STRIDES):
        height = len(STRIDES) - 1 - i
        axes.axhline(height, color="#DDDDDD", lw=0.6, zorder=0)
        starts = range(0, STEPS, stride) if i == 0 else known[:-1]
        added = [start + stride for start in starts]
        for start, end in zip(starts, added):
            bend = {8: -0.2, 4: -0.35}.get(stride, -0.9)
            axes.add_patch(FancyArrowPatch((start, height), (end, height), arrowstyle="-|>", mutation_scale=5, shrinkA=2, shrinkB=2,
                                           connectionstyle=f"arc3,rad={bend}", color=COLOURS[stride], lw=0.9))
        axes.plot(known, [height] * len(known), "o", color=GREY, ms=3, clip_on=False)
        axes.plot(added, [height] * len(added), SHAPES[stride], color=COLOURS[stride], ms=4, clip_on=False)
        known = sorted({*known, *added})
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def draw_coupling(axes):
    """The coordinates over time, each node with the mark of the stride that it comes from."""
    title(axes, 3, "Couple: together they give z at every step", INDENT)
    axes.axis("on")
    axes.set(xlim=(-0.5, STEPS + 0.5), ylim=(-1.35, 1.35), xticks=range(0, STEPS + 1, 4), yticks=[])
    axes.tick_params(labelsize=7, length=2, pad=1)
    axes.set_xlabel("time step", fontsize=7, labelpad=1)
    axes.set_ylabel("z", fontsize=8)
    fine = np.linspace(0, STEPS, 200)
    for curve in range(2):
        axes.plot(fine, coordinates(fine)[curve], color="#BBBBBB", lw=0.9, zorder=1)
        axes.plot(0, coordinates(0)[curve], "o", color=GREY, ms=3.5)
        for t in range(1, STEPS + 1):
            stride = next(k for k in STRIDES if t % k == 0)
            axes.plot(t, coordinates(t)[curve], SHAPES[stride], color=COLOURS[stride], ms=4)
    axes.spines[["top", "right"]].set_visible(False)


def draw_decoding(axes):
    title(axes, 4, "Decode")
    codes = panel(axes, 0.0, 0.35, "z over time")
    t = np.linspace(0, STEPS, 100)
    codes.plot(t, coordinates(t)[0], color="k", lw=1.2)
    codes.plot(t, coordinates(t)[1], color=GREY, lw=1.2, ls="--")
    network(axes, False, "decoder")
    states = panel(axes, 0.7, 0.3, "states over time")
    states.imshow(np.array([field(at) for at in t]).T, aspect="auto", origin="lower", cmap="cividis")


def draw():
    figure = plt.figure(figsize=(WIDTH, 4.8))
    rows = figure.add_gridspec(4, 1, height_ratios=[1, 1.75, 0.9, 1], hspace=0.6, left=0.03, right=0.97, top=0.96, bottom=0.045)
    wide = dict(width_ratios=[LABELS, 1 - LABELS], wspace=0)
    draw_encoding(row(figure, rows[0]))
    draw_steps(row(figure, rows[1].subgridspec(1, 2, **wide)[1]))
    draw_coupling(row(figure, rows[2].subgridspec(1, 2, **wide)[1]))
    draw_decoding(row(figure, rows[3]))
    return figure


def main():
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("figures") / "method.png"
    draw().savefig(file, dpi=240)
    print(f"wrote {file}")


if __name__ == "__main__":
    main()
