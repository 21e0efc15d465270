// What the files of an import hold, before any of their data is read.
#pragma once

#include <vector>

#include "even_times.hpp"
#include "lhits/workflow/import.hpp"

namespace lhits {

/// Of one file.
struct ScannedFile {
    std::int64_t trajectories = 0;
    std::int64_t times = 0;  ///< that the result has of it, from its first
    TimeSpan span;
    std::int64_t trajectory = 0, time = 0;  ///< of the result, at which it begins
};

struct Scan {
    SourceShape first;  ///< of the first file, whose layout all have
    std::vector<ScannedFile> files;
    double dt = 0.0;
    double begin = 0.0;                        ///< the first time of the first trajectory
    std::int64_t trajectories = 0, times = 0;  ///< of the result
    std::vector<double> parameters;  ///< of the result, (trajectories, first.parameter_names)
    std::string sources;             ///< the files, and of those of lhits what they are made of
};

/// Collective: scans all files, each on one rank. Throws InputError.
Scan scan_files(const Communicator& ranks, const ImportRequest& request);

}  // namespace lhits
