"""Maps of the probability that a threshold is exceeded: over time and space, or over a plane at a few times."""
from drawing import COLOURS, np, plt
from places import as_plane, draw_plane
from state_figures import MAX_PANELS, space_time

MAX_TIMES = 1000  # across a map; more are not seen
SHADES = dict(cmap="Blues", vmin=0, vmax=1)
TRUTH_COLOUR = COLOURS[1]


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


def draw_probability(ensemble):
    """A row for each variable, a column for each threshold: time to the right, space upwards."""
    shown = ensemble.thresholds[:MAX_PANELS]
    rows = len(ensemble.variables)
    figure, axes = plt.subplots(rows, len(shown), figsize=(2.5 + 5 * len(shown), 1.8 + 2.6 * rows), layout="constrained",
                                squeeze=False, sharex=True, sharey="row")
    time = ensemble.time[::-(-len(ensemble.time) // MAX_TIMES)]
    truth = read_thinned(ensemble, "truth") if "truth" in ensemble.datasets else None
    image = None
    for k, (column, threshold) in enumerate(zip(axes.T, shown)):
        probability = read_thinned(ensemble, "probability", k)
        for axis, (name, states) in zip(column, ensemble.variables):
            true = None if truth is None else truth[:, states]
            axis.set_title(f"{name} above {ensemble.value(threshold)}", fontsize=10)
            if len(states) == 1:
                draw_line(axis, time, probability[:, states[0]], None if true is None else true[:, 0], threshold)
                continue
            image = space_time(axis, time, ensemble.x[states], probability[:, states], **SHADES)
            outline(axis, time, ensemble.x[states], None if true is None else true.T, threshold)
    for axis, (_, states) in zip(axes[:, 0], ensemble.variables):
        axis.set_ylabel(ensemble.x_label() if len(states) > 1 else ensemble.datasets["probability"].label)
    for axis in axes[-1]:
        axis.set_xlabel(ensemble.time_label())
    finish(figure, axes, ensemble, image, truth, len(shown))
    return figure


def draw_probability_planes(ensemble):
    """A row for each variable and threshold, a column for each of a few times."""
    shown = ensemble.thresholds[:max(1, MAX_PANELS // len(ensemble.variables))]
    times = np.unique(np.linspace(0, len(ensemble.time) - 1, 5).round().astype(int))
    rows = [(name, states, k) for name, states in ensemble.variables for k in range(len(shown))]
    figure, axes = plt.subplots(len(rows), len(times), figsize=(1.6 + 2.5 * len(times), 1.4 + 2.4 * len(rows)),
                                layout="constrained", squeeze=False, sharex=True, sharey=True)
    truth = ensemble.read("truth", times) if "truth" in ensemble.datasets else None
    for row, (name, states, k) in zip(axes, rows):
        probability = ensemble.read("probability", k, times)
        for i, axis in enumerate(row):
            image = draw_plane(axis, ensemble, states, probability[i, states], **SHADES)
            true = None if truth is None else as_plane(ensemble, states, truth[i, states])
            if true is not None:
                outline(axis, *true, shown[k])
        row[0].set_ylabel(f"{name} above {ensemble.value(shown[k])}\n{ensemble.y_label()}")
    for axis, time in zip(axes[0], ensemble.time[times]):
        axis.set_title(f"time {time:.4g}" + f" {ensemble.time_unit}" * (ensemble.time_unit not in ("", "1")), fontsize=10)
    for axis in axes[-1]:
        axis.set_xlabel(ensemble.x_label())
    finish(figure, axes, ensemble, image, truth, len(shown))
    return figure


def finish(figure, axes, ensemble, image, truth, shown):
    """The colour scale and the title, with how many thresholds are shown."""
    if image is not None:
        figure.colorbar(image, ax=list(axes.flat), label=ensemble.datasets["probability"].label, pad=0.01)
    all_of_them = len(ensemble.thresholds)
    cut = f" (first {shown} of {all_of_them} thresholds)" if shown < all_of_them else ""
    figure.suptitle(ensemble.title("probabilities" + cut) + "; orange: where the truth is above" * (truth is not None))
