// Which dimension of an array is what: trajectory, time, component, or an axis of space.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "array_file.hpp"
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

/// The variable of that name, in whatever group it is; none, where there is none or several.
std::optional<std::size_t> find_variable(const std::vector<ArrayVariable>& variables,
                                         const std::string& name);

/// The variable of that name in the group of the variable `of`, or above it, as netCDF has it; else
/// in whatever group it is.
std::optional<std::size_t> find_near(const std::vector<ArrayVariable>& variables,
                                     const std::string& name, const std::string& of);

/// The names of the dimensions as the options, or the file, or else convention have them; empty:
/// unknown.
std::vector<std::string> dimensions_of(const ArrayVariable& variable, const SourceOptions& options);

/// What a file holds, for a message: "u (time, x: 100, 64), time (100)"; the largest first.
std::string contents_of(const std::vector<ArrayVariable>& variables,
                        const std::vector<LeftOut>& left_out = {});

}  // namespace lhits
