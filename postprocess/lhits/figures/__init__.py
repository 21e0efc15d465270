"""The figures of lhits. Each draw_ function takes a Run and options, and returns a matplotlib Figure of the width of a column.
Those of fields, latent coordinates, values and distance take NewStates too: open_run("out.nc").

    run = lhits.open_run("runs/fhn")
    lhits.figures.draw_fields(run, "z4", protocol="unseen", trajectory="median")    # or "best", "worst", 3
    lhits.figures.draw_plumes(run, "z4", initial_condition=2)
    lhits.figures.write_all(lhits.figures.all_figures(run), pathlib.Path("figures"))  # each as PNG and PDF
"""
from .adaptive import draw_adaptive
from .catalogue import all_figures
from .dimension import draw_dimension
from .ensembles import draw_departures, draw_plumes, draw_ranks, draw_reliability, draw_scores
from .errors import draw_error_over_time, draw_forecast_errors, draw_reconstruction
from .movies import draw_movie, write_movie
from .new_states import draw_distance, draw_values
from .parameters import draw_parameters
from .probabilities import draw_probability
from .states import draw_fields, draw_latent
from .statistics import draw_statistics
from .steppers import draw_steppers
from .style import write_all, write_both
from .sweeps import draw_sweep_cost, draw_sweep_error, draw_sweep_steppers
from .timelines import draw_timeline

__all__ = ["all_figures", "draw_adaptive", "draw_departures", "draw_dimension", "draw_distance", "draw_error_over_time", "draw_fields",
           "draw_forecast_errors", "draw_latent", "draw_movie", "draw_parameters", "draw_plumes", "draw_probability", "draw_ranks",
           "draw_reconstruction", "draw_reliability", "draw_scores", "draw_statistics", "draw_steppers", "draw_sweep_cost",
           "draw_sweep_error", "draw_sweep_steppers", "draw_timeline", "draw_values", "write_all", "write_both", "write_movie"]
