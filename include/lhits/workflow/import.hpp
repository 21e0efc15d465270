// The command that brings data of one's own.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lhits/io/data_source.hpp"

namespace lhits {

class Communicator;

struct ImportRequest {
    std::vector<std::string> files;
    std::string output;
    SourceOptions source;
    double dt = 0.0;         ///< between two times; 0: from the files
    std::int64_t steps = 0;  ///< of every trajectory, from its start; 0: all of the files
    /// Of components, for other units than those of the files: (value + offset) * scale.
    std::map<std::string, double> offset, scale;
    bool join = false;     ///< the files go on one after another in time
    bool doubles = false;  ///< 64-bit reals; else 32-bit
    bool dry_run = false;  ///< tells what it understands, and writes nothing
    std::string options;   ///< the command line, for the record
};

/// Collective: writes the trajectories in `files` into one file (data_file.hpp). The files, which
/// must have the same layout and time step, are shared out over the ranks and read in blocks; the
/// bytes do not depend on the number of ranks. Nothing that exists is overwritten. Throws
/// InputError for files that do not fit together, times that are not even, and values that are not
/// finite or that the chosen precision cannot hold; then nothing is written. Elements that are
/// missing at all times of all trajectories, and those that never vary, are marked in the file.
/// Tells what it understood: trajectories, times, axes, fields, and what it leaves out.
void import_data(const Communicator& ranks, const ImportRequest& request);

}  // namespace lhits
