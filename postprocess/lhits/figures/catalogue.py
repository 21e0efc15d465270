"""Every figure of a run, by name."""
from functools import partial

from ..new_states import NewStates
from . import ensembles, errors, new_states, states, sweeps
from .adaptive import draw_adaptive
from .dimension import draw_dimension
from .parameters import draw_parameters
from .probabilities import draw_probability
from .statistics import draw_statistics
from .steppers import draw_steppers


def all_figures(run, trajectory="median"):
    """[(name, function that draws it)] of a run, of a sweep, of an ensemble by a model from elsewhere, or of new states."""
    if isinstance(run, NewStates):
        return new_states_figures(run, trajectory)
    of_ensembles = [drawn for name in run.ensemble_files for drawn in ensemble_figures(run, name)]
    if of_ensembles and not (run.directory / "report.json").exists():
        return of_ensembles
    own = sweep_figures(run) if "sweep" in run.report else run_figures(run, trajectory)
    return [*own, *of_ensembles]


def run_figures(run, trajectory):
    """Of forecasts. Those of the baseline in the full space are drawn by themselves only where there is nothing else."""
    run.group(None)
    latent = run.report["latent"]
    if len(latent) > 1:
        yield "reconstruction_error", partial(errors.draw_reconstruction, run)
        yield "forecast_error", partial(errors.draw_forecast_errors, run)
    for protocol in run.protocols:
        suffix = "" if protocol == "unseen" else f"-{protocol}"
        for name in run.groups:
            forecast = run.forecast(name, protocol, trajectory)
            if latent and name == "full":
                continue
            which = name, protocol, trajectory
            yield f"latent_{name}{suffix}", partial(states.draw_latent, run, *which)
            if run.places.fields:
                yield f"fields_{name}{suffix}", partial(states.draw_fields, run, *which)
            if len(forecast.stride):
                yield f"steppers_{name}{suffix}", partial(draw_steppers, run, name, protocol)
        yield f"error_over_time{suffix}", partial(errors.draw_error_over_time, run, protocol)
    for name, entry in run.groups.items():
        if len(entry.get("parameters", {}).get("mse_state", [])) > 1:
            yield f"parameters_{name}", partial(draw_parameters, run, name)
        if "statistics" in entry:
            yield f"statistics_{name}", partial(draw_statistics, run, name)
        if "adaptive" in entry:
            yield f"adaptive_{name}", partial(draw_adaptive, run, name, trajectory)
    if run.report.get("dimension"):
        yield "dimension", partial(draw_dimension, run)


def new_states_figures(run, trajectory):
    """Of forecasts without a truth."""
    run.forecast(trajectory=trajectory)
    flat = run.is_of_points or not run.places.fields
    drawn = {"values": new_states.draw_values} if flat else {"fields": states.draw_fields}
    drawn |= {"latent": states.draw_latent, "distance": new_states.draw_distance}
    return [(f"{what}_{run.surrogate}", partial(draw, run, trajectory=trajectory)) for what, draw in drawn.items()]


def sweep_figures(run):
    sweeps.check_sweep(run.report)
    groups = run.report["groups"]
    if len(groups) > 1:
        yield "sweep_cost", partial(sweeps.draw_sweep_cost, run)
    if len(sweeps.dimensions_of(run)) > 1:
        yield "sweep_error", partial(sweeps.draw_sweep_error, run)
    if any(len(group["steppers"]) > 1 for group in groups):
        yield "sweep_steppers", partial(sweeps.draw_sweep_steppers, run)


def ensemble_figures(run, file="ensemble.h5", initial_condition=0):
    """Of an ensemble file, of whatever it has the data for."""
    drawn = []
    for name, ensemble in run.read_ensembles(initial_condition, file).items():
        own = {"plumes": ensembles.draw_plumes}
        if "spread" in ensemble.datasets:
            own |= {"scores": ensembles.draw_scores, "ranks": ensembles.draw_ranks}
        if len(ensemble.thresholds):
            own["probability"] = draw_probability
        if "brier_score" in ensemble.datasets:
            own["reliability"] = ensembles.draw_reliability
        if ensembles.anybody_leaves(ensemble):
            own["departures"] = ensembles.draw_departures
        drawn += [(f"{file.removesuffix('.h5')}_{what}_{name}", partial(draw, run, name, initial_condition, file))
                  for what, draw in own.items()]
    return drawn
