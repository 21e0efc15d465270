#include "solvers.hpp"

#include <utility>
#include <cmath>

#include "lhits/base/aligned.hpp"
#include "lhits/base/random.hpp"
#include "lhits/systems/fhn_lattice_boltzmann.hpp"
#include "lhits/systems/kuramoto_sivashinsky.hpp"
#include "lhits/systems/reaction_diffusion_2d.hpp"
#include "lhits/systems/slab_fourier.hpp"
#include "timing.hpp"

namespace lhits {
namespace {

constexpr double trajectory_steps = 5120.0;
constexpr int members = 20;

/// The transforms of one step of eight members of KS, again and again.
class Transforms {
public:
    void steps(std::int64_t count) {
        for (std::int64_t i = 0; i < 4 * count; ++i) {
            fourier_.forward(u_.data(), z_.data());
            fourier_.backward(z_.data(), u_.data());
        }
    }
    /// Of one member; the usual count for real transforms.
    static double flops(double steps) { return steps * 8.0 * 2.5 * n * std::log2(n); }

private:
    static constexpr std::size_t n = 120;
    LaneFourier fourier_{n};
    AlignedVector<double> u_ = AlignedVector<double>(8 * n, 0.0);  // zeros stay zeros, and take
    AlignedVector<double> z_ = u_;                                 // the time of any other numbers
};

/// The transforms of one step of spiral waves, again and again, by a rank alone.
class PlaneTransforms {
public:
    void steps(std::int64_t count) {
        for (std::int64_t i = 0; i < 8 * count; ++i) {
            rows(plane_, between_);
            fourier_.transpose(between_.data(), plane_.data());
            rows(plane_, between_);
        }
    }
    static double flops(double steps) { return steps * 8.0 * 5.0 * n * n * std::log2(n * n); }

private:
    static constexpr std::size_t n = 96;
    using Plane = AlignedVector<SlabFourier::Value>;

    void rows(const Plane& from, Plane& to) const {
        for (std::size_t row = 0; row < fourier_.rows(); ++row) {
            fourier_.forward(from.data() + row * n, to.data() + row * n);
        }
    }

    SlabFourier fourier_{Communicator::self(), n};
    Plane plane_ = Plane(fourier_.size());
    Plane between_ = plane_;
};

/// How many times eight lanes run for the members.
constexpr std::int64_t groups = 3;

Measurement beside_transforms(Measurement result, double flops, double bare_seconds) {
    result.flops = flops;
    result.limit_seconds = bare_seconds;
    result.limit = "its transforms";
    return result;
}

}  // namespace

Measurement bench_fft(double seconds) {
    constexpr std::int64_t steps = 512;
    Transforms transforms;
    auto result = measured(
        "fft", "the transforms of a KS trajectory: 8 a step, n = 120",
        time_repeats(seconds, [&] { transforms.steps(steps); }),
        static_cast<double>(steps * members) / (static_cast<double>(groups) * trajectory_steps));
    result.flops = Transforms::flops(trajectory_steps);
    return against_itself(std::move(result));
}

Measurement bench_etdrk4(double seconds) {
    constexpr std::int64_t steps = 512;
    const KuramotoSivashinsky system({});
    std::vector<double> starts;
    for (std::uint32_t m = 0; m < members; ++m) {
        const auto one = system.initial_state(RandomStream(1, Purpose::initial_condition_test, m));
        starts.insert(starts.end(), one.begin(), one.end());
    }
    Transforms transforms;
    const auto [whole, bare] = time_in_turn(
        seconds, [&] { system.integrate(starts, steps, false, {}); },
        [&] { transforms.steps(groups * steps); });
    constexpr double calls = members * static_cast<double>(steps) / trajectory_steps;
    return beside_transforms(
        measured("etdrk4", "a KS trajectory of 5120 steps, n = 120, one of 20", whole, calls),
        Transforms::flops(trajectory_steps), median_of(bare) / calls);
}

Measurement bench_etdrk4_2d(double seconds) {
    ReactionDiffusion2dParameters parameters;
    parameters.sample_every = 64;
    const ReactionDiffusion2d system(parameters, Communicator::self());
    const auto start = system.spiral(1.0, 0.0, 0.0, 0.0, 1.0);
    PlaneTransforms transforms;
    const auto [whole, bare] = time_in_turn(
        seconds, [&] { system.integrate(start, 1, false, {}); },
        [&] { transforms.steps(parameters.sample_every); });
    const double calls = static_cast<double>(parameters.sample_every) / trajectory_steps;
    return beside_transforms(
        measured("etdrk4_2d", "spiral waves on 96 x 96 points, 5120 time steps", whole, calls),
        PlaneTransforms::flops(trajectory_steps), median_of(bare) / calls);
}

Measurement bench_lattice_boltzmann(double seconds) {
    constexpr std::int64_t steps = 256;
    const FhnLatticeBoltzmann system({});
    const auto start = system.front(1.0, 10.0, -0.2);
    auto result =
        measured("lattice_boltzmann", "a FHN trajectory of 1024400 steps on 101 points",
                 time_repeats(seconds, [&] { system.integrate(start, steps, false, {}); }),
                 static_cast<double>(steps) / trajectory_steps);
    // Per point and step ten multiply-adds and four additions.
    result.flops = 24.0 * 101 * 200 * trajectory_steps;
    return result;
}

}  // namespace lhits
