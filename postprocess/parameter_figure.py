"""The figure of forecasts by the parameters of their trajectories: errors and valid times, with the trained range."""
from drawing import COLOURS, np, plt


def draw_parameters(run, entry):
    own = entry["parameters"]
    names = list(own["values"])
    figure, axes = plt.subplots(2, len(names), figsize=(1.6 + 4.0 * len(names), 5.0), sharex="col", squeeze=False,
                                layout="constrained")
    for (above, below), name in zip(axes.T, names):
        values = np.array(own["values"][name], float)
        low, high = own["trained"][name]
        for axis, what, label in ((above, own["mse_state"], run.error_label()), (below, own["valid_time"], "valid time")):
            axis.axvspan(low, high, color="0.93", zorder=0)
            axis.plot(values, np.array(what, float), "o", color=COLOURS[0], ms=5, alpha=0.8)
            axis.set_ylabel(label)
            axis.grid(True, color="0.9", lw=0.6)
        above.set_yscale("log")
        below.set_ylim(bottom=0)
        below.set_xlabel(f"{name} (grey: trained range)")
    figure.suptitle(f"{run.system}, z = {entry['z']}: unseen trajectories", fontsize=10)
    return figure
