"""The figures of a sweep, from its report.json: error against the latent dimension with bars over seeds, cost
against error, and the steppers by stride."""
import itertools

import numpy as np
from matplotlib.lines import Line2D

from ..files import InputError
from ..runs import error_label
from .style import colours_of, figure_function, new_figure, plain_log, plain_strides, set_title, wrapped

SPREAD = ("median", "smallest", "largest")
MARKERS = "osD^vP*X"
ROOF = 10  # times the largest error of coupled steppers: single ones beyond have diverged


def spread_of(groups, key, root=False):
    """(median, distances to the smallest and the largest) of each group; what is not finite is not drawn."""
    values = np.array([[np.nan if group[key][part] is None else group[key][part] for part in SPREAD]
                       for group in groups], dtype=float)
    values[~np.isfinite(values) | (values <= 0)] = np.nan
    middle, smallest, largest = (np.sqrt(values) if root else values).T
    return middle, np.nan_to_num(np.stack([middle - smallest, largest - middle]))


def label_of(run):
    return error_label("mean squared error of the state", run.report.get("units", "1"))


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


class Looks:
    """A colour for each setting that is swept beside z and seed, a marker for each surrogate; where nothing else is swept
    each surrogate has a colour of its own."""

    def __init__(self, groups):
        self.texts, self.surrogates = (list(dict.fromkeys(names)) for names in list(zip(*groups))[:2][::-1])
        self.by_text = len(self.texts) > 1
        self.colours = dict(zip(self.texts if self.by_text else self.surrogates,
                                colours_of(len(self.texts if self.by_text else self.surrogates))))

    def of(self, surrogate, text):
        marker = MARKERS[self.surrogates.index(surrogate) % len(MARKERS)]
        return dict(color=self.colours[text if self.by_text else surrogate], marker=marker, ms=4)

    def handles(self, markers=True):
        """For a legend."""
        found = [Line2D([], [], color=self.colours[text], lw=3, label=text) for text in self.texts if self.by_text]
        return found + [Line2D([], [], ls="", label=surrogate, **self.of(surrogate, self.texts[0]) | (
            dict(color="0.3") if self.by_text else {})) for surrogate in self.surrogates if markers]


def title(figure, run, what, handles):
    runs = sorted({group["runs"] for group in run.report["groups"]})
    seeds = " to ".join(map(str, dict.fromkeys((runs[0], runs[-1]))))
    bars = f"median of {seeds} seeds, bars from the smallest to the largest" if runs[-1] > 1 else "one seed"
    set_title(figure, run.title, f"{what}; {bars}", handles)


def dimensions_of(run):
    """The latent dimensions of a sweep."""
    return sorted({group["z"] for surrogate, _, group in named_groups(run) if surrogate != "full space"})


def shifts(count, width):
    """So that bars of as many settings stand beside each other."""
    return width * (np.arange(count) - (count - 1) / 2)


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
    styles = [("reduction_mse", "reconstruction, unseen", ":", "^"), ("mse_state", "forecast, unseen", "-", "o"),
              ("mse_state_in_sample", "forecast, in-sample", "--", "s")]
    handles = [Line2D([], [], color=colour, lw=3, label=text) for text, colour in zip(families, colours_of(len(families)))
               if len(families) > 1]
    for key, label, style, marker in styles:
        for groups, colour, shift in zip(families.values(), colours_of(len(families)), shifts(len(families), 0.06)):
            if key in groups[0]:
                middle, bars = spread_of(groups, key, root=True)
                z = np.array([group["z"] for group in groups]) + shift
                axis.errorbar(z, middle, bars, ls=style, marker=marker, ms=3, capsize=2, lw=0.9, color=colour)
        if key in groups[0]:
            handles.append(Line2D([], [], color="0.3", ls=style, marker=marker, ms=3, label=label))
    printed = {int(z): error for z, error in sweep.get("printed", {}).get("mse_state", {}).items()}
    shown = [z for z in dimensions if z in printed]
    if shown:
        handles += axis.plot(shown, np.sqrt([printed[z] for z in shown]), "v", color="0.45", ms=5, label="printed (Hamid et al., 2024)")
    if sweep["recommended"]:
        handles.append(axis.axvline(sweep["recommended"]["z"], color="0.6", lw=1, ls="-.", label="recommended"))
    axis.set_xticks(dimensions)
    axis.grid(True)
    plain_log(axis.yaxis)
    axis.set_xlabel("latent dimension z")
    axis.set_ylabel(wrapped(label_of(run)))
    title(figure, run, "error by latent dimension", handles)
    return figure


@figure_function
def draw_sweep_cost(run):
    """Unseen forecast error against the seconds that a forecast takes, and the seconds of training."""
    figure, axes = new_figure(1, 2, 3.2, sharey=True)
    groups = named_groups(run)
    looks = Looks(groups)
    for axis, key, label in zip(axes[0], ("seconds_per_forecast", "train_seconds"), ("a forecast (s)", "training (s)")):
        for surrogate, text, group in groups:
            error, error_bars = spread_of([group], "mse_state", root=True)
            cost, cost_bars = spread_of([group], key)
            axis.errorbar(cost, error, error_bars, cost_bars, ls="", capsize=2, lw=0.9, **looks.of(surrogate, text))
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.grid(True)
        plain_log(axis.xaxis)
        axis.tick_params(axis="x", labelrotation=30)
        axis.set_xlabel(label)
    plain_log(axes[0, 0].yaxis)
    axes[0, 0].set_ylabel(wrapped(label_of(run) + ", unseen"))
    title(figure, run, "error against cost", looks.handles())
    return figure


@figure_function
def draw_sweep_steppers(run):
    """The error of each stepper alone by its stride, for each group, beside that of the coupled ones."""
    groups = [named for named in named_groups(run) if len(named[2]["steppers"]) > 1]
    if not groups:
        raise InputError("sweep: expected forecasts of single steppers, found none")
    figure, axes = new_figure(height=3.6)
    axis = axes[0, 0]
    axis.set_yscale("log")
    axis.set_xscale("log", base=2)
    looks, diverged, seen = Looks(groups), [], []
    coupled = [spread_of([group], "mse_state", root=True)[0][0] for _, _, group in groups]
    top = ROOF * np.nanmax(coupled, initial=1e-30)
    for (surrogate, text, group), line, shift in zip(groups, coupled, shifts(len(groups), 0.05)):
        strides = np.array([stepper["stride"] for stepper in group["steppers"]])
        middle, bars = spread_of(group["steppers"], "mse", root=True)
        off = ~(middle <= top)
        diverged += list(strides[off])
        axis.errorbar(strides * 2 ** shift, np.where(off, 10 * top, middle), np.where(off, 0, bars), ls="-", lw=0.6, capsize=1.5, **looks.of(surrogate, text))
        axis.axhline(line, color=looks.of(surrogate, text)["color"], lw=0.8, ls="--")
        seen += [line, *middle[~off]]
    axis.set_ylim(0.6 * np.nanmin(seen, initial=top), top)
    for stride in sorted(set(diverged)):
        axis.annotate(f"{diverged.count(stride)} of {len(groups)}\ndiverged", (stride, top), xytext=(0, -2), textcoords="offset points",
                      ha="left" if stride == min(strides) else "center", va="top", fontsize=7, bbox=dict(color="white", alpha=0.8, pad=0.5))
    axis.grid(True)
    plain_log(axis.yaxis)
    plain_strides(axis.xaxis)
    axis.set_xlabel("stride")
    axis.set_ylabel(wrapped(label_of(run) + ", unseen"))
    title(figure, run, "single steppers (points) and coupled ones (dashed)", looks.handles())
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
