// Groups of the same contents, as arrays with one more dimension.
#pragma once

#include <memory>

#include "array_file.hpp"

namespace lhits {

/// The name of the dimension that counts groups, each of which holds a trajectory.
constexpr const char* of_groups = "group";

/// Shows groups that have the same variables and whose names differ in their numbers ("0000/u",
/// "0001/u"), or in anything where each has its times, as variables with one more dimension, the
/// first, in the natural order of the groups' names. Groups that are called after times ("step_7")
/// are along "time". What is the same vector in all groups (times, places) stays as it is in one;
/// attributes of the groups are an attribute with a number for each of them. Variables that the
/// options call by their whole names stay as they are.
std::unique_ptr<ArrayFile> group_arrays(std::unique_ptr<ArrayFile> file,
                                        const SourceOptions& options);

/// The same variable as it is in one group.
ArrayVariable within_group(const ArrayVariable& variable);

}  // namespace lhits
