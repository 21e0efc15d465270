// The lattice of fhn_lattice_boltzmann.hpp: one fused loop that collides and streams.
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "lhits/base/error.hpp"
#include "lhits/systems/fhn_lattice_boltzmann.hpp"

namespace lhits {

namespace {

// A population has `margin` elements before its first point: the last of them is the ghost cell,
// and the first point is aligned. The other ghost cell follows the last point.
constexpr std::size_t margin = 8;

struct Coefficients {
    double omega_u, omega_v;
    double third_dt;          ///< dt / 3 times the reaction factor
    double third_dt_epsilon;  ///< the same times epsilon
    double a0, a1;
};

/// One time step by pulling: the populations that arrive at a point are added up, collided and
/// written at that point; the walls are the ghost cells. No branch, no alias: it vectorises.
void step(const Coefficients& k, std::size_t points, std::size_t stride,
          const double* __restrict from, double* __restrict to) {
    const double* __restrict u0 = from + margin;
    const double* __restrict up = u0 + stride;
    const double* __restrict um = up + stride;
    const double* __restrict v0 = um + stride;
    const double* __restrict vp = v0 + stride;
    const double* __restrict vm = vp + stride;
    double* __restrict to_u0 = to + margin;
    double* __restrict to_up = to_u0 + stride;
    double* __restrict to_um = to_up + stride;
    double* __restrict to_v0 = to_um + stride;
    double* __restrict to_vp = to_v0 + stride;
    double* __restrict to_vm = to_vp + stride;
    const double keep_u = 1.0 - k.omega_u;
    const double keep_v = 1.0 - k.omega_v;
    const double gain_u = k.omega_u / 3.0;
    const double gain_v = k.omega_v / 3.0;
    // x - 1 of the first point is the ghost cell, which pointer arithmetic reaches and size_t not.
    const double* __restrict up_left = up - 1;
    const double* __restrict vp_left = vp - 1;
    const double* __restrict um_right = um + 1;
    const double* __restrict vm_right = vm + 1;
#pragma GCC ivdep
    for (std::size_t x = 0; x < points; ++x) {
        const double fu0 = u0[x], fup = up_left[x], fum = um_right[x];
        const double fv0 = v0[x], fvp = vp_left[x], fvm = vm_right[x];
        const double u = fu0 + (fup + fum);
        const double v = fv0 + (fvp + fvm);
        const double source_u = gain_u * u + k.third_dt * (u - u * u * u - v);
        const double source_v = gain_v * v + k.third_dt_epsilon * (u - k.a1 * v - k.a0);
        to_u0[x] = keep_u * fu0 + source_u;
        to_up[x] = keep_u * fup + source_u;
        to_um[x] = keep_u * fum + source_u;
        to_v0[x] = keep_v * fv0 + source_v;
        to_vp[x] = keep_v * fvp + source_v;
        to_vm[x] = keep_v * fvm + source_v;
    }
    // Half-way bounce-back: what leaves through a wall comes back to the same point.
    to_up[-1] = to_um[0];
    to_vp[-1] = to_vm[0];
    to_um[points] = to_up[points - 1];
    to_vm[points] = to_vp[points - 1];
}

}  // namespace

FhnLattice::FhnLattice(const FhnLatticeSettings& settings, std::span<const double> state)
    : settings_(settings), stride_((settings.points + 2 * margin) / margin * margin) {
    const std::size_t points = settings_.points;
    if (state.size() != 2 * points)
        throw Failure(
            fmt::format("fhn lattice: expected a state of {} numbers (u and v at {} "
                        "points), found {}",
                        2 * points, points, state.size()));
    populations_.assign(6 * stride_, 0.0);
    other_ = populations_;
    // Written where the first step pulls from.
    for (std::size_t species = 0; species < 2; ++species) {
        double* f0 = populations_.data() + margin + 3 * species * stride_;
        for (std::size_t x = 0; x < points; ++x) {
            const double third = state[species * points + x] / 3.0;
            f0[x] = third;
            f0[stride_ + x - 1] = third;
            f0[2 * stride_ + x + 1] = third;
        }
    }
}

void FhnLattice::advance(std::int64_t steps) {
    const auto& s = settings_;
    const double number = 3.0 * s.time_step / (s.spacing * s.spacing);
    const Coefficients k{2.0 / (1.0 + number * s.diffusion_u),
                         2.0 / (1.0 + number * s.diffusion_v),
                         s.reaction * s.time_step / 3.0,
                         s.reaction * s.time_step / 3.0 * s.epsilon,
                         s.a0,
                         s.a1};
    for (std::int64_t i = 0; i < steps; ++i) {
        step(k, s.points, stride_, populations_.data(), other_.data());
        std::swap(populations_, other_);
    }
}

void FhnLattice::state(std::span<double> out) const {
    const std::size_t points = settings_.points;
    for (std::size_t species = 0; species < 2; ++species) {
        const double* f0 = populations_.data() + margin + 3 * species * stride_;
        for (std::size_t x = 0; x < points; ++x)
            out[species * points + x] = f0[x] + (f0[stride_ + x - 1] + f0[2 * stride_ + x + 1]);
    }
}

std::array<double, 2> FhnLattice::mass() const {
    std::vector<double> now(2 * settings_.points);
    state(now);
    const auto middle = now.begin() + static_cast<std::ptrdiff_t>(settings_.points);
    return {std::accumulate(now.begin(), middle, 0.0), std::accumulate(middle, now.end(), 0.0)};
}

}  // namespace lhits
