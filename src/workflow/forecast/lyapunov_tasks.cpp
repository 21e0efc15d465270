#include "lyapunov_tasks.hpp"

#include <algorithm>

#include "lhits/hits/lyapunov.hpp"
#include "../protocol.hpp"

namespace lhits {
namespace {

using Tick = std::function<void(double)>;

/// Of the attractor's size: well above the rounding of double and of single precision. For one
/// surrogate of Kuramoto-Sivashinsky the exponent was 0.0414 with 1e-2, 0.0415 with 3e-3, 1e-3 and
/// 1e-4, and 0.0430 with 1e-5, where rounding parts the twins as well; shorter strides need more.
constexpr double solver_distance = 1e-7;
constexpr double surrogate_distance = 3e-3;

LyapunovSettings settings_of(const Run& run, std::int64_t stride, double distance) {
    const std::int64_t intervals = run.deck.system.steps / stride;
    return {static_cast<double>(stride) * run.system->dt(), intervals, lyapunov_lengths * intervals,
            distance};
}

/// The same flow, which tells how much of the whole is done.
FlowMap ticking(FlowMap flow, const LyapunovSettings& settings, const Tick& tick) {
    const auto all = static_cast<double>(settings.settling + settings.intervals);
    return [flow = std::move(flow), &tick, all, done = 0.0](std::span<const double> from) mutable {
        tick(done++ / all);
        return flow(from);
    };
}

/// The last of the samples of each state, (members, samples, dimension).
template <class Samples>
std::vector<double> last_of(const Samples& samples, std::size_t members, std::size_t dimension) {
    const std::size_t block = samples.size() / members;
    std::vector<double> last;
    for (std::size_t m = 1; m <= members; ++m) {
        const auto end = samples.begin() + static_cast<std::ptrdiff_t>(m * block);
        last.insert(last.end(), end - static_cast<std::ptrdiff_t>(dimension), end);
    }
    return last;
}

}  // namespace

double lyapunov_flow_steps(const Run& run) {
    const std::int64_t stride = run.deck.steppers.strides.back();
    const std::int64_t intervals = run.deck.system.steps / stride;
    return static_cast<double>((lyapunov_lengths + 1) * intervals * stride);
}

std::vector<double> solver_exponents(const Run& run, const TrajectoryReader& data,
                                     MemberRange members, double size, const Tick& tick) {
    const auto n = run.system->state_size();
    const auto count = static_cast<std::size_t>(members.count);
    std::vector<float> room;
    const auto u = data.trajectories(Split::test, members.first, members.count, room);
    std::vector<double> start;
    for (std::size_t m = 0; m < count; ++m) {
        const auto first = u.begin() + static_cast<std::ptrdiff_t>(m * (u.size() / count));
        start.insert(start.end(), first, first + static_cast<std::ptrdiff_t>(n));
    }
    const std::int64_t stride = run.deck.steppers.strides.back();
    const auto settings = settings_of(run, stride, solver_distance * size);
    const FlowMap flow = [&](std::span<const double> from) {
        return last_of(run.system->integrate(from, stride, false, {}), from.size() / n, n);
    };
    return lyapunov_exponents(ticking(flow, settings, tick), start, count, settings);
}

std::vector<double> surrogate_exponents(const Run& run, const TrajectoryReader& data,
                                        Surrogate& surrogate, Engine& engine, MemberRange members,
                                        const Tick& tick) {
    const auto truth = reference_trajectories(data, Split::test, members, *surrogate.reduction);
    const auto starts = truth.starts();
    const auto levels = surrogate.coupled_levels(engine, surrogate.couplings.at(unseen));
    // Between times of the coarsest stride the coarsest stepper alone makes up the flow.
    const std::int64_t stride = levels.front().stride;
    const auto settings = settings_of(run, stride, surrogate_distance);
    const FlowMap flow = [&](std::span<const double> from) {
        const AlignedVector<float> z(from.begin(), from.end());
        const auto count = from.size() / truth.latent;
        return last_of(roll_out(levels, z, static_cast<int>(count), static_cast<int>(truth.latent),
                                stride, stride),
                       count, truth.latent);
    };
    return lyapunov_exponents(ticking(flow, settings, tick),
                              std::vector<double>(starts.begin(), starts.end()),
                              static_cast<std::size_t>(truth.count), settings);
}

}  // namespace lhits
