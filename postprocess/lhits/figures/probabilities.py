"""Maps of the probability that a threshold is exceeded: over time and space, or over a plane at a few times."""
import numpy as np

from .ensembles import ensemble_function
from .pictures import as_plane, draw_plane, label_corner, plane_height, space_time
from .style import COLOURS, at_time, new_figure, set_title

MAX_THRESHOLDS = 4
MAX_PLANES = 4    # times
MAX_TIMES = 1000  # across a map; more are not seen
SHADES = dict(cmap="cividis", vmin=0, vmax=1)
TRUTH_COLOUR = COLOURS[1]  # vermilion


def read_thinned(ensemble, name, *index):
    """(time, state) at no more times than are seen."""
    return ensemble.read(name, *index, slice(None, None, -(-len(ensemble.time) // MAX_TIMES)))


def outline(axis, x, y, truth, threshold):
    """The contour within which the truth is above; only where there is one."""
    if truth is not None and min(truth.shape) > 1 and np.nanmin(truth) <= threshold < np.nanmax(truth):
        axis.contour(x, y, truth, levels=[threshold], colors=[TRUTH_COLOUR], linewidths=1.0, linestyles="solid")


def draw_line(axis, time, probability, truth, threshold):
    """One point: its probability over time, shaded while the truth is above."""
    axis.plot(time, probability, color=COLOURS[0], lw=1.3)
    axis.set_xlim(time[0], time[-1])
    axis.set_ylim(-0.03, 1.03)
    if truth is not None:
        axis.fill_between(time, 0, 1, where=truth > threshold, color=TRUTH_COLOUR, alpha=0.2, lw=0,
                          transform=axis.get_xaxis_transform())


def rows_of(ensemble, shown):
    """(name, its elements, number of the threshold) of each that a figure shows."""
    return [(name, states, k) for name, states in ensemble.variables for k in range(shown) if ensemble.is_for(k, name)]


def draw_probability(run, surrogate=None, initial_condition=0, file="ensemble.h5"):
    """Maps of the probability of each threshold: over time and space, or over a plane at a few times."""
    ensembles = run.read_ensembles(initial_condition, file)
    flat = ensembles[surrogate or next(iter(ensembles))].y is None
    return (draw_over_time if flat else draw_on_planes)(run, surrogate, initial_condition, file)


@ensemble_function
def draw_over_time(ensemble):
    """A row for each variable and threshold: time to the right, space upwards."""
    shown = ensemble.thresholds[:MAX_THRESHOLDS]
    rows = rows_of(ensemble, len(shown))
    figure, axes = new_figure(len(rows), 1, 0.9 + 0.95 * len(rows), sharex=True)
    time = ensemble.time[::-(-len(ensemble.time) // MAX_TIMES)]
    truth = read_thinned(ensemble, "truth") if "truth" in ensemble.datasets else None
    image = None
    for axis, (name, states, k) in zip(axes[:, 0], rows):
        probability = read_thinned(ensemble, "probability", k)
        true = None if truth is None else truth[:, states]
        axis.set_title(f"{name} above {ensemble.value(shown[k])}")
        axis.set_ylabel(ensemble.x_label() if len(states) > 1 else "probability")
        if len(states) == 1:
            draw_line(axis, time, probability[:, states[0]], None if true is None else true[:, 0], shown[k])
            continue
        image = space_time(axis, time, ensemble.x[states], probability[:, states], **SHADES)
        outline(axis, time, ensemble.x[states], None if true is None else true.T, shown[k])
    axes[-1, 0].set_xlabel(ensemble.time_label())
    finish(figure, axes, ensemble, image, truth, len(shown))
    return figure


@ensemble_function
def draw_on_planes(ensemble):
    """A row for each variable and threshold, a column for each of a few times."""
    shown = ensemble.thresholds[:max(1, MAX_THRESHOLDS // len(ensemble.variables))]
    times = np.unique(np.linspace(0, len(ensemble.time) - 1, MAX_PLANES).round().astype(int))
    rows = rows_of(ensemble, len(shown))
    figure, axes = new_figure(len(rows), len(times), 1.0 + len(rows) * plane_height(ensemble, len(times)), sharex=True, sharey=True)
    truth = ensemble.read("truth", times) if "truth" in ensemble.datasets else None
    for row, (name, states, k) in zip(axes, rows):
        probability = ensemble.read("probability", k, times)
        for i, axis in enumerate(row):
            image = draw_plane(axis, ensemble, states, probability[i, states], **SHADES)
            true = None if truth is None else as_plane(ensemble, states, truth[i, states])
            if true is not None:
                outline(axis, *true, shown[k])
        row[0].set_ylabel(f"{name} > {ensemble.value(shown[k])}")
    label_corner(axes, ensemble)
    for axis, time in zip(axes[0], ensemble.time[times]):
        axis.set_title(at_time(time, ensemble.time_unit))
    finish(figure, axes, ensemble, image, truth, len(shown))
    return figure


def finish(figure, axes, ensemble, image, truth, shown):
    """The colour scale and the title, with how many thresholds are shown."""
    if image is not None:
        figure.colorbar(image, ax=list(axes.flat), label="probability", pad=0.01)
    all_of_them = len(ensemble.thresholds)
    cut = f" (the first {shown} of {all_of_them} thresholds)" if shown < all_of_them else ""
    set_title(figure, ensemble.title, ensemble.what("probabilities" + cut) + "; vermilion: where the truth is above" * (truth is not None))
