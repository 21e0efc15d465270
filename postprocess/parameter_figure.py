"""The figure of forecasts by the parameters of their trajectories: errors and valid times, with the trained range."""
from drawing import COLOURS, np, plt


def draw_parameters(run, entry):
    own = entry["parameters"]
    names = list(own["values"])
    figure, axes = plt.subplots(2, len(names), figsize=(1.6 + 4.0 * len(names), 5.0), sharex="col", squeeze=False,
                                layout="constrained")
    for (errors, valid), name in zip(axes.T, names):
        values = np.array(own["values"][name], float)
        low, high = own["trained"][name]
        for axis in (errors, valid):
            axis.axvspan(low, high, color="0.93", zorder=0)
            axis.grid(True, color="0.9", lw=0.6)
        marks = {"marker": "o", "ls": "", "color": COLOURS[0], "ms": 5}
        errors.plot(values, np.array(own["mse_state"], float), **marks)
        errors.set_yscale("log")
        errors.set_ylabel(run.error_label())
        if "perfect_model_valid_time" in own:
            valid.plot(values, np.array(own["perfect_model_valid_time"], float), **{**marks, "color": "0.3", "ms": 8},
                       mfc="none", label="perfect model")
        valid.plot(values, np.array(own["valid_time"], float), **marks, label="surrogate")
        valid.set_ylim(bottom=0)
        valid.set_ylabel(run.valid_time_label())
        valid.set_xlabel(f"{name} (grey: trained range)")
        valid.legend(fontsize=8)
    figure.suptitle(f"{run.system}, z = {entry['z']}: unseen trajectories", fontsize=10)
    return figure
