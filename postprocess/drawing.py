"""What all figures of lhits share: the libraries, the colours, and how a figure becomes a file."""
import os
import sys
import warnings

try:
    from lhits import has_unit  # which needs h5py; every figure's data comes through it
    import matplotlib
    import numpy as np
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from PIL import Image  # which Matplotlib needs
except ImportError as error:
    print(f"{os.path.basename(sys.argv[0])}: expected h5py, numpy and matplotlib for {sys.executable}, found: {error}; "
          "run it with /usr/bin/python3 after 'apt install python3-h5py python3-matplotlib'", file=sys.stderr)
    sys.exit(2)

DPI = 130
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]  # Okabe and Ito: safe for all eyes
TRUE_STYLE = dict(color="#56B4E9", lw=2.6)
PREDICTED_STYLE = dict(color="#A23B00", lw=1.0, ls=(0, (5, 1.5)))


def with_unit(name, unit):
    """An axis label; without a unit the name alone."""
    return f"{name} ({unit})" if has_unit(unit) else name


def with_square(name, unit):
    """The same of a square: "error (K²)", "error (m s-1)²"."""
    if not has_unit(unit):
        return name
    return f"{name} ({unit}²)" if unit.isalpha() else f"{name} ({unit})²"


def with_value(name, value, unit):
    return f"{name} = {value:.4g}" + (f" {unit}" if has_unit(unit) else "")


def shades(count):
    """As many colours."""
    return COLOURS[:count] if count <= len(COLOURS) else list(matplotlib.colormaps["viridis"](np.linspace(0, 0.95, count)))


def write(figure, path, dpi=DPI, colours=None):
    """The figure under its final name only when it is whole."""
    partial = path.with_suffix(".part")
    try:
        figure.get_layout_engine().set(h_pad=0.08, w_pad=0.08)
        figure.savefig(partial, dpi=dpi, format="png")
        if colours:
            with Image.open(partial) as picture:
                few = picture.convert("RGB").quantize(colours, kmeans=3, dither=Image.Dither.NONE)
            few.save(partial, format="png", optimize=True)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
        plt.close(figure)


def draw_all(drawn, out, dpi=DPI, colours=None):
    """Writes figures, (file name, function that draws it), into a folder, and prints a line for each."""
    out.mkdir(parents=True, exist_ok=True)
    with np.errstate(all="ignore"), warnings.catch_warnings():  # a diverged forecast is drawn as such
        warnings.simplefilter("ignore", RuntimeWarning)
        for name, draw in drawn:
            write(draw(), out / name, dpi, colours)
            print(f"wrote {out / name}", flush=True)


def complain(program, text):
    """One line on stderr; the exit status of bad input."""
    print(f"{program}:", " ".join(str(text).split()), file=sys.stderr)
    return 2
