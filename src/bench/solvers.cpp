#include "solvers.hpp"

#include <cmath>

#include "lhits/base/aligned.hpp"
#include "lhits/base/random.hpp"
#include "lhits/systems/fhn_lattice_boltzmann.hpp"
#include "lhits/systems/kuramoto_sivashinsky.hpp"
#include "timing.hpp"

namespace lhits {
namespace {

constexpr double trajectory_steps = 5120.0;
constexpr int members = 20;

}  // namespace

Measurement bench_fft(double seconds) {
    constexpr std::size_t n = 120;
    constexpr int lanes = 8;
    constexpr int calls = 1000;
    constexpr int transforms_in_a_step = 8;
    const LaneFourier fourier(n);
    AlignedVector<double> u(n * lanes, 0.0);  // stays zero, and takes the time of any other
    AlignedVector<double> z(n * lanes);
    // Full lanes do 24 members' work for the 20.
    constexpr double share = trajectory_steps * transforms_in_a_step / 2.0 * 24.0 / (8.0 * members);
    auto made = measured("fft", "the transforms of a KS trajectory: 8 a step, n = 120",
                         time_repeats(seconds,
                                      [&] {
                                          for (int i = 0; i < calls; ++i) {
                                              fourier.forward(u.data(), z.data());
                                              fourier.backward(z.data(), u.data());
                                          }
                                      }),
                         calls / share);
    // The usual count for a real transform, of one member.
    made.flops = trajectory_steps * transforms_in_a_step * 2.5 * n * std::log2(n);
    made.limit_seconds = made.seconds;
    made.limit = "itself";
    return made;
}

Measurement bench_etdrk4(double seconds, const Measurement& transforms) {
    constexpr std::int64_t steps = 512;
    KuramotoSivashinskyParameters parameters;
    const KuramotoSivashinsky system(parameters);
    std::vector<double> starts;
    for (std::uint32_t m = 0; m < members; ++m) {
        const auto one = system.initial_state(RandomStream(1, Purpose::initial_condition_test, m));
        starts.insert(starts.end(), one.begin(), one.end());
    }
    auto made = measured("etdrk4", "a KS trajectory of 5120 steps, n = 120, one of 20",
                         time_repeats(seconds, [&] { system.integrate(starts, steps, false, {}); }),
                         members * static_cast<double>(steps) / trajectory_steps);
    made.flops = transforms.flops;
    made.limit_seconds = transforms.seconds;
    made.limit = "its transforms";
    return made;
}

Measurement bench_lattice_boltzmann(double seconds) {
    constexpr std::int64_t steps = 256;
    const FhnLatticeBoltzmann system({});
    const auto start = system.front(1.0, 10.0, -0.2);
    auto made = measured("lattice_boltzmann", "a FHN trajectory of 1024400 steps on 101 points",
                         time_repeats(seconds, [&] { system.integrate(start, steps, false, {}); }),
                         static_cast<double>(steps) / trajectory_steps);
    // Per point and step ten multiply-adds and four additions.
    made.flops = 24.0 * 101 * 200 * trajectory_steps;
    return made;
}

}  // namespace lhits
