// The solvers that the surrogates replace.
#pragma once

#include "lhits/bench/bench.hpp"

namespace lhits {

/// A FitzHugh-Nagumo trajectory over 5120 time units; `flops_per_second` in double precision.
Measurement bench_lattice_boltzmann(double seconds, double flops_per_second);
}  // namespace lhits
