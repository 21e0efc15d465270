// Which dimension of an array is what: trajectory, time, component, or an axis of space.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "array_lookup.hpp"
#include "lhits/io/data_source.hpp"

namespace lhits {

/// The variables that make up states, and what their dimensions are; the same for all of them.
struct ArrayRoles {
    std::vector<std::size_t> variables;  ///< one for each component, or one for all
    std::vector<std::string> components;
    std::vector<std::string> dimensions;  ///< names, in the order of the file
    Indices shape;
    std::optional<std::size_t> group;  ///< counts trajectories more slowly than `trajectory`
    std::optional<std::size_t> trajectory, time, component;
    std::vector<std::size_t> space;            ///< the others, the slowest first
    std::optional<std::size_t> time_variable;  ///< the one with the times
};

/// Throws InputError, without the path. `left_out`: what the file holds besides.
ArrayRoles roles_of(const std::vector<ArrayVariable>& variables, const SourceOptions& options,
                    const std::vector<LeftOut>& left_out = {});

}  // namespace lhits
