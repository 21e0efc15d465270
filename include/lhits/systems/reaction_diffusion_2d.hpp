// Spiral waves of a lambda-omega reaction-diffusion system in a periodic square,
//   u_t = (1 - r^2) u + beta r^2 v + d lap u,   v_t = -beta r^2 u + (1 - r^2) v + d lap v,
// with r^2 = u^2 + v^2, the example of Champion, Lusch, Kutz, Brunton, PNAS 116 (2019) 22445. For
// w = u + i v it is one equation, w_t = w - (1 + i beta) |w|^2 w + d lap w, in which exp(i phase) w
// is a solution with w.
#pragma once

#include <span>

#include "lhits/config/keys.hpp"
#include "lhits/systems/slab_fourier.hpp"
#include "lhits/systems/system.hpp"

namespace lhits {

/// Keys of [system] for this kind. Lengths and times are dimensionless.
struct ReactionDiffusion2dParameters final : Described {
    double length = 20.0;      ///< of a side
    std::int64_t points = 96;  ///< along a side
    double beta = 1.0;
    double diffusion = 0.1;
    /// At 96 points the error in the space of the default settings is below 1e-6 of the state; in
    /// time, over 10 time units, 4e-5 with 0.1, 2e-6 with 0.05, 1e-7 with 0.025.
    double time_step = 0.05;
    std::int64_t sample_every = 1;  ///< time steps between samples
    /// Initial conditions: spirals of one arm, w = tanh(r) exp(i (a - pitch r + phase)) with r and
    /// a the polar coordinates about a centre (of its nearest periodic image), `pitch` uniform in
    /// this range and the phase in a whole turn. The centre is that of the square, but for an
    /// offset uniform in [-centre, centre] along each axis; `both_hands` also draws mirrored ones.
    std::vector<double> pitch{0.7, 1.3};
    double centre = 0.0;
    bool both_hands = false;
    /// Time dropped at the start. A spiral cannot be periodic: others, that turn the other way,
    /// come up at the edges within ten time units, and the waves take some 50 to settle between
    /// them. After 100 what is left is the phase (a period is 6.9) and how the spirals share the
    /// square, which depends on the pitch and hardly changes any more: a family of two parameters.
    double spin_up = 100.0;

    void describe(Keys& keys) override;
};

/// All Fourier modes of the grid, whose points are the middles of square cells, and the products in
/// physical space; in time ETDRK4 (etdrk4.hpp). No mode is cut off for the sake of aliasing: the
/// modes fall by six orders of magnitude up to the last, so that products of three of them which
/// are mistaken for others do less harm (1e-6) than a cut-off at a quarter of the points would, the
/// highest without any (5e-4).
class ReactionDiffusion2d final : public System {
public:
    static constexpr const char* name = "reaction-diffusion-2d";

    /// Collective over `team`, whose ranks take equal slabs of rows. Throws InputError when they
    /// cannot.
    ReactionDiffusion2d(const ReactionDiffusion2dParameters& parameters, const Communicator& team);

    std::string kind() const override { return name; }
    /// u at all points, x fastest, then v.
    StateLayout layout() const override;
    double dt() const override;
    std::vector<double> initial_state(const RandomStream& stream) const override;
    double time_step() const override { return parameters_.time_step; }
    /// With longer time steps, up to 2, and cubic interpolation where one is longer than dt().
    std::unique_ptr<System> coarser(int level) const override;
    /// One member fills the vector units.
    std::int64_t batch() const override { return 1; }
    /// The bits do not depend on the size of the team. Throws Failure when the state becomes
    /// infinite or not a number.
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

    /// w = tanh(r) exp(i (hand a - pitch r + phase)) about (x, y); hand is 1 or -1.
    std::vector<double> spiral(double pitch, double phase, double x, double y, double hand) const;

private:
    /// The place of row or column i.
    double place(std::size_t i) const;

    ReactionDiffusion2dParameters parameters_;
    Communicator team_;
    SlabFourier fourier_;
};

}  // namespace lhits
