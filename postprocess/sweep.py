"""The figures of a sweep, from its report.json: error against the latent dimension with bars over seeds, cost
against error, and the steppers by stride."""
from drawing import np, plt, shades, with_square
from lhits import InputError

SPREAD = ("median", "smallest", "largest")


def spread_of(groups, key):
    """(median, distances to the smallest and the largest) of each group; what is not finite is not drawn."""
    values = np.array([[np.nan if group[key][part] is None else group[key][part] for part in SPREAD]
                       for group in groups], dtype=float)
    values[~np.isfinite(values) | (values <= 0)] = np.nan
    middle, smallest, largest = values.T
    return middle, np.nan_to_num(np.stack([middle - smallest, largest - middle]))


def error_label(sweep, which=""):
    return with_square("mean squared error of the state" + which, sweep.get("units") or "1")


def others_text(group):
    """What is swept beside z and seed: 'steppers.hidden = [128, 128]'."""
    return ", ".join(f"{key} = {value}" for key, value in group["values"].items())


def families(sweep):
    """The groups of each setting beside z and seed, by rising z: {text: groups}; the full space is apart."""
    found = {}
    for group in sweep["groups"]:
        if group["surrogate"] != "full space":
            found.setdefault(others_text(group), []).append(group)
    return found


def title_of(sweep, what):
    runs = sorted({group["runs"] for group in sweep["groups"]})
    seeds = " to ".join(map(str, dict.fromkeys((runs[0], runs[-1]))))
    return f"{sweep['system']['kind']}: {what}\nmedian of {seeds} seed(s), bars from the smallest to the largest"


def log_axes(sweep, what, size=(6.8, 4.8)):
    figure, axis = plt.subplots(figsize=size, layout="constrained")
    axis.set_yscale("log")
    axis.grid(True, which="both", color="0.92", lw=0.6)
    axis.set_title(title_of(sweep, what), fontsize=10)
    return figure, axis


def draw_error(sweep):
    """Error against z: the reduction, the forecasts by each protocol, and what the paper prints."""
    figure, axis = log_axes(sweep, "error against the latent dimension")
    styles = [("reduction_mse", "reconstruction, unseen", ":"), ("mse_state", "forecast, unseen", "-"),
              ("mse_state_in_sample", "forecast, in-sample", "--")]
    dimensions = sorted({group["z"] for groups in families(sweep).values() for group in groups})
    for colour, (text, groups) in zip(shades(len(families(sweep))), families(sweep).items()):
        for shift, (key, label, style) in enumerate(styles):
            if key not in groups[0]:
                continue
            middle, bars = spread_of(groups, key)
            z = np.array([group["z"] for group in groups]) + 0.06 * (shift - 1)
            axis.errorbar(z, middle, bars, fmt="o" + style, color=colour, capsize=3, ms=4, lw=1.3,
                          label=label + (f"; {text}" if text else ""))
    printed = {int(z): error for z, error in sweep.get("printed", {}).get("mse_state", {}).items()}
    shown = [z for z in dimensions if z in printed]
    if shown:
        axis.plot(shown, [printed[z] for z in shown], "v", color="0.35", label="printed (Hamid et al., 2024)")
    if sweep["recommended"]:
        axis.axvline(sweep["recommended"]["z"], color="0.6", lw=1, ls="-.", label="recommended")
    axis.set_xticks(dimensions)
    axis.set_xlabel("latent dimension z")
    axis.set_ylabel(error_label(sweep))
    axis.legend(frameon=False, fontsize=8)
    return figure


def draw_cost(sweep):
    """Unseen forecast error against the seconds that a forecast takes, and the seconds of training."""
    figure, axes = plt.subplots(1, 2, figsize=(10.4, 4.6), layout="constrained", sharey=True)
    for axis, key, label in zip(axes, ("seconds_per_forecast", "train_seconds"), ("a forecast (s)", "training (s)")):
        for colour, group in zip(shades(len(sweep["groups"])), sweep["groups"]):
            error, error_bars = spread_of([group], "mse_state")
            cost, cost_bars = spread_of([group], key)
            axis.errorbar(cost, error, error_bars, cost_bars, fmt="o", color=colour, capsize=3,
                          label=", ".join(filter(None, (group["surrogate"], others_text(group)))))
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.grid(True, which="both", color="0.92", lw=0.6)
        axis.set_xlabel(label)
    axes[0].set_ylabel(error_label(sweep, ", unseen"))
    axes[1].legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=8)
    figure.suptitle(title_of(sweep, "cost against error"), fontsize=10)
    return figure


def draw_steppers(sweep):
    """The error of each stepper alone by its stride, for each group, beside that of the coupled ones."""
    figure, axis = log_axes(sweep, "single steppers (dots) and coupled ones (lines)", (8.4, 4.8))
    axis.set_xscale("log", base=2)
    groups = [group for group in sweep["groups"] if group["steppers"]]
    for colour, group in zip(shades(len(groups)), groups):
        strides = np.array([stepper["stride"] for stepper in group["steppers"]])
        middle, bars = spread_of(group["steppers"], "mse")
        name = ", ".join(filter(None, (group["surrogate"], others_text(group))))
        axis.errorbar(strides, middle, bars, fmt="o-", color=colour, ms=4, lw=0.6, capsize=3, label=name)
        coupled, _ = spread_of([group], "mse_state")
        axis.axhline(coupled[0], color=colour, lw=1.6, ls="--")
    axis.set_xlabel("stride")
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_ylabel(error_label(sweep, ", unseen"))
    axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=8)
    return figure


def figures(sweep):
    """(file name, function that draws it) of every figure; throws InputError when a key is missing."""
    try:
        for group in sweep["groups"]:
            group["values"], group["steppers"], group["seconds_per_forecast"], group["reduction_mse"]["median"]
        sweep["recommended"], sweep["system"]["kind"]
    except (KeyError, TypeError) as error:
        raise InputError(f"report.json: expected the report of a sweep with the key {error}, found none; "
                         "write it again with 'lhits report DECK'") from error
    drawn = [("sweep_cost.png", lambda: draw_cost(sweep))]
    if families(sweep):
        drawn.append(("sweep_error.png", lambda: draw_error(sweep)))
    if any(group["steppers"] for group in sweep["groups"]):
        drawn.append(("sweep_steppers.png", lambda: draw_steppers(sweep)))
    return drawn
