// FitzHugh-Nagumo in one dimension with an inflow, Eq. 13 of Hamid, Rafiq, Nahvi, Bazaz (2024,
// arXiv 2407.00011), a benchmark of model reduction (Chaturantabut, Sorensen, SIAM J. Sci. Comput.
// 32 (2010) 2737):
//   epsilon u_t = epsilon^2 u_xx + u (u - a) (1 - u) - v + c,   v_t = b u - gamma v + c,  0 <= x <=
//   1, u_x(0, t) = -inflow t^3 exp(-15 t),   u_x(1, t) = 0.
// The inflow makes the equations depend on the time: a flow map from state to state exists only
// once it is over (at t = 3 it is below 1e-13). Samples therefore begin at t = spin_up, and initial
// conditions differ at t = 0, where the benchmark has the single one u = v = 0 (u_amplitude =
// v_amplitude = spin_up = 0). Only in a build with PETSc.
#pragma once

#include <span>

#include "lhits/config/keys.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/systems/system.hpp"

namespace lhits {

/// Keys of [system] for this kind. Lengths and times are dimensionless.
struct FhnPdeParameters final : Described {
    std::int64_t points = 512;  ///< both ends included
    double epsilon = 0.015, a = 0.1, b = 0.5, gamma = 2.0, c = 0.05;
    double inflow = 50000.0;
    double dt = 0.01;  ///< time between samples
    double spin_up =
        3.0;  ///< time of the first sample; the clock of a run without spin-up starts here
    /// Initial conditions: u = sum_m A_m cos(pi m x), v = sum_m B_m cos(pi m x), m = 0 ... modes,
    /// with A_m uniform in [-u_amplitude, u_amplitude], B_m in [-v_amplitude, v_amplitude].
    std::int64_t modes = 3;
    double u_amplitude = 0.5, v_amplitude = 0.3;
    /// What the estimated error of a time step must stay below: absolute + relative |u|.
    double relative_tolerance = 1e-7, absolute_tolerance = 1e-9;
    /// PETSc's, of the time integrator and its solvers: "-ts_type bdf -ksp_type preonly".
    std::string petsc_options;

    void describe(Keys& keys) override;
};

/// Central differences of second order on a grid that is shared out over the team; in time an
/// adaptive additive Runge-Kutta method of PETSc's (ARKIMEX), diffusion and inflow implicit,
/// reactions explicit, unless petsc_options says other: methods that know no such split treat
/// everything implicitly, with the exact Jacobian. Steps end at the samples. On other numbers of
/// ranks the trajectories differ by rounding and by the tolerance of the linear solver, not more.
class FhnPde final : public System {
public:
    static constexpr const char* name = "fhn-pde";

    /// Collective over `team`, whose MPI communicator must outlive the system. Throws InputError
    /// when the grid is too small for the team or `petsc_options` has one that is unknown.
    FhnPde(const FhnPdeParameters& parameters, const Communicator& team);

    std::string kind() const override { return name; }
    /// u at all points, then v.
    StateLayout layout() const override;
    double dt() const override { return parameters_.dt; }
    std::vector<double> initial_state(const RandomStream& stream) const override;
    std::int64_t batch() const override { return 1; }
    /// Throws Failure when the integrator gives up.
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

private:
    FhnPdeParameters parameters_;
    Communicator team_;
};

}  // namespace lhits
