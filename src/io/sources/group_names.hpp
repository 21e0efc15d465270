// Names of groups, and which of them belong together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "array_file.hpp"

namespace lhits {

/// Groups whose contents can be put together.
struct Siblings {
    std::string outside;              ///< the path above and between what differs: "data"
    std::string counted;              ///< what they are: "group" or "time"
    std::vector<std::string> groups;  ///< their paths in natural order: "data/run_2", "data/run_10"
};

/// All of a file, from the names of its variables, the inner before the outer. `any_names`: also
/// groups whose names do not differ in numbers alone, and that have no times.
std::vector<Siblings> siblings_of(const std::vector<ArrayVariable>& variables, bool any_names);

/// Whether `one` is before `other` where numbers in them count as numbers: "run2" < "run10".
bool natural_less(const std::string& one, const std::string& other);

}  // namespace lhits
