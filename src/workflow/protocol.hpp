// The ways to score a surrogate, by name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/hits/coupling.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// The first `count` trajectories of a split.
struct TrajectorySet {
    Split split = Split::test;
    std::int64_t count = 0;
};

/// What a surrogate's strides are chosen on and its forecasts scored on.
struct Protocol {
    std::string name;
    TrajectorySet chosen_on, scored_on;

    /// Of a surrogate's forecasts in forecast.h5: "z8", "z8-in-sample".
    std::string group(const std::string& surrogate) const;
};

/// Strides and forecasts both on training trajectories, as in the paper: what the networks know by
/// heart.
inline constexpr const char* in_sample = "in-sample";

/// `unseen`, then `in_sample` where [forecast] in_sample asks for it.
std::vector<Protocol> protocols(const Run& run);

}  // namespace lhits
