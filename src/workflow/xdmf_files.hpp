// The XDMF files of a run.
#pragma once

#include "lhits/io/ensemble_file.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Collective: trajectories.xmf beside a whole trajectories.h5: the first trajectories of each
/// split.
void write_trajectories_xdmf(const Run& run, bool only_if_missing = false);

/// Collective: forecast.xmf beside a whole forecast.h5: the first forecasts of each surrogate and
/// protocol, with the true states.
void write_forecast_xdmf(const Run& run, bool only_if_missing = false);

/// The same for a finished ensemble: its mean, standard deviation, control and truth.
void write_ensemble_xdmf(const Run& run, const EnsembleHeader& header);

}  // namespace lhits
