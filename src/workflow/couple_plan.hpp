// The work of couple().
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "costs/costs.hpp"
#include "protocol.hpp"
#include "stage_plan.hpp"

namespace lhits {

/// A surrogate and a protocol that its strides are to be chosen for.
struct Choice {
    SurrogatePlan plan;
    Protocol protocol;

    std::string name() const { return plan.name + ", " + protocol.name; }
};

/// The rollouts that start at level `coarsest` of a surrogate and end at each level finer: they
/// share their coarse part.
struct Candidates {
    std::size_t choice = 0;  ///< its number
    std::size_t coarsest = 0;
    bool finest_only = false;  ///< score the whole range only, not those that end earlier
    std::size_t number = 0;    ///< among the jobs of the plan
};

/// All that the deck asks for.
std::vector<Choice> all_choices(const Run& run);

/// All ranges of strides of each choice; or, for the paper's search, those that end at the finest.
Plan<Candidates> coupling_plan(const Run& run, const std::vector<Choice>& choices, Costs& costs);

/// What the paper's search needs then: of each choice those with the best coarse end.
Plan<Candidates> finer_ends_plan(const Run& run, const std::vector<Choice>& choices,
                                 const std::vector<std::size_t>& coarsest, Costs& costs);

/// What is learnt of how far each surrogate can be trusted.
Plan<SurrogatePlan> trust_plan(const Run& run, Costs& costs);

}  // namespace lhits
