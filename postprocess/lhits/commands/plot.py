"""Draw the figures of an lhits run: plot.py RUN [--trajectory best|median|worst|N] [--movie] [--out DIR].

Reads RUN/{report.json, trajectories.h5, forecast.h5} and ensemble files, writes RUN/figures/NAME.png and NAME.pdf
(or those in DIR) and prints one line for each. Exit status: 0 done, 2 bad usage or input (one line on stderr).
RUN may also be a file that 'lhits forecast --model' wrote, out.nc: figures of its forecasts go into out-figures/; best, median
and worst are then by the distance from the training data, as there is no truth.
NAME_z8 shows forecasts of test trajectories, NAME_z8-in-sample those of training trajectories. With --movie it writes
movie_z8.mp4, or .gif where ffmpeg is not installed, and no other figure.
Numbers are drawn as the run wrote them; errors that are not finite count as infinitely large.
"""
import argparse
from pathlib import Path

from ..figures import all_figures, draw_movie, write_all, write_movie
from ..figures.style import DPI
from ..runs import open_run
from . import refusing


def write_movies(run, trajectory, out):
    """One for each surrogate, of test trajectories."""
    names = [name for name in run.groups if name != "full"] or list(run.groups)
    movies = [(name, draw_movie(run, name, trajectory=trajectory)) for name in names]
    out.mkdir(parents=True, exist_ok=True)
    for name, movie in movies:
        print(f"wrote {write_movie(movie, out / f'movie_{name}')}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Draw the figures of an lhits run.")
    parser.add_argument("run", type=Path, metavar="RUN", help="the run directory ([run] directory of the deck), or a file of forecasts "
                        "of new states (lhits forecast --model)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the figures go (default: RUN/figures; of out.nc out-figures)")
    parser.add_argument("--trajectory", default="median", metavar="WHICH",
                        help="the one to draw: best, median or worst by its error (of new states: by its distance from the training "
                        "data), or a number (default: median)")
    parser.add_argument("--movie", action="store_true", help="write animations of the fields, and no other figure")
    parser.add_argument("--dpi", type=int, default=DPI, metavar="N", help=f"dots an inch of PNG (default: {DPI})")
    parser.add_argument("--colours", type=int, metavar="N", help="no more of them in PNG, for small files (default: all)")
    options = parser.parse_args()

    def draw():
        run = open_run(options.run)
        out = options.out or run.figures
        if options.movie:
            write_movies(run, options.trajectory, out)
        else:
            write_all(all_figures(run, options.trajectory), out, options.dpi, options.colours)
    return refusing(parser.prog, draw)
