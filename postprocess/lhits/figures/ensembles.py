"""Figures of an ensemble forecast: plumes at a few points, and the scores of its statistics."""
import functools

import numpy as np

from ..files import InputError, with_unit, with_value
from .style import COLOURS, SEQUENTIAL, TRUE_STYLE, colours_of, figure_function, labelled, new_figure, plain_log, set_title, wrapped

MAX_POINTS = 4    # panels of plumes
MAX_MEMBERS = 50  # lines in each
MANY_TIMES = 100  # in which curves that oscillate cannot be told apart
DEPARTURES = {"outside": "outside the training data", "left": "outside now or before", "counted": "counted by statistics"}
CONTROL_STYLE = dict(color=COLOURS[1], lw=0.9, ls=(0, (5, 1.5)))
EXPECTED_STYLE = dict(color="0.25", lw=1.0, ls="--")


def ensemble_function(draw):
    """A figure of an ensemble, as one of a run."""
    @functools.wraps(draw)
    def drawn(run, surrogate=None, initial_condition=0, file="ensemble.h5"):
        ensembles = run.read_ensembles(initial_condition, file)
        name = surrogate or next(iter(ensembles))
        if name not in ensembles:
            raise InputError(f"surrogate: expected one of {', '.join(ensembles)}, found {name}")
        return figure_function(draw)(ensembles[name])
    return drawn


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
        axis.axvline(ensemble.valid_time, color="black", lw=1.0, ls=":",
                     label=with_value("calibrated valid time", ensemble.valid_time, ensemble.time_unit))


def kept_label(ensemble):
    """"member 17", "20 of 200 members"."""
    kept = min(len(ensemble.members), MAX_MEMBERS)
    return f"member {ensemble.members[0]}" if kept == 1 else f"{kept} of {ensemble.size} members"


def limits_of(time):
    """Of an axis of these times, also where there is one."""
    return (time[0], time[-1]) if len(time) > 1 else (time[0] - 0.5, time[0] + 0.5)


def over_time(axis, ensemble, label, below=True):
    axis.set_xlim(*limits_of(ensemble.time))
    axis.set_ylabel(label)
    axis.grid(True)
    if below:
        axis.set_xlabel(ensemble.time_label())
    else:
        axis.tick_params(labelbottom=False)


@ensemble_function
def draw_plumes(ensemble):
    """Bands of the members at a few points, kept members, the control forecast and the truth, of long forecasts over the last
    tenth; beside them the same as distances from the control forecast, which show small spreads too."""
    elements, time = telling_points(ensemble), ensemble.time
    tail = len(time) * 9 // 10 if len(time) > MANY_TIMES else 0
    kept = ensemble.read("members", slice(MAX_MEMBERS))[..., elements] if len(ensemble.members) else []
    pairs, middle = bands(ensemble, elements) if "mean" in ensemble.datasets else ([], None)
    single = {name: ensemble.read(name)[:, elements] for name in ("truth", "control") if name in ensemble.datasets}
    columns = 1 + ("control" in single)
    figure, axes = new_figure(len(elements), columns, 1.4 + 0.95 * len(elements))
    for i, (row, element) in enumerate(zip(axes, elements)):
        name, where = ensemble.point(element)
        row[0].set_title(where + ", the last tenth" * bool(tail))
        for axis, reference in zip(row, (np.zeros(len(time)), single["control"][:, i] if columns > 1 else None)):
            drawn = []

            def line(values, **options):
                drawn.append(values[:, i] - reference)
                axis.plot(time, drawn[-1], **options)

            for shade, (label, lower, upper) in zip(np.linspace(0.85, 0.65, len(pairs)), pairs):
                drawn += [edge[:, i] - reference for edge in (lower, upper)]
                axis.fill_between(time, *drawn[-2:], color=str(shade), lw=0, label=label, zorder=0.5)
            for number, member in enumerate(kept):
                line(member, color="0.3", lw=0.3, alpha=0.7, label=kept_label(ensemble) if number == 0 else None)
            if "truth" in single:
                line(single["truth"], label="truth", **TRUE_STYLE | dict(lw=1.4))
            if middle:
                line(middle[1], color="black", lw=0.8, label=middle[0])
            if "control" in single:
                line(single["control"], label="control", **CONTROL_STYLE)
            mark_valid_time(axis, ensemble)
            over_time(axis, ensemble, ensemble.label(name, name) if axis is row[0] else "", i == len(elements) - 1)
            axis.set_ylim(*plume_limits(drawn))
            if tail and axis is row[0]:
                axis.set_xlim(*limits_of(time[tail:]))
            if not np.isfinite(np.concatenate(drawn)).any():
                axis.text(0.5, 0.5, "no finite values", transform=axis.transAxes, ha="center", va="center")
    if columns > 1:
        axes[0, 1].set_title("minus the control")
    for axis in axes[-1]:
        axis.set_xlabel("")
    figure.supxlabel(ensemble.time_label(), fontsize=7.5)
    figure.align_ylabels()
    what = "where members differ most" if pairs else "where it varies most"
    set_title(figure, ensemble.title, ensemble.what(f"{'plumes' if pairs else kept_label(ensemble)} {what}"), labelled(axes[0, 0]))
    return figure


@ensemble_function
def draw_scores(ensemble):
    """Spread and skill over time and against each other, and the continuous ranked probability score."""
    time, quantities = ensemble.time, ensemble.datasets
    spread, skill, crps = (ensemble.read(name) for name in ("spread", "skill", "mean_crps"))
    figure, axes = new_figure(3, 1, 5.6, gridspec_kw=dict(height_ratios=[1, 0.8, 1.9]))
    both_over_time, of_crps, against = axes[:, 0]
    both_over_time.plot(time, spread, color=COLOURS[0], label=quantities["spread"].title)
    both_over_time.plot(time, skill, color=COLOURS[1], ls="--", label=quantities["skill"].title)
    of_crps.plot(time, crps, color=COLOURS[2], label=quantities["mean_crps"].title)
    for axis, label in ((both_over_time, with_unit("spread,\nskill", quantities["skill"].units)),
                        (of_crps, with_unit("mean of\ncrps", quantities["mean_crps"].units))):
        over_time(axis, ensemble, label, axis is of_crps)
        mark_valid_time(axis, ensemble)
        axis.set_ylim(bottom=0)
    points = against.scatter(spread, skill, c=time, s=8, cmap=SEQUENTIAL)
    expected = np.sqrt(1 + 1 / ensemble.size)  # the mean of the members is off too
    both = np.concatenate([spread, skill])
    both = both[np.isfinite(both) & (both > 0)]
    low, high = (0.7 * both.min(), 1.4 * both.max()) if both.size else (0.1, 1)
    scale = "log" if high > 20 * low else "linear"
    low *= scale == "log"
    against.plot([low, high], [expected * low, expected * high], label="members that are as the truth", **EXPECTED_STYLE)
    against.set(xscale=scale, yscale=scale, xlim=(low, high), ylim=(low, high),
                xlabel=with_unit("spread", quantities["spread"].units), ylabel=with_unit("skill", quantities["skill"].units))
    against.grid(True)
    if scale == "log":
        plain_log(against.xaxis, against.yaxis)
    figure.colorbar(points, ax=against, label=wrapped(ensemble.time_label(), 30), pad=0.02)
    set_title(figure, ensemble.title, ensemble.what("scores over time", start=False), labelled(both_over_time, of_crps, against))
    return figure


@ensemble_function
def draw_ranks(ensemble):
    """How often the truth has which rank among the members, beside what is expected of members that are as the truth."""
    frequency, expected = ensemble.read("rank_frequency"), ensemble.read("rank_expected")
    edges = np.linspace(0, 1, len(frequency) + 1)
    figure, axes = new_figure(height=2.6)
    axis = axes[0, 0]
    axis.bar(edges[:-1], frequency, np.diff(edges), align="edge", color=COLOURS[5], edgecolor="white", label="found")
    axis.stairs(expected, edges, baseline=None, label="expected of members that are as the truth", **EXPECTED_STYLE)
    axis.set_xlim(0, 1)
    axis.set_xlabel("rank of the truth among the members, as a share")
    axis.set_ylabel("share of the ranks")
    set_title(figure, ensemble.title, ensemble.what("rank histogram, without the start", start=False), labelled(axis))
    return figure


@ensemble_function
def draw_reliability(ensemble):
    """How often the truth was above each threshold where its probability was so and so, and how often that was."""
    forecast, observed, counts, brier = (ensemble.read(name) for name in (
        "forecast_probability", "observed_frequency", "probability_count", "brier_score"))
    figure, axes = new_figure(2, 1, 4.4, sharex=True, gridspec_kw=dict(height_ratios=[2.6, 1]))
    axis, below = axes[:, 0]
    axis.plot([0, 1], [0, 1], label="reliable", **EXPECTED_STYLE)
    edges = np.linspace(0, 1, counts.shape[1] + 1)
    markers = "osD^v"
    for k, colour in enumerate(colours_of(len(counts))):
        seen = counts[k] > 0
        axis.plot(forecast[k][seen], observed[k][seen], marker=markers[k % len(markers)], ms=3.5, color=colour,
                  clip_on=False, label=f"{ensemble.above(k)}: Brier score {brier[k]:.3g}")
        below.stairs(counts[k], edges, color=colour, lw=1.2)
    axis.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of cases above the threshold")
    below.set_yscale("log")
    below.set_ylim(0.7 * counts[counts > 0].min(initial=1e9), 1.5 * counts.max(initial=1))
    plain_log(below.yaxis)
    below.set_xlabel("probability that was forecast")
    below.set_ylabel("cases")
    for own in (axis, below):
        own.grid(True)
    figure.align_ylabels()
    set_title(figure, ensemble.title, ensemble.what("reliability, without the start", start=False), labelled(axis))
    return figure


def anybody_leaves(ensemble):
    """Whether members leave the training data, or are not counted, from this initial condition."""
    return "left" in ensemble.datasets and bool(ensemble.read("left").max() > 0 or ensemble.read("counted").min() < 1)


@ensemble_function
def draw_departures(ensemble):
    """The share of the members that are outside the training data, have been, and that are counted."""
    figure, axes = new_figure(height=2.8)
    axis = axes[0, 0]
    for colour, style, name in ((COLOURS[1], "-", "outside"), (COLOURS[0], "--", "left"), (COLOURS[6], "-.", "counted")):
        axis.plot(ensemble.time, ensemble.read(name), color=colour, ls=style, label=DEPARTURES[name])
    over_time(axis, ensemble, "share of the members")
    mark_valid_time(axis, ensemble)
    axis.set_ylim(-0.03, 1.03)
    set_title(figure, ensemble.title, ensemble.what("members that leave the training data"), labelled(axis))
    return figure
