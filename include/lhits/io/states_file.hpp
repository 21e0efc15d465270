// States that forecasts start from, in any file that 'lhits import' reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lhits/io/data_source.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

struct StatesRequest {
    std::string path;
    std::optional<double> at;        ///< the time of the states; none: the last of the file
    SourceOptions source;            ///< of the file; `snapshots` is tried both ways
    std::vector<double> parameters;  ///< one setting for all, or one after the other; none: the
                                     ///< file has them
    std::string choice{};            ///< how the user chooses a time, for a note: "--at TIME"
};

/// One state from each trajectory of a file.
struct KnownStates {
    std::int64_t count = 0;
    /// (count, input size): the elements that vary of each state, those of the states `delays`
    /// before, then its parameters. Finite as 32-bit reals.
    std::vector<double> rows;
    std::vector<double> parameters;    ///< (count, parameter_names)
    std::optional<double> time;        ///< of the states, where the file has times
    std::vector<std::string> notes{};  ///< what was chosen or guessed; a sentence each
};

/// Reads states for a surrogate of `origin`: its components, by name, on its points. A text file
/// has a point in each row, or is a table with a first row of names; other files are as `lhits
/// import` takes them, with or without times and trajectories. Where a file says nothing about
/// places, its points are taken to be those of `origin`, in order, and a note says so. A warning
/// says where constant elements have other values than there. Serial. Throws InputError with the
/// file, what was expected and what was found.
KnownStates read_states(const StatesRequest& request, const RunHeader& origin);

}  // namespace lhits
