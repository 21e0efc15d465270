"""Figures of one trajectory, true and predicted: its latent coordinates, its fields over space and time, its planes."""
from drawing import PREDICTED_STYLE, TRUE_STYLE, matplotlib, np, plt
from places import draw_plane

MAX_PANELS = 4     # latent coordinates drawn
MAX_VARIABLES = 2  # of a state in a plane


def draw_latent(run, forecast):
    """Latent coordinates of one trajectory, all times and the last tenth."""
    time, count = forecast.time, forecast.latent_true.shape[1]
    shown = min(count, MAX_PANELS)
    figure, axes = plt.subplots(shown, 2, figsize=(11, 1.4 + 1.75 * shown), layout="constrained", squeeze=False,
                                sharex="col", sharey="row", gridspec_kw=dict(width_ratios=[2.6, 1]))
    tail = slice(min(len(time) * 9 // 10, len(time) - 2), None)
    for i, row in enumerate(axes):
        for axis, part in zip(row, (slice(None), tail)):
            axis.plot(time[part], forecast.latent_true[part, i], label="true", **TRUE_STYLE)
            axis.plot(time[part], forecast.latent_predicted[part, i], label="predicted", **PREDICTED_STYLE)
            axis.set_xlim(time[part][0], time[part][-1])
            axis.grid(True, color="0.92", lw=0.6)
        low, high = forecast.latent_true[:, i].min(), forecast.latent_true[:, i].max()
        margin = 0.15 * (high - low) or 1.0
        row[0].set_ylim(low - margin, high + margin)
        row[0].set_ylabel(f"$z_{{{i + 1}}}$")
    axes[0, 0].set_title("all times", fontsize=10, loc="left")
    axes[0, 1].set_title("the last tenth", fontsize=10, loc="left")
    axes[0, 0].legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.1, frameon=False, ncols=2)
    for axis in axes[-1]:
        axis.set_xlabel(run.time_label())
    cut = f" (first {shown} of {count})" if shown < count else ""
    figure.suptitle(f"{run.system}, {forecast.title()}: latent variables{cut}, {forecast.one()}")
    return figure


def space_time(axis, time, x, values, **options):
    """A picture of values (time, x): time to the right, x upwards; what is not finite is grey."""
    colours = matplotlib.colormaps[options.pop("cmap")].with_extremes(bad="0.75")
    values = np.ma.masked_invalid(values.T)
    if np.allclose(np.diff(x), x[1] - x[0] if len(x) > 1 else 0):
        half_t, half_x = (0.5 * (c[-1] - c[0]) / max(len(c) - 1, 1) or 0.5 for c in (time, x))
        extent = (time[0] - half_t, time[-1] + half_t, x[0] - half_x, x[-1] + half_x)
        rows = values.repeat(-(-256 // len(x)), axis=0)  # few rows would be smoothed as many columns are
        return axis.imshow(rows, origin="lower", aspect="auto", extent=extent, cmap=colours, **options)
    return axis.pcolormesh(time, x, values, shading="nearest", cmap=colours, rasterized=True, **options)


def draw_fields(run, forecast):
    """Each variable of the state: true, predicted (one colour scale), absolute error."""
    rows = len(run.variables)
    figure, axes = plt.subplots(rows, 3, figsize=(13, 1.3 + 2.6 * rows), layout="constrained", squeeze=False,
                                sharex=True, sharey="row")
    for row, (name, states) in zip(axes, run.variables):
        true, guess, x = forecast.u_true[:, states], forecast.u_predicted[:, states], run.x[states]
        low, high = extent_of(true)
        if low == high:
            low, high = low - 0.5, high + 0.5
        width = high - low
        outside = np.isfinite(guess) & (np.abs(guess - 0.5 * (low + high)) > 0.52 * width)
        error = np.abs(guess - true)
        worst = min(float(np.quantile(error[np.isfinite(error)], 0.999)) if np.isfinite(error).any() else 0.0, width) or 1.0
        guess = np.where(np.isinf(guess), np.nan, np.clip(guess, low - width, high + width))
        for axis, values, title in ((row[0], true, f"{name}, true"), (row[1], guess, f"{name}, predicted")):
            image = space_time(axis, forecast.time, x, values, cmap="viridis", vmin=low, vmax=high)
            axis.set_title(title, fontsize=10)
        figure.colorbar(image, ax=list(row[:2]), label=run.label(name, name), pad=0.01,
                        extend="both" if outside.any() else "neither")
        error = np.where(error < np.inf, np.minimum(error, 2 * worst), np.nan)
        image = space_time(row[2], forecast.time, x, error, cmap="inferno", vmin=0, vmax=worst)
        row[2].set_title(f"{name}, absolute error", fontsize=10)
        figure.colorbar(image, ax=row[2], label=run.label(f"|error of {name}|", name), pad=0.02,
                        extend="max" if (error > worst).any() else "neither")
        row[0].set_ylabel(run.x_label())
    for axis in axes[-1]:
        axis.set_xlabel(run.time_label())
    figure.suptitle(f"{run.system}, {forecast.title()}: true and predicted fields, {forecast.one()}")
    return figure


def extent_of(true):
    """The lowest and the highest value, of those that are not missing."""
    known = true[np.isfinite(true)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def scale_of(true):
    """(colours, lowest, highest) for a variable: about zero where it has both signs."""
    low, high = extent_of(true)
    if low < 0 < high:
        largest = max(-low, high)
        return "RdBu_r", -largest, largest
    return "viridis", low, high if high > low else low + 1.0


def draw_planes(run, forecast):
    """The variables of a state in a plane at a few times: true, predicted, difference."""
    shown = run.variables[:MAX_VARIABLES]
    times = np.unique(np.linspace(0, len(forecast.time) - 1, 5).round().astype(int))
    figure, axes = plt.subplots(3 * len(shown), len(times), figsize=(1.6 + 2.5 * len(times), 0.5 + 7.5 * len(shown)),
                                layout="constrained", squeeze=False, sharex=True, sharey=True)
    for rows, (name, states) in zip(axes.reshape(len(shown), 3, -1), shown):
        true, guess = forecast.u_true[:, states], forecast.u_predicted[:, states]
        colours, low, high = scale_of(true)
        difference = guess[times] - true[times]
        known = np.abs(difference[np.isfinite(difference)])
        worst = min(float(np.quantile(known, 0.999)) if known.size else 0.0, high - low) or 1.0
        for label, row, values, style in (
                (f"{name}, true", rows[0], true[times], (colours, low, high)),
                (f"{name}, predicted", rows[1], guess[times], (colours, low, high)),
                ("predicted - true", rows[2], difference, ("RdBu_r", -worst, worst))):
            cmap, low_end, high_end = style
            for axis, plane in zip(row, values):
                image = draw_plane(axis, run, states, np.where(np.isfinite(plane), plane, np.nan), vmin=low_end, vmax=high_end,
                                   cmap=cmap)
            figure.colorbar(image, ax=list(row), label=run.label(label, name), pad=0.01,
                            extend="both" if ((values < low_end) | (values > high_end)).any() else "neither")
            row[0].set_ylabel(run.y_label())
    for axis, time in zip(axes[0], forecast.time[times]):
        axis.set_title(f"time {time:.4g}" + f" {run.time_unit}" * (run.time_unit not in ("", "1")), fontsize=10)
    for axis in axes[-1]:
        axis.set_xlabel(run.x_label())
    names = ", ".join(name for name, _ in shown)
    names += f" (first {len(shown)} of {len(run.variables)})" * (len(shown) < len(run.variables))
    plane = f" in the plane {run.plane}" if run.plane else ""
    figure.suptitle(f"{run.system}, {forecast.title()}: true and predicted {names}{plane}, {forecast.one()}")
    return figure
