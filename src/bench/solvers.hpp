// The solvers that the surrogates replace.
#pragma once

#include "lhits/bench/bench.hpp"

namespace lhits {

/// The Fourier transforms of a Kuramoto-Sivashinsky trajectory, as its integrator does them, and
/// nothing else.
Measurement bench_fft(double seconds);
/// A Kuramoto-Sivashinsky trajectory, out of 20, beside its bare transforms.
Measurement bench_etdrk4(double seconds);
/// Spiral waves in two dimensions, one trajectory by a rank alone, beside the bare transforms.
Measurement bench_etdrk4_2d(double seconds);
/// A FitzHugh-Nagumo trajectory over 5120 time units, in double precision.
Measurement bench_lattice_boltzmann(double seconds);

}  // namespace lhits
