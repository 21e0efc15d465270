// Files that go on one after another in time.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "even_times.hpp"

namespace lhits {

/// Of files, by their numbers.
struct Joining {
    std::vector<std::vector<std::size_t>> chains;  ///< each a run, in the order of its times
    /// The second begins at the time that the first ends with.
    std::vector<std::pair<std::size_t, std::size_t>> repeats;
    double dt = 0.0;
    std::vector<std::string> notes;  ///< a sentence each
};

/// Puts the files in the order of their times where all have some, else in that of the numbers in
/// their names. A file that begins again at the time of the first one begins another run. `dt` is
/// that between the times of a file, 0 where each has only one; where it is given, the times need
/// not be evenly apart. `units` are for advice. Throws InputError where they do not go on from file
/// to file.
Joining join_files(const std::vector<std::string>& paths, const std::vector<TimeSpan>& spans,
                   double dt, bool dt_is_given, const std::string& units);

}  // namespace lhits
