// What a deck says about what is seen of a system.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/config/keys.hpp"

namespace lhits {

/// [observation]: the part of a state that is seen, and how often it was seen before. Nothing else
/// of a trajectory is kept, learned or forecast.
struct ObservationTable final : Described {
    std::vector<std::string> components;  ///< none: all
    std::vector<std::int64_t> points;     ///< of each component, counted from 0; none: all
    std::vector<std::int64_t> delays;  ///< rising, in steps: a moment is known by the states then
    void describe(Keys& keys) override;

    bool sees_all() const { return components.empty() && points.empty(); }
    /// Steps before a forecast's start that must be known.
    std::int64_t history() const { return delays.empty() ? 0 : delays.back(); }
};

}  // namespace lhits
