// What a deck may ask for, and hardly anybody wants.
#pragma once

#include <string>
#include <vector>

namespace lhits {

struct Sweep;

/// A line for each: full batches of many samples, a single training trajectory, as many coordinates
/// as a hidden layer is wide, few validation trajectories. Each once for all points of the sweep.
std::vector<std::string> deck_warnings(const Sweep& sweep);

}  // namespace lhits
