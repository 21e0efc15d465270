// The work of generate().
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "costs/costs.hpp"
#include "lhits/io/trajectory_file.hpp"
#include "lhits/workflow/run.hpp"
#include "stage_plan.hpp"

namespace lhits {

/// One of the trajectories.
struct Member {
    Split split = Split::train;
    std::int64_t trajectory = 0;
    std::size_t index = 0;  ///< among those of all splits, in their order
};

/// Trajectories of one split that are integrated together.
using Batch = std::vector<Member>;

/// All that the deck asks for.
std::vector<Member> trajectory_members(const Run& run);

/// For `members`, in the order of the splits, on `ranks` ranks.
Plan<Batch> generate_plan(const Run& run, const std::vector<Member>& members, int ranks,
                          Costs& costs);

}  // namespace lhits
