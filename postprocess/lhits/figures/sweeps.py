"""The figures of a sweep, from its report.json: error against the latent dimension with bars over seeds, cost
against error, and the steppers by stride."""
import itertools

import numpy as np

from ..files import InputError
from ..runs import error_label
from .style import colours_of, figure_function, legend_below, new_figure, plain_log, plain_strides, set_title

SPREAD = ("median", "smallest", "largest")
MARKERS = "osD^vP*X"


def spread_of(groups, key, root=False):
    """(median, distances to the smallest and the largest) of each group; what is not finite is not drawn."""
    values = np.array([[np.nan if group[key][part] is None else group[key][part] for part in SPREAD]
                       for group in groups], dtype=float)
    values[~np.isfinite(values) | (values <= 0)] = np.nan
    middle, smallest, largest = (np.sqrt(values) if root else values).T
    return middle, np.nan_to_num(np.stack([middle - smallest, largest - middle]))


def label_of(run):
    return error_label("mean squared error of the state", run.report.get("units", "1"))


def name_of(*parts):
    return ", ".join(filter(None, parts)) or "all"


def others_text(group, changing):
    """What is swept beside z and seed: 'hidden = [128, 128]'; the table is named where two have a key of that name."""
    last = [key.rpartition(".")[2] for key in changing]
    return ", ".join(f"{key if last.count(key.rpartition('.')[2]) > 1 else key.rpartition('.')[2]} = {group['values'][key]}"
                     for key in changing if key in group["values"])


def named_groups(run):
    """[(surrogate, text of what else is swept, group)], by rising z."""
    groups = run.report["groups"]
    changing = [key for key in dict.fromkeys(itertools.chain(*(group["values"] for group in groups)))]
    return [(group["surrogate"], others_text(group, changing), group) for group in groups]


def looks_of(names):
    """{name: colour and marker}, distinct."""
    names = list(dict.fromkeys(names))
    return {name: dict(color=colour, marker=MARKERS[number % len(MARKERS)], ms=3.5)
            for number, (name, colour) in enumerate(zip(names, colours_of(len(names))))}


def title(figure, run, what):
    runs = sorted({group["runs"] for group in run.report["groups"]})
    seeds = " to ".join(map(str, dict.fromkeys((runs[0], runs[-1]))))
    bars = f"median of {seeds} seeds, bars from the smallest to the largest" if runs[-1] > 1 else "one seed"
    set_title(figure, run.title, f"{what}; {bars}")


def dimensions_of(run):
    """The latent dimensions of a sweep."""
    return sorted({group["z"] for surrogate, _, group in named_groups(run) if surrogate != "full space"})


@figure_function
def draw_sweep_error(run):
    """Error against z: the reduction, the forecasts by each protocol, and what the paper prints."""
    dimensions, sweep = dimensions_of(run), run.report
    if len(dimensions) < 2:
        raise InputError(f"sweep: expected two latent dimensions or more, found {len(dimensions)}")
    figure, axes = new_figure(height=3.4)
    axis = axes[0, 0]
    axis.set_yscale("log")
    families = {}
    for surrogate, text, group in named_groups(run):
        if surrogate != "full space":
            families.setdefault(text, []).append(group)
    styles = [("reduction_mse", "reconstruction, unseen", ":"), ("mse_state", "forecast, unseen", "-"),
              ("mse_state_in_sample", "forecast, in-sample", "--")]
    looks = looks_of(families)
    for number, (text, groups) in enumerate(families.items()):
        for key, label, style in styles:
            if key in groups[0]:
                middle, bars = spread_of(groups, key, root=True)
                z = np.array([group["z"] for group in groups]) + 0.08 * (number - (len(families) - 1) / 2)
                axis.errorbar(z, middle, bars, ls=style, capsize=2, lw=1, label=label if number == 0 else None, **looks[text])
    printed = {int(z): error for z, error in sweep.get("printed", {}).get("mse_state", {}).items()}
    shown = [z for z in dimensions if z in printed]
    if shown:
        axis.plot(shown, np.sqrt([printed[z] for z in shown]), "v", color="0.45", ms=5, label="printed (Hamid et al., 2024)")
    if sweep["recommended"]:
        axis.axvline(sweep["recommended"]["z"], color="0.6", lw=1, ls="-.", label="recommended")
    if len(families) > 1:
        for text in families:
            axis.plot([], [], label=text, **looks[text])
    axis.set_xticks(dimensions)
    axis.grid(True)
    plain_log(axis.yaxis)
    axis.set_xlabel("latent dimension z")
    axis.set_ylabel(label_of(run))
    legend_below(axis, 2)
    title(figure, run, "error by latent dimension")
    return figure


@figure_function
def draw_sweep_cost(run):
    """Unseen forecast error against the seconds that a forecast takes, and the seconds of training."""
    figure, axes = new_figure(1, 2, 3.2, sharey=True)
    groups = [(name_of(surrogate, text), group) for surrogate, text, group in named_groups(run)]
    looks = looks_of(name for name, _ in groups)
    for axis, key, label in zip(axes[0], ("seconds_per_forecast", "train_seconds"), ("a forecast (s)", "training (s)")):
        for name, group in groups:
            error, error_bars = spread_of([group], "mse_state", root=True)
            cost, cost_bars = spread_of([group], key)
            axis.errorbar(cost, error, error_bars, cost_bars, ls="", capsize=2, lw=1, label=name, **looks[name])
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.grid(True)
        plain_log(axis.xaxis)
        axis.tick_params(axis="x", labelrotation=30)
        axis.set_xlabel(label)
    plain_log(axes[0, 0].yaxis)
    axes[0, 0].set_ylabel(label_of(run) + ", unseen")
    legend_below(axes[0, 0], 2, 0.45)
    title(figure, run, "error against cost")
    return figure


@figure_function
def draw_sweep_steppers(run):
    """The error of each stepper alone by its stride, for each group, beside that of the coupled ones."""
    groups = [(name_of(surrogate, text), group) for surrogate, text, group in named_groups(run) if group["steppers"]]
    if not groups or max(len(group["steppers"]) for _, group in groups) < 2:
        raise InputError("sweep: expected forecasts of single steppers, found none")
    figure, axes = new_figure(height=3.4)
    axis = axes[0, 0]
    axis.set_yscale("log")
    axis.set_xscale("log", base=2)
    looks = looks_of(name for name, _ in groups)
    for name, group in groups:
        strides = np.array([stepper["stride"] for stepper in group["steppers"]])
        middle, bars = spread_of(group["steppers"], "mse", root=True)
        axis.errorbar(strides, middle, bars, ls="-", lw=0.7, capsize=2, label=name, **looks[name])
        coupled, _ = spread_of([group], "mse_state", root=True)
        axis.axhline(coupled[0], color=looks[name]["color"], lw=1, ls="--")
    axis.grid(True)
    plain_log(axis.yaxis)
    plain_strides(axis.xaxis)
    axis.set_xlabel("stride")
    axis.set_ylabel(label_of(run) + ", unseen")
    legend_below(axis, 2)
    title(figure, run, "single steppers (dots) and coupled ones (dashed lines)")
    return figure


def check_sweep(report):
    """Raises an InputError when a key is missing."""
    try:
        for group in report["groups"]:
            group["values"], group["steppers"], group["seconds_per_forecast"], group["reduction_mse"]["median"]
        report["recommended"], report["system"]["kind"]
    except (KeyError, TypeError) as error:
        raise InputError(f"report.json: expected the report of a sweep with the key {error}, found none; "
                         "write it again with 'lhits report DECK'") from error
