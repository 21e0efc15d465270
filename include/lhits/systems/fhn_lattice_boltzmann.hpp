// FitzHugh-Nagumo in one dimension by the lattice Boltzmann method (Lee, Kooshkbaghi, Spiliotis,
// Siettos, Kevrekidis, Chaos 30 (2020) 013141; Vlachas, Arampatzis, Uhler, Koumoutsakos, Nature
// Machine Intelligence 4 (2022) 359):
//   u_t = Du u_xx + u - u^3 - v,   v_t = Dv v_xx + epsilon (u - a1 v - a0),   no flux at the walls.
#pragma once

#include <array>
#include <span>

#include "lhits/base/aligned.hpp"
#include "lhits/config/keys.hpp"
#include "lhits/systems/system.hpp"

namespace lhits {

/// Keys of [system] for this kind. Lengths and times are dimensionless.
struct FhnLatticeBoltzmannParameters final : Described {
    std::int64_t points = 101;
    double length = 20.0;
    double diffusion_u = 1.0, diffusion_v = 4.0;
    double a0 = -0.03, a1 = 2.0, epsilon = 0.006;
    double time_step = 0.005;
    std::int64_t sample_every = 200;  ///< time steps between samples
    double spin_up = 2.0;             ///< time dropped at the start
    /// Initial conditions: u = w tanh(w (x - c)) + b, v = 0.12 u, with w of `steepness`, c of
    /// `centre` and b of `offset` uniform; drawn again until u is zero at an x of `crossing`.
    std::vector<double> steepness{0.8, 1.2}, centre{2.0, 18.0}, offset{-0.4, 0.0};
    std::vector<double> crossing{5.0, 15.0};

    void describe(Keys& keys) override;
};

/// What the lattice itself needs.
struct FhnLatticeSettings {
    std::size_t points = 101;
    double spacing = 0.2, time_step = 0.005;
    double diffusion_u = 1.0, diffusion_v = 4.0;
    double a0 = -0.03, a1 = 2.0, epsilon = 0.006;
    double reaction = 1.0;  ///< factor of the reaction terms; 0 leaves pure diffusion, to 1e-30
};

/// The D1Q3 lattice: populations f_i of velocities 0, +1, -1 and weights 1/3 for u and for v,
///   f_i(x + c_i, t + dt) = f_i + omega (u / 3 - f_i) + dt R / 3,   u = sum_i f_i,
/// with omega = 2 / (1 + 3 D dt / dx^2) and half-way bounce-back at both ends: the walls stand half
/// a cell outside the end points, and no mass passes them.
class FhnLattice {
public:
    /// `state`: u at all points, then v; the populations start in equilibrium, f_i = u / 3.
    FhnLattice(const FhnLatticeSettings& settings, std::span<const double> state);

    /// The bits do not depend on how many steps are taken at once.
    void advance(std::int64_t steps);

    /// Writes u at all points, then v.
    void state(std::span<double> out) const;

    /// Sums of u and of v over the points.
    std::array<double, 2> mass() const;

private:
    /// Where the population of velocity 0, 1 (right), 2 (left) of u (0) or v (1) at point x is.
    std::size_t place(std::size_t velocity, std::size_t species, std::size_t x) const;

    FhnLatticeSettings settings_;
    std::size_t segment_;            ///< points in each of the segments that share a loop
    std::array<double, 2> scale_{};  ///< of the populations of u and of v
    AlignedVector<double>
        populations_;  ///< collided, not yet streamed; (segment, velocity, 2, lane)
};

class FhnLatticeBoltzmann final : public System {
public:
    static constexpr const char* name = "fhn-lattice-boltzmann";

    explicit FhnLatticeBoltzmann(const FhnLatticeBoltzmannParameters& parameters);

    std::string kind() const override { return name; }
    StateLayout layout() const override;
    double dt() const override;
    std::vector<double> initial_state(const RandomStream& stream) const override;
    /// The points of one member fill the vector units.
    std::int64_t batch() const override { return 1; }
    /// Throws Failure when the state becomes infinite or not a number.
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

    double time_step() const override { return parameters_.time_step; }
    /// With fewer and longer time steps between two samples.
    std::unique_ptr<System> coarser(int level) const override;

    /// u = w tanh(w (x - c)) + b, v = 0.12 u.
    std::vector<double> front(double w, double c, double b) const;

private:
    FhnLatticeBoltzmannParameters parameters_;
    FhnLatticeSettings settings_;
};

}  // namespace lhits
