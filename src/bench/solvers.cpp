#include "solvers.hpp"

#include "lhits/systems/fhn_lattice_boltzmann.hpp"
#include "timing.hpp"

namespace lhits {

Measurement bench_lattice_boltzmann(double seconds) {
    constexpr std::int64_t steps = 256;
    constexpr double share = 5120.0 / steps;
    const FhnLatticeBoltzmann system({});
    const auto start = system.front(1.0, 10.0, -0.2);
    auto made = measured(
        "lattice_boltzmann", "a FHN trajectory of 1024400 steps on 101 points, alone",
        time_repeats(seconds, [&] { system.integrate(start, steps, false, {}); }), 1.0 / share);
    made.flops = 30.0 * 101 * 1024000;
    return made;
}

}  // namespace lhits
