// The Kuramoto-Sivashinsky equation on a periodic interval,
//   u_t = -u u_x - a u_xx - b u_xxxx,   0 <= x < L,
// the second example of Hamid, Rafiq, Nahvi, Bazaz (2024, arXiv 2407.00011). Their Eq. 14 prints
// a = 1/2 and a third derivative, a misprint: a third derivative does not damp, and with a = 1/2
// the flow at L = 22 is not chaotic (largest Lyapunov exponent below 0.002), while with a = b = 1
// (exponent 0.043 to 0.048: Cvitanovic, Davidchack, Siminos, SIAM J. Appl. Dyn. Syst. 9 (2010) 1)
// the published errors of PCA are found again over the published 256 time units.
#pragma once

#include <span>

#include "lhits/config/keys.hpp"
#include "lhits/systems/lane_fourier.hpp"
#include "lhits/systems/system.hpp"

namespace lhits {

/// Keys of [system] for this kind. Lengths and times are dimensionless.
struct KuramotoSivashinskyParameters final : Described {
    double length = 22.0;
    std::int64_t points = 120;  ///< even
    double a = 1.0, b = 1.0;
    double time_step = 0.05;
    std::int64_t sample_every = 1;  ///< time steps between samples
    /// Initial conditions: u = sum_m A_m cos(2 pi m x / L + phi_m), m = 1 ... modes, with A_m
    /// uniform in [0, amplitude] and phi_m in [0, 2 pi]; the mean is zero.
    std::int64_t modes = 4;
    double amplitude = 1.0;
    /// Time dropped at the start. The directions off the attractor contract like exp(-0.19 t) at
    /// L = 22, so these states are on it.
    double spin_up = 200.0;

    void describe(Keys& keys) override;
};

/// Fourier modes 0 ... M, M = (points - 1) / 3 rounded down, with the nonlinear term as -(u^2 /
/// 2)_x in physical space: the Galerkin system of these modes, for with three points a mode no
/// product of two of them is mistaken for a third (the 2/3 rule; no Nyquist mode is left either). A
/// given state is projected on them by the first step. In time ETDRK4 (etdrk4.hpp). The mean of u
/// is constant to the last bit.
class KuramotoSivashinsky final : public System {
public:
    static constexpr const char* name = "kuramoto-sivashinsky";

    /// Plans the Fourier transforms (lane_fourier.hpp). Throws InputError when `points` is odd or
    /// below 8, or `modes` is above M.
    explicit KuramotoSivashinsky(const KuramotoSivashinskyParameters& parameters);

    std::string kind() const override { return name; }
    StateLayout layout() const override;
    bool periodic() const override { return true; }
    double dt() const override;
    std::vector<double> initial_state(const RandomStream& stream) const override;
    std::int64_t batch() const override;
    double time_step() const override { return parameters_.time_step; }
    /// With longer time steps, up to 4 b / a^2, the time in which the fastest wave grows by e;
    /// where one is longer than the time between samples, these are cubic interpolations
    /// (interpolated.hpp), of fourth order as ETDRK4 is.
    std::unique_ptr<System> coarser(int level) const override;
    /// Throws Failure when the state becomes infinite or not a number.
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

private:
    KuramotoSivashinskyParameters parameters_;
    LaneFourier fourier_;
};

}  // namespace lhits
