// What the files of an import hold, before any of their data is read.
#pragma once

#include <vector>

#include "lhits/workflow/import.hpp"

namespace lhits {

/// Of one file.
struct ScannedFile {
    std::int64_t trajectories = 0, times = 0;
    double first = 0.0, last = 0.0;  ///< times; not a number: it has none
    double dt = 0.0;                 ///< between its times; 0: it has less than two
};

struct Scan {
    SourceShape first;  ///< of the first file, whose layout all have
    std::vector<ScannedFile> files;
    double dt = 0.0;
    std::int64_t trajectories = 0, times = 0;  ///< of the result
    std::vector<double> parameters;  ///< of the result, (trajectories, first.parameter_names)
    std::string sources;             ///< the files, and of those of lhits what they are made of

    /// Where the file number i goes: its first trajectory and its first time.
    std::int64_t trajectory_of(std::size_t i, bool join) const;
    std::int64_t time_of(std::size_t i, bool join) const;
};

/// Collective: scans all files, each on one rank. Throws InputError.
Scan scan_files(const Communicator& ranks, const ImportRequest& request);

}  // namespace lhits
