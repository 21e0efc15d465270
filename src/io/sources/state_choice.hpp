// Which variables make up a state together.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "array_lookup.hpp"

namespace lhits {

/// Whether the file does not attach different places to dimensions that may have the same name.
bool are_over_same_places(const ArrayVariable& one, const ArrayVariable& other);

/// The variables that the options name, or those over time that have the most numbers together.
/// Throws InputError, without the path.
std::vector<std::size_t> variables_of_state(const GivenArrays& given);

/// Which of the dimensions of a variable, whose names are given, is that of time; none: no one
/// says.
std::optional<std::size_t> time_among(const GivenArrays& given, const ArrayVariable& variable,
                                      const std::vector<std::string>& names);

}  // namespace lhits
