// What an ensemble forecast will take.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "costs.hpp"
#include "lhits/parallel/schedule.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// The tasks of the ensemble that the deck asks for, as those in stage_tasks.hpp; none where it
/// asks for none.
std::vector<Task> ensemble_tasks(const Run& run, Costs& costs);

/// Bytes of a rank that does them; 0 where there are none.
double ensemble_memory(const Run& run);

/// A line for people; empty where there are none.
std::string ensemble_plan_text(const Run& run);

}  // namespace lhits
