"""The figure of adaptive steps: what a forecast costs and how far it is off, beside the fixed hierarchy, and the steps that
one trajectory takes."""
from drawing import COLOURS, np, plt


def draw_cost(axis, run, entry):
    """Median errors against evaluations of networks: a curve over the tolerances, points of the fixed hierarchy."""
    tolerances, hierarchies = entry["adaptive"]["tolerances"], entry["adaptive"]["hierarchies"]
    for rows, colour, style, label, name in (
            (hierarchies, COLOURS[0], "s", "fixed, down to stride", lambda row: f"{row['finest']}"),
            (tolerances, COLOURS[1], "o-", "adaptive, tolerance", lambda row: f"{row['tolerance']:g}")):
        x, y = ([row[key] or np.nan for row in rows] for key in ("evaluations", "mse_state_median"))
        axis.loglog(x, y, style, color=colour, ms=5, lw=1.3, label=label)
        below = rows is tolerances
        for row, across, up in zip(rows, x, y):
            axis.annotate(name(row), (across, up), color=colour, fontsize=7, textcoords="offset points",
                          xytext=(-4, -10) if below else (2, 6), annotation_clip=True)
    chosen = [row for row in hierarchies if row["coupled"]]
    axis.plot([row["evaluations"] for row in chosen], [row["mse_state_median"] for row in chosen], "s", ms=11, mfc="none",
              color=COLOURS[0], label="chosen by validation")
    errors = [row["mse_state_median"] for row in (*tolerances, *hierarchies) if row["mse_state_median"]]
    if errors:
        top = 200 * min(errors)  # what is farther off is of no use
        axis.set_ylim(0.6 * min(errors), top)
        cost = [row["evaluations"] for row in (*tolerances, *hierarchies) if (row["mse_state_median"] or np.inf) < top]
        axis.set_xlim(0.7 * min(cost), 1.5 * max(cost))
    axis.grid(True, which="both", color="0.92", lw=0.6)
    axis.set_xlabel("evaluations of networks for a trajectory")
    axis.set_ylabel(run.error_label() + ", median")
    axis.legend(frameon=False, fontsize=8)
    axis.set_title("error against cost", fontsize=10)


def draw_adaptive(run, own):
    """Error against cost on the left; on the right the first latent coordinate of a trajectory over the strides of its
    steps and the spacing of its nodes, with the smallest tolerance."""
    figure = plt.figure(figsize=(10.5, 4.2), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.15))
    draw_cost(left.subplots(), run, own.entry)
    upper, lower = right.subplots(2, 1, sharex=True, height_ratios=(1, 1.4))
    upper.plot(own.time, own.latent, color="black", lw=0.8)
    upper.set_ylabel("$z_1$, predicted")
    upper.set_title(f"test trajectory {own.trajectory}, tolerance {own.tolerance:g}", fontsize=10)
    lower.step(own.time, own.step, where="post", color=COLOURS[1], lw=1.5, label=own.quantities["step"].title)
    lower.step(own.time, own.spacing, where="post", color=COLOURS[2], lw=0.7, label=own.quantities["spacing"].title)
    lower.set_yscale("log", base=2)
    lower.set_ylabel(own.quantities["stride"].label)
    lower.set_xlabel(run.time_label())
    lower.set_xlim(own.time[0], own.time[-1])
    lower.grid(True, color="0.92", lw=0.6)
    lower.legend(frameon=False, fontsize=8, ncols=2, loc="center right")
    figure.suptitle(f"{run.system}, {own.name}: adaptive steps")
    return figure
