// Which variables make up a state together.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "array_file.hpp"
#include "lhits/io/data_source.hpp"

namespace lhits {

/// Whether the file does not attach different places to dimensions that may have the same name.
bool are_over_same_places(const ArrayVariable& one, const ArrayVariable& other);

/// Of variables that could be components those over the same dimensions that have the most numbers
/// together; all where that does not say which.
std::vector<std::size_t> variables_of_one_state(const std::vector<ArrayVariable>& variables,
                                                const std::vector<std::size_t>& candidates,
                                                const SourceOptions& options);

}  // namespace lhits
