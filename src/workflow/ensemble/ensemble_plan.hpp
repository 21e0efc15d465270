// The work of an ensemble forecast.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../costs/costs.hpp"
#include "../stage_plan.hpp"
#include "ensemble_tasks.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Of the tasks with these numbers.
Plan<EnsembleTask> ensemble_plan(const Run& run, const EnsembleHeader& header,
                                 const EnsembleUnits& units,
                                 const std::vector<std::int64_t>& numbers, Costs& costs);

/// Of the whole ensemble that the deck asks for; nothing where it asks for none.
Plan<EnsembleTask> ensemble_plan(const Run& run, Costs& costs);

/// Bytes of a rank that does them; 0 where there are none.
double ensemble_memory(const Run& run);

/// A line for people; empty where there are none.
std::string ensemble_plan_text(const Run& run);

}  // namespace lhits
