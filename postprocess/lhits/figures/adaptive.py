"""The figure of adaptive steps: what a forecast costs and how far it is off, beside the fixed hierarchy, and the steps that
one trajectory takes."""
import numpy as np

from ..files import InputError, open_file
from .style import COLOURS, figure_function, labelled, new_figure, plain_log, plain_strides, set_title, wrapped


def draw_cost(axis, run, entry):
    """Median errors against evaluations of networks: a curve over the tolerances, points of the fixed hierarchy."""
    tolerances, hierarchies = entry["adaptive"]["tolerances"], entry["adaptive"]["hierarchies"]
    errors = [row["mse_state_median"] ** 0.5 for row in (*tolerances, *hierarchies) if row["mse_state_median"]]
    top = 14 * min(errors, default=1.0)  # what is farther off is of no use
    for rows, colour, style, label, name, offset in (
            (hierarchies, COLOURS[0], "s", "fixed, down to stride", lambda row: f"{row['finest']}", (0, 5)),
            (tolerances, COLOURS[1], "o-", "adaptive, tolerance", lambda row: f"{row['tolerance']:g}", (2, -10))):
        x, y = np.array([[row["evaluations"], np.sqrt(row["mse_state_median"] or np.nan)] for row in rows]).T
        axis.loglog(x, y, style, color=colour, ms=4, label=label)
        named = []
        for row, across, up in zip(rows, x, y):
            if up < top and all(max(across / other, other / across) > 1.15 or max(up / height, height / up) > 1.15 for other, height in named):
                named.append((across, up))  # nearer ones would lie on each other
                axis.annotate(name(row), (across, up), color=colour, fontsize=7, textcoords="offset points", xytext=offset, ha="center")
    chosen = [row for row in hierarchies if row["coupled"]]
    axis.plot([row["evaluations"] for row in chosen], [np.sqrt(row["mse_state_median"] or np.nan) for row in chosen], "s", ms=9,
              mfc="none", color=COLOURS[0], label="chosen by validation")
    if errors:
        axis.set_ylim(0.75 * min(errors), min(top, 1.4 * max(errors)))
        cost = [row["evaluations"] for row in (*tolerances, *hierarchies) if (row["mse_state_median"] or np.inf) < top ** 2]
        axis.set_xlim(0.7 * min(cost), 1.6 * max(cost))
    axis.grid(True)
    plain_log(axis.xaxis, axis.yaxis)
    axis.set_xlabel("evaluations of networks for a trajectory")
    axis.set_ylabel(wrapped(run.error_label))


@figure_function
def draw_adaptive(run, surrogate=None, trajectory="median"):
    """Error against cost; below the first latent coordinate of a trajectory over the strides of its steps and the spacing of
    its nodes, with the smallest tolerance, where strides differ most."""
    name, entry = run.group(surrogate), run.groups[run.group(surrogate)]
    if "adaptive" not in entry:
        raise InputError(f"{name}: expected forecasts by adaptive steps, found none; name forecast.adaptive_tolerance in the deck")
    forecast = run.forecast(surrogate, "unseen", trajectory)
    with open_file(run.file("forecast.h5"), "lhits forecasts") as file:
        own = file.group(name).group("adaptive")
        tolerance = own.variable("tolerance", "tolerance")
        step, spacing = (own.variable(key, "tolerance", "trajectory", "time") for key in ("step", "spacing"))
        if len(tolerance) != len(entry["adaptive"]["tolerances"]):
            raise InputError(f"{file.path}: expected the {len(entry['adaptive']['tolerances'])} tolerances of report.json in "
                             f"'{own.name}', found {len(tolerance)}; run 'lhits run DECK' again")
        rows = [(step.title, step[0, forecast.trajectory], COLOURS[1], 1.3), (spacing.title, spacing[0, forecast.trajectory], COLOURS[2], 0.6)]
        smallest = tolerance[0]
    figure, axes = new_figure(3, 1, 5.0, gridspec_kw=dict(height_ratios=[2.4, 1, 1.3]))
    cost, upper, lower = axes[:, 0]
    draw_cost(cost, run, entry)
    upper.plot(forecast.time, forecast.latent_predicted[:, 0], color="black", lw=0.8)
    upper.set_ylabel("z₁, predicted")
    upper.set_title(f"{forecast.which}; tolerance {smallest:g}")
    upper.tick_params(labelbottom=False)
    for label, values, colour, width in rows:
        lower.step(forecast.time, values, where="post", color=colour, lw=width, label=label)
    lower.set_yscale("log", base=2)
    plain_strides(lower.yaxis)
    lower.set_ylabel("stride")
    lower.set_xlabel(run.label("time"))
    for axis in (upper, lower):
        axis.set_xlim(forecast.time[0], forecast.time[-1])
        axis.grid(True)
    figure.align_ylabels()
    set_title(figure, run.title, f"adaptive steps, {forecast.name}: error against cost, and the steps of a trajectory", labelled(cost, lower))
    return figure
