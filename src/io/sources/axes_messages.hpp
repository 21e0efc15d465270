// What users read about the dimensions of arrays that have no names for them.
#pragma once

#include <string>
#include <vector>

#include "axes_by_length.hpp"

namespace lhits {

// An array is `called` "usol (5, 4)"; `beside` it are "t (4), x (5)", or nothing.

/// A note: how the names were found.
std::string guess_message(const std::string& called, const Reading& reading,
                          const std::string& beside);

/// A note: that an array alone is taken as times of points.
std::string convention_message(const Indices& shape);

/// A refusal, with a complete command for each reading. `variables`: to name; empty: none.
std::string unclear_message(const std::string& called, const Indices& shape, bool first_axis_first,
                            const std::vector<Reading>& readings, const std::string& beside,
                            const SourceOptions& options, const std::string& variables);

/// A refusal of --dimensions that no reading agrees with.
std::string contradiction_message(const std::string& called, const Indices& shape,
                                  bool first_axis_first, const std::vector<Reading>& readings,
                                  const std::string& beside, const SourceOptions& options);

/// A refusal of a file of vectors called x, y, z, as many as times.
std::string series_message(const std::vector<std::string>& names, const std::string& beside,
                           const SourceOptions& options);

}  // namespace lhits
