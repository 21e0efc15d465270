"""The figure of the dimension of the data: the singular values of a rank-minimising autoencoder, with their gap."""
from drawing import COLOURS, np, plt
from lhits import InputError

UNRESOLVED = 1e-12  # of the largest: single precision does not tell these apart


def draw_dimension(run):
    values = np.array(run.dimension["singular_values"], float)
    estimate = run.dimension["estimate"]
    if values.ndim != 1 or len(values) < 2 or not values[0] > 0:
        raise InputError("report.json: expected two or more singular values in 'dimension', found "
                         f"{run.dimension['singular_values']}; write it again with 'lhits report DECK'")
    parts = np.maximum(values / values[0], UNRESOLVED / 10)
    numbers = np.arange(1, len(values) + 1)
    figure, axis = plt.subplots(figsize=(5.6, 3.6), layout="constrained")
    axis.semilogy(numbers, parts, "o-", color=COLOURS[0], ms=5, lw=1)
    axis.axhspan(parts.min() / 10, UNRESOLVED, color="0.93", zorder=0)
    axis.set_ylim(parts.min() / 3, 5)
    axis.set_xticks(numbers)
    axis.set_xlabel("number")
    axis.set_ylabel("singular value / the largest")
    axis.grid(True, color="0.92", lw=0.6)
    if estimate:
        axis.axvspan(estimate, estimate + 1, color=COLOURS[4], alpha=0.35, lw=0)
        axis.annotate(f"gap after {estimate}: a factor of {run.dimension['gap']:.1e}", (estimate + 0.5, 1),
                      xytext=(6, 0), textcoords="offset points", va="center", fontsize=9)
    axis.set_title(f"{run.system}: " + (f"{estimate} dimensions" if estimate else "no gap"), fontsize=10)
    return figure
