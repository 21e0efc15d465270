// The work of the forecast stage, as units whose results are kept and as tasks of a pool.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "../evaluation.hpp"
#include "../protocol.hpp"
#include "../costs/costs.hpp"
#include "../stage_plan.hpp"
#include "lhits/workflow/stages.hpp"

namespace lhits {

struct ForecastJob {
    /// Forecasts: by the coupled steppers, by a single one, by adaptive steps, by the solver from
    /// the decoded initial state, by the solver and coarser ones. Statistics: of the true
    /// trajectories, and Lyapunov exponents of the solver and of a surrogate.
    enum class Kind {
        coupled,
        single,
        adaptive,
        perfect,
        direct,
        truth,
        solver_exponents,
        surrogate_exponents
    };
    Kind kind = Kind::coupled;
    std::string surrogate;  ///< none for `direct`, `truth`, `solver_exponents`
    Protocol protocol;
    MemberRange members;    ///< of what the protocol scores
    std::size_t chunk = 0;  ///< the number of the members' chunk
    std::size_t level = 0;  ///< of a single stepper
    std::string name{};     ///< of its task and, of a unit, of its result

    /// In forecast.h5.
    std::string group() const;
    /// Whether its members' results are one by one, so that any of them may be done together.
    bool by_member() const { return kind == Kind::perfect || kind == Kind::solver_exponents; }
};

/// What of a job is done or not: itself, or the job of each of its members.
std::vector<ForecastJob> units_of(const Run& run, const ForecastJob& job);

/// The units of a part of the members: whole chunks of them. The same on any number of ranks.
std::vector<ForecastJob> forecast_units(const Run& run, const Part& part);

/// Of the units whose names are not in `done`; members next to each other together, in as large
/// batches as leave every one of `ranks` some work.
Plan<ForecastJob> forecast_plan(const Run& run, const std::vector<ForecastJob>& units, int ranks,
                                Costs& costs, const std::set<std::string>& done = {});

}  // namespace lhits
