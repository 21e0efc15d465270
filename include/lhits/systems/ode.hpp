// The ordinary differential equations of multiscale HiTS (Liu, Kutz, Brunton, Phil. Trans. A 380
// (2022), arXiv 2008.09768, section 3), with its settings as defaults:
//   hyperbolic   x' = mu x, y' = lambda (y - x^2)
//   cubic        x' = -damping x^3 + coupling y^3, y' = -coupling x^3 - damping y^3
//   van-der-pol  x' = y, y' = mu (1 - x^2) y - x
//   hopf         mu' = 0, x' = mu x + y - x (x^2 + y^2), y' = mu y - x - y (x^2 + y^2)
//   lorenz       x' = sigma (y - x), y' = x (rho - z) - y, z' = x y - beta z
// Only in a build with PETSc.
#pragma once

#include <span>

#include "lhits/config/keys.hpp"
#include "lhits/systems/system.hpp"

namespace lhits {

/// Keys of [system] for this kind: `equation`, the coefficients of that equation by their names
/// above, and those here. All but the tolerances have a default for each equation.
struct OdeParameters final : Described {
    explicit OdeParameters(const std::string& equation = "hyperbolic") { choose(equation); }

    std::string equation;
    std::vector<double> coefficients;  ///< in the order above
    double dt = 0.0;                   ///< time between samples
    double spin_up = 0.0;              ///< time dropped at the start
    /// Initial conditions are uniform in a box: low and high of each variable, for training and for
    /// validation and test.
    std::vector<double> train_box, test_box;
    /// What the estimated error of a time step must stay below: absolute + relative |x|.
    double relative_tolerance = 1e-10, absolute_tolerance = 1e-12;
    /// PETSc's, of the time integrator: "-ts_rk_type 8vr -ts_monitor".
    std::string petsc_options;

    /// Takes the defaults of this equation. Throws InputError when it is unknown.
    void choose(const std::string& name);
    void describe(Keys& keys) override;
};

/// By an adaptive Runge-Kutta method of PETSc's, Dormand-Prince 5(4) unless petsc_options says
/// other, whose steps end at the samples.
class Ode final : public System {
public:
    static constexpr const char* name = "ode";

    /// Throws InputError when a range is upside down or `petsc_options` has one that is unknown.
    explicit Ode(const OdeParameters& parameters);

    std::string kind() const override { return name; }
    /// The variables are components, all at x = 0.
    StateLayout layout() const override;
    double dt() const override { return parameters_.dt; }
    std::vector<double> initial_state(const RandomStream& stream) const override;
    std::int64_t batch() const override { return 1; }
    /// Throws Failure when the integrator gives up, as where the solution has a pole.
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

private:
    OdeParameters parameters_;
};

}  // namespace lhits
