// What an import tells of the files before their data are read, and of the elements that it found
// never to vary.
#pragma once

#include "lhits/io/data_file.hpp"
#include "scan.hpp"

namespace lhits {

/// Trajectories, times, axes, parameters and size; what was guessed; what is left out and why.
/// `memory` is what reading takes, in bytes. On one rank.
void tell_understood(const ImportRequest& request, const Scan& scan, double memory);

/// Which elements are fixed, and what that means. On one rank.
void tell_fixed(const StateLayout& layout, const FoundFixed& fixed);

}  // namespace lhits
