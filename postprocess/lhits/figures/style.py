"""What all figures share: their width, fonts and colours, axes, legends, and how they become files."""
import functools
import io
import os
import textwrap
import warnings

import matplotlib
import numpy as np
from matplotlib.figure import Figure as _Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from PIL import Image  # which Matplotlib needs

from ..files import with_value

DPI = 300
WIDTH = 9 / 2.54  # inches: a column of a journal; no font is smaller than 7 points there
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"]  # Okabe and Ito: safe for all eyes
TRUE_STYLE = dict(color="#56B4E9", lw=2.0)
PREDICTED_STYLE = dict(color="#000000", lw=0.8)
DIFFERENCE_STYLE = dict(color="#D55E00", lw=0.8)
SEQUENTIAL, DIVERGING, MISSING = "viridis", "coolwarm", "0.55"  # perceptually uniform; grey: no value
STYLE = {
    "font.size": 7.5, "axes.titlesize": 7.5, "axes.labelsize": 7.5, "xtick.labelsize": 7, "ytick.labelsize": 7,
    "legend.fontsize": 7, "figure.titlesize": 7.5, "axes.titlelocation": "left", "axes.titlepad": 3, "axes.labelpad": 2,
    "axes.linewidth": 0.6, "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
    "grid.color": "0.92", "grid.linewidth": 0.5, "axes.axisbelow": True, "lines.linewidth": 1.2, "legend.frameon": False,
    "legend.handlelength": 1.6, "legend.borderaxespad": 0, "legend.columnspacing": 1.2, "legend.labelspacing": 0.3,
    "pdf.fonttype": 42}


class Figure(_Figure):
    """One that notebooks show, whether pyplot is imported or not."""

    def _repr_png_(self):
        picture = io.BytesIO()
        self.savefig(picture, format="png")
        return picture.getvalue()


def figure_function(draw):
    """Draws in this style; a diverged forecast is drawn as such, without warnings."""
    @functools.wraps(draw)
    def styled(*arguments, **options):
        with matplotlib.rc_context(STYLE), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            return draw(*arguments, **options)
    return styled


def new_figure(rows=1, columns=1, height=2.5, **options):
    """(figure, axes (rows, columns)), of the width of a column."""
    figure = Figure(figsize=(WIDTH, height), dpi=200, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.03, wspace=0.02, hspace=0.02)
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def set_title(figure, title, what, handles=()):
    """The title of the deck, below it what the figure shows, and the legend of these handles."""
    lines = [line for text in (title, *what.splitlines()) for line in lines_of(text, 60)]
    height = figure.get_figheight() * 72
    handles = list(handles)
    columns = max((count for count in range(1, len(handles) + 1) if fits(handles, count)), default=1)
    rows = -(-len(handles) // columns)
    figure.suptitle("\n".join(lines + [" "] * rows), x=0.02, ha="left", linespacing=1.25, parse_math=False)
    if rows:
        figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.02, 1 - (4 + 9 * len(lines)) / height),
                      ncols=columns, borderpad=0)


def lines_of(text, width):
    """As few lines as have room, and of these the most even: no word is left alone in the last one, no "z = 4" is parted."""
    text = text.replace(" = ", "\xa0=\xa0")
    count = len(textwrap.wrap(text, width))
    lines = next(lines for own in range(1, width + 1) if len(lines := textwrap.wrap(text, own)) == count)
    return [line.replace("\xa0", " ") for line in lines]


def wrapped(label, width=24):
    """A label of an axis that is shorter than it."""
    return "\n".join(lines_of(label, width))


def fits(handles, columns):
    """Whether a legend with so many columns is no wider than a figure; 7 characters are a handle and the space around it."""
    widths = [len(handle.get_label()) + 7 for handle in handles]
    return sum(max(own) for own in np.array_split(widths, columns)) <= 72


def labelled(*axes):
    """The artists with a label, once each, for a legend."""
    found = {}
    for axis in axes:
        for handle, label in zip(*axis.get_legend_handles_labels()):
            found.setdefault(label, handle)
    return list(found.values())


def plain_log(*axes):
    """Ticks of log axes (axis.xaxis, axis.yaxis) as 0.01, 0.1, 1: few, and without powers in small print."""
    for axis in axes:
        low, high = sorted(axis.get_view_interval())
        few = low > 0 and (high / low < 60 or np.floor(np.log10(high)) - np.ceil(np.log10(low)) < 1)
        axis.set_major_locator(LogLocator(subs=(1, 2, 5) if few else (1,), numticks=6 if not few else 12))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_locator(NullLocator())


def plain_strides(axis):
    """The ticks of a log axis (axis.xaxis) with strides: powers of two."""
    low, high = sorted(axis.get_view_interval())
    every = int(np.ceil(np.log2(max(high / low, 2)) / 8))
    axis.set_major_locator(LogLocator(base=2 ** every, numticks=20))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(NullLocator())


def at_time(time, unit):
    return with_value("t", time, unit)


def colours_of(count):
    """As many: distinct ones, and shades of one map where there are more."""
    return COLOURS[:count] if count <= len(COLOURS) else list(matplotlib.colormaps[SEQUENTIAL](np.linspace(0, 0.92, count)))


def colour_map(name):
    return matplotlib.colormaps[name].with_extremes(bad=MISSING)


def write(figure, path, dpi=DPI, colours=None):
    """The figure under its final name, *.png or *.pdf, only when it is whole."""
    partial = path.with_name(f".{path.name}.part")
    try:
        with matplotlib.rc_context(STYLE), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            figure.savefig(partial, dpi=dpi, format=path.suffix[1:])
        if colours and path.suffix == ".png":
            with Image.open(partial) as picture:
                few = picture.convert("RGB").quantize(colours, kmeans=3, dither=Image.Dither.NONE)
            few.save(partial, format="png", optimize=True)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def write_both(figure, path, dpi=DPI, colours=None):
    """The figure as PNG and PDF; `path` has no ending."""
    for suffix in ("png", "pdf"):
        write(figure, path.with_name(f"{path.name}.{suffix}"), dpi, colours)
        figure.set_layout_engine("none")  # the layout is found once


def write_all(drawn, out, dpi=DPI, colours=None):
    """Writes figures, (name, function that draws it), into a folder as PNG and PDF, and prints a line for each."""
    out.mkdir(parents=True, exist_ok=True)
    for name, draw in drawn:
        write_both(draw(), out / name, dpi, colours)
        print(f"wrote {out / name}.png and .pdf", flush=True)
