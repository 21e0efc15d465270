// What a deck says about parameters that differ from trajectory to trajectory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lhits/config/keys.hpp"

namespace lhits {

/// [parameters]: mu, settings of the system that each trajectory has its own of. Values of several
/// names stand next to each other, setting by setting.
struct ParametersTable final : Described {
    std::vector<std::string> names;  ///< real numbers of [system]; none: all trajectories are alike
    std::vector<double> low, high;   ///< drawn uniformly between these, one number a name
    /// Given instead of drawn, for the trajectories of a split: as many settings in a row as there
    /// are, each for an equal share of the trajectories.
    std::vector<double> train, validation, test;
    void describe(Keys& keys) override;

    std::size_t count() const { return names.size(); }
    /// The setting of trajectory `index` of `trajectories`, for which `given` is not empty.
    std::vector<double> given_to(std::int64_t index, std::int64_t trajectories,
                                 const std::vector<double>& given) const;
};

}  // namespace lhits
