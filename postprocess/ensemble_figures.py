"""Figures of an ensemble forecast: plumes at a few points, and the scores of its statistics."""
from drawing import COLOURS, PREDICTED_STYLE, TRUE_STYLE, np, plt, shades, with_unit, with_value
from error_figures import outside_legend

MAX_POINTS = 4    # panels of plumes
MAX_MEMBERS = 50  # lines in each
EXPECTED_STYLE = dict(color="0.25", lw=1.2, ls="--")


def telling_points(ensemble, count=MAX_POINTS):
    """Where members differ most, and for one member where it varies most; of each variable as many, and apart from each
    other: after the first one the largest product of variance and distance to those chosen."""
    if "mean" in ensemble.datasets:
        variance = np.nan_to_num(np.nanmean(ensemble.read("standard_deviation").astype(float)**2, axis=0))
        if not variance.any():
            variance = np.nan_to_num(np.nanvar(ensemble.read("mean").astype(float), axis=0))
    else:
        variance = np.nan_to_num(np.nanvar(ensemble.read("members", 0).astype(float), axis=0))
    places = np.stack([ensemble.x, np.zeros_like(ensemble.x) if ensemble.y is None else ensemble.y], axis=1)
    chosen = []
    for _, states in ensemble.variables:
        own = [states[np.argmax(variance[states])]]
        for _ in range(min(max(1, count // len(ensemble.variables)), len(states)) - 1):
            distance = np.linalg.norm(places[states, None] - places[own], axis=2).min(axis=1)
            own.append(states[np.argmax(variance[states] * distance)])
        chosen += sorted(set(own))
    return chosen[:count]


def bands(ensemble, elements):
    """[(label, lower, upper)] from the widest to the narrowest, and (label, middle); each of shape (time, point)."""
    def at(name):
        return ensemble.read(name)[..., elements]

    levels = ensemble.quantiles
    if len(levels) > 1:
        values = at("quantiles")
        half = len(levels) // 2
        pairs = [(f"quantiles {levels[i]:g} to {levels[-1 - i]:g}", values[i], values[-1 - i]) for i in range(half)]
        label = "median" if levels[half] == 0.5 else f"quantile {levels[half]:g}"
        return pairs, (label, values[half]) if len(levels) % 2 else ("mean", at("mean"))
    mean, deviation = at("mean"), at("standard_deviation")
    return [("smallest to largest", at("minimum"), at("maximum")),
            ("mean ± standard deviation", mean - deviation, mean + deviation)], ("mean", mean)


def plume_limits(curves):
    """Of a value axis: all but the outermost thousandths of what is finite, as diverged members may go anywhere."""
    values = np.concatenate([np.ravel(curve) for curve in curves])
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, (0.001, 0.999)) if values.size else (0.0, 1.0)
    margin = 0.08 * (high - low) or 0.5
    return low - margin, high + margin


def mark_valid_time(axis, ensemble):
    if ensemble.valid_time is not None:
        axis.axvline(ensemble.valid_time, color="black", lw=1.4, ls=":",
                     label=with_value("calibrated valid time", ensemble.valid_time, ensemble.time_unit))


def kept_label(ensemble):
    """"member 17", "20 of 200 members"."""
    kept = min(len(ensemble.members), MAX_MEMBERS)
    return f"member {ensemble.members[0]}" if kept == 1 else f"{kept} of {ensemble.size} members"


def limits_of(time):
    """Of an axis of these times, also where there is one."""
    return (time[0], time[-1]) if len(time) > 1 else (time[0] - 0.5, time[0] + 0.5)


def over_time(axis, ensemble, label):
    axis.set_xlim(*limits_of(ensemble.time))
    axis.set_xlabel(ensemble.time_label())
    axis.set_ylabel(label)
    axis.grid(True, color="0.92", lw=0.6)


def draw_plumes(ensemble):
    """Bands of the members at a few points, kept members, the control forecast and the truth; beside them the same as
    distances from the control forecast, which show small spreads too."""
    elements, time = telling_points(ensemble), ensemble.time
    kept = ensemble.read("members", slice(MAX_MEMBERS))[..., elements] if len(ensemble.members) else []
    pairs, middle = bands(ensemble, elements) if "mean" in ensemble.datasets else ([], None)
    single = {name: ensemble.read(name)[:, elements] for name in ("truth", "control") if name in ensemble.datasets}
    columns = 1 + ("control" in single)
    figure, axes = plt.subplots(len(elements), columns, figsize=(2 + 6 * columns, 1.4 + 2 * len(elements)),
                                layout="constrained", squeeze=False, sharex=True)
    for i, (row, element) in enumerate(zip(axes, elements)):
        name, where = ensemble.point(element)
        row[0].set_title(where, fontsize=10, loc="left")
        for axis, reference in zip(row, (np.zeros(len(time)), single["control"][:, i] if columns > 1 else None)):
            drawn = []

            def line(values, **options):
                drawn.append(values[:, i] - reference)
                axis.plot(time, drawn[-1], **options)

            for shade, (label, lower, upper) in zip(np.linspace(0.85, 0.65, len(pairs)), pairs):
                drawn += [edge[:, i] - reference for edge in (lower, upper)]
                axis.fill_between(time, *drawn[-2:], color=str(shade), lw=0, label=label, zorder=0.5)
            for number, member in enumerate(kept):
                line(member, color="0.3", lw=0.4, alpha=0.7, label=kept_label(ensemble) if number == 0 else None)
            if "truth" in single:
                line(single["truth"], label="truth", **TRUE_STYLE)
            if middle:
                line(middle[1], color="black", lw=1.0, label=middle[0])
            if "control" in single:
                line(single["control"], label="control", **PREDICTED_STYLE)
            mark_valid_time(axis, ensemble)
            over_time(axis, ensemble, ensemble.label(name, name))
            if i < len(elements) - 1:
                axis.set_xlabel("")
            axis.set_ylim(*plume_limits(drawn))
            if not np.isfinite(np.concatenate(drawn)).any():
                axis.text(0.5, 0.5, "no finite values", transform=axis.transAxes, ha="center", va="center")
    if columns > 1:
        axes[0, 1].set_title("minus the control forecast", fontsize=10, loc="left")
    outside_legend(axes[0, -1])
    what = "where members differ most" if pairs else "where it varies most"
    figure.suptitle(ensemble.title(f"{'plumes' if pairs else kept_label(ensemble)} {what}"))
    return figure


def draw_scores(ensemble):
    """Spread and skill over time and against each other, and the continuous ranked probability score."""
    time, quantities = ensemble.time, ensemble.datasets
    spread, skill, crps = (ensemble.read(name) for name in ("spread", "skill", "mean_crps"))
    figure, axes = plt.subplots(1, 3, figsize=(14.5, 4.6), layout="constrained")
    axes[0].plot(time, spread, color=COLOURS[0], lw=1.5, label=quantities["spread"].title)
    axes[0].plot(time, skill, color=COLOURS[1], lw=1.5, ls="--", label=quantities["skill"].title)
    axes[2].plot(time, crps, color=COLOURS[2], lw=1.5, label=quantities["mean_crps"].title)
    for axis, label in ((axes[0], with_unit("spread and skill", quantities["skill"].units)), (axes[2], quantities["crps"].label)):
        mark_valid_time(axis, ensemble)
        over_time(axis, ensemble, label)
        axis.set_ylim(0, 1.3 * axis.get_ylim()[1])  # room for the legend
        axis.legend(frameon=False, fontsize=8, loc="upper left")
    axes[0].set_title("spread and skill", fontsize=10)

    points = axes[1].scatter(spread, skill, c=time, s=14, cmap="viridis")
    expected = np.sqrt(1 + 1 / ensemble.size)  # the mean of the members is off too
    both = np.concatenate([spread, skill])
    both = both[np.isfinite(both) & (both > 0)]
    low, high = (0.7 * both.min(), 1.4 * both.max()) if both.size else (0.1, 1)
    scale = "log" if high > 20 * low else "linear"
    low *= scale == "log"
    axes[1].plot([low, high], [expected * low, expected * high], label="members that are as the truth", **EXPECTED_STYLE)
    axes[1].set(xscale=scale, yscale=scale, xlim=(low, high), ylim=(low, high), aspect="equal",
                xlabel=quantities["spread"].label, ylabel=quantities["skill"].label)
    axes[1].grid(True, which="both", color="0.92", lw=0.6)
    axes[1].set_axisbelow(True)
    axes[1].set_title("spread against skill, a dot for each time", fontsize=10)
    axes[1].legend(frameon=False, fontsize=9, loc="upper left")
    figure.colorbar(points, ax=axes[1], label=ensemble.time_label(), pad=0.02)
    figure.suptitle(ensemble.title("scores over time", start=False))
    return figure


def draw_ranks(ensemble):
    """How often the truth has which rank among the members, beside what is expected of members that are as the truth."""
    frequency, expected = ensemble.read("rank_frequency"), ensemble.read("rank_expected")
    edges = np.linspace(0, 1, len(frequency) + 1)
    figure, axis = plt.subplots(figsize=(6.8, 4.8), layout="constrained")
    axis.bar(edges[:-1], frequency, np.diff(edges), align="edge", color=COLOURS[5], edgecolor="white", label="found")
    axis.stairs(expected, edges, baseline=None, label=ensemble.datasets["rank_expected"].title, **EXPECTED_STYLE)
    axis.set_xlim(0, 1)
    axis.set_xlabel(ensemble.datasets["rank_bin"].label)
    axis.set_ylabel(ensemble.datasets["rank_frequency"].label)
    axis.legend(frameon=False)
    axis.set_title(ensemble.title("rank histogram, without the start", start=False), fontsize=11)
    return figure


def draw_reliability(ensemble):
    """How often the truth was above each threshold where its probability was so and so, and how often that was."""
    forecast, observed, counts, brier = (ensemble.read(name) for name in (
        "forecast_probability", "observed_frequency", "probability_count", "brier_score"))
    figure, (axis, below) = plt.subplots(2, 1, figsize=(6.8, 7.2), layout="constrained", sharex=True,
                                         gridspec_kw=dict(height_ratios=[3, 1]))
    axis.plot([0, 1], [0, 1], label="reliable", **EXPECTED_STYLE)
    edges = np.linspace(0, 1, counts.shape[1] + 1)
    markers = "osD^v"
    for k, (colour, threshold) in enumerate(zip(shades(len(counts)), ensemble.thresholds)):
        seen = counts[k] > 0
        axis.plot(forecast[k][seen], observed[k][seen], marker=markers[k % len(markers)], ms=5, color=colour, lw=1.3,
                  clip_on=False, label=f"above {ensemble.value(threshold)}: Brier score {brier[k]:.3g}")
        below.stairs(counts[k], edges, color=colour, lw=1.5)
    axis.set(xlim=(0, 1), ylim=(0, 1), ylabel=ensemble.datasets["observed_frequency"].label)
    below.set_yscale("log")
    below.set_xlabel(ensemble.datasets["forecast_probability"].label)
    below.set_ylabel(ensemble.datasets["probability_count"].label)
    for own in (axis, below):
        own.grid(True, color="0.92", lw=0.6)
        own.set_axisbelow(True)
    axis.legend(frameon=False, fontsize=9)
    axis.set_title(ensemble.title("reliability, without the start", start=False), fontsize=11)
    return figure


def anybody_leaves(ensemble):
    """Whether members leave the training data, or are not counted, from this initial condition."""
    return "left" in ensemble.datasets and bool(ensemble.read("left").max() > 0 or ensemble.read("counted").min() < 1)


def draw_departures(ensemble):
    """The share of the members that are outside the training data, have been, and that are counted."""
    figure, axis = plt.subplots(figsize=(9.6, 4.6), layout="constrained")
    for colour, style, name in ((COLOURS[1], "-", "outside"), (COLOURS[0], "--", "left"), ("black", "-.", "counted")):
        axis.plot(ensemble.time, ensemble.read(name), color=colour, ls=style, lw=1.6, label=ensemble.datasets[name].title)
    mark_valid_time(axis, ensemble)
    over_time(axis, ensemble, "share of the members")
    axis.set_ylim(-0.03, 1.03)
    axis.set_title(ensemble.title("members that leave the training data"), fontsize=11)
    outside_legend(axis)
    return figure
