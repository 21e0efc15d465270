// What trajectory and forecast files say alike: of which run they are, and along which axes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// What files call `source`.
inline constexpr const char* source_item = "source_checksum";

struct RunHeader {
    std::string system;
    double dt = 0.0;
    std::int64_t steps = 0;  ///< the time axis has steps + 1 entries and starts at 0
    StateLayout coordinates;
    std::string deck;  ///< as text
    std::int64_t seed = 0;
    /// Of what differs from trajectory to trajectory; words, as they name variables.
    std::vector<std::string> parameter_names{};
    /// Steps before a moment at which states are part of what it is known by; rising.
    std::vector<std::int64_t> delays{};
    /// Checksum of the contents of the file that the trajectories come from, or their initial
    /// conditions; 0: there is none, or an earlier lhits did not keep it.
    std::int64_t source = 0;

    /// Samples before time 0 that are known.
    std::int64_t history() const { return delays.empty() ? 0 : delays.back(); }

    bool operator==(const RunHeader&) const = default;
};

}  // namespace lhits
