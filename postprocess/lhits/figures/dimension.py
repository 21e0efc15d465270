"""The figure of the dimension of the data: the singular values of a rank-minimising autoencoder, with their gap."""
import numpy as np

from ..files import InputError
from .style import COLOURS, figure_function, new_figure, plain_log, set_title

UNRESOLVED = 1e-12  # of the largest: single precision does not tell these apart


@figure_function
def draw_dimension(run):
    """Singular values by number, the gap after the estimate marked."""
    found = run.report.get("dimension")
    if not found:
        raise InputError("dimension: expected an estimate in report.json, found none; name reduction.estimate_dimension in the deck")
    values, estimate = np.array(found["singular_values"], float), found["estimate"]
    if values.ndim != 1 or len(values) < 2 or not values[0] > 0:
        raise InputError("report.json: expected two or more singular values in 'dimension', found "
                         f"{found['singular_values']}; write it again with 'lhits report DECK'")
    parts = np.maximum(values / values[0], UNRESOLVED / 10)
    numbers = np.arange(1, len(values) + 1)
    figure, axes = new_figure(height=2.4)
    axis = axes[0, 0]
    axis.semilogy(numbers, parts, "o-", color=COLOURS[0], ms=4, lw=1)
    axis.axhspan(parts.min() / 10, UNRESOLVED, color="0.93", zorder=0)
    axis.set_ylim(parts.min() / 3, 5)
    axis.set_xticks(numbers)
    plain_log(axis.yaxis)
    axis.set_xlabel("number")
    axis.set_ylabel("singular value / the largest")
    axis.grid(True)
    if estimate:
        axis.axvspan(estimate, estimate + 1, color=COLOURS[4], alpha=0.35, lw=0)
        axis.set_title(f"gap after {estimate}: a factor of {found['gap']:.1e}")
    set_title(figure, run.title, "dimension of the data: " + (str(estimate) if estimate else "no gap"))
    return figure
