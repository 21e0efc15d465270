// Trajectories in files of lhits itself.
#pragma once

#include <memory>
#include <string>

#include "lhits/io/data_source.hpp"

namespace lhits {

/// The format of a file of ours with trajectories, "lhits data" (of `lhits import`) or "lhits
/// trajectories" (of a run); empty: it is another file.
std::string own_format(const std::string& path);

/// Opens such a file, whose header says all: components, axes, units, parameters. Of the options
/// `variables` chooses components, `units` and `time_units` are other names of units. Throws
/// InputError, which begins with the path.
std::unique_ptr<DataSource> open_own(const std::string& path, const std::string& format,
                                     const SourceOptions& options);

}  // namespace lhits
