// The solvers that the surrogates replace.
#pragma once

#include "lhits/bench/bench.hpp"

namespace lhits {

/// A FitzHugh-Nagumo trajectory over 5120 time units, in double precision.
Measurement bench_lattice_boltzmann(double seconds);
}  // namespace lhits
