#include "ode_equations.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

void hyperbolic(const double* c, const double* s, double* out) {
    out[0] = c[0] * s[0];
    out[1] = c[1] * (s[1] - s[0] * s[0]);
}

void cubic(const double* c, const double* s, double* out) {
    const double x3 = s[0] * s[0] * s[0];
    const double y3 = s[1] * s[1] * s[1];
    out[0] = -c[0] * x3 + c[1] * y3;
    out[1] = -c[1] * x3 - c[0] * y3;
}

void van_der_pol(const double* c, const double* s, double* out) {
    out[0] = s[1];
    out[1] = c[0] * (1.0 - s[0] * s[0]) * s[1] - s[0];
}

void hopf(const double*, const double* s, double* out) {
    const double growth = s[0] - (s[1] * s[1] + s[2] * s[2]);
    out[0] = 0.0;
    out[1] = growth * s[1] + s[2];
    out[2] = growth * s[2] - s[1];
}

void lorenz(const double* c, const double* s, double* out) {
    out[0] = c[0] * (s[1] - s[0]);
    out[1] = s[0] * (c[1] - s[2]) - s[1];
    out[2] = s[0] * s[1] - c[2] * s[2];
}

}  // namespace

const std::vector<OdeEquation>& ode_equations() {
    const std::vector<double> unit{-1, 1, -1, 1};
    const std::vector<double> bifurcation{-0.2, 0.6, -1, 2, -1, 1};
    // Around the attractor: in the paper one trajectory goes on where the last has ended.
    const std::vector<double> around{-20, 20, -25, 25, 0, 50};
    static const std::vector<OdeEquation> all{
        {"hyperbolic",
         "x' = mu x, y' = lambda (y - x^2)",
         {"x", "y"},
         {"mu", "lambda"},
         {-0.05, -1},
         0.01,
         0,
         unit,
         unit,
         hyperbolic},
        {"cubic",
         "x' = -damping x^3 + coupling y^3, y' = -coupling x^3 - damping y^3",
         {"x", "y"},
         {"damping", "coupling"},
         {0.1, 2},
         0.01,
         0,
         unit,
         unit,
         cubic},
        {"van-der-pol",
         "x' = y, y' = mu (1 - x^2) y - x",
         {"x", "y"},
         {"mu"},
         {2},
         0.01,
         0,
         {-2, 2, -4, 4},
         {-2, 2, -2, 2},
         van_der_pol},
        {"hopf",
         "mu' = 0, x' = mu x + y - x (x^2 + y^2), y' = mu y - x - y (x^2 + y^2)",
         {"mu", "x", "y"},
         {},
         {},
         0.01,
         0,
         bifurcation,
         bifurcation,
         hopf},
        // 10000 steps of warm-up.
        {"lorenz",
         "x' = sigma (y - x), y' = x (rho - z) - y, z' = x y - beta z",
         {"x", "y", "z"},
         {"sigma", "rho", "beta"},
         {10, 28, 8.0 / 3.0},
         5e-4,
         5,
         around,
         around,
         lorenz},
    };
    return all;
}

const OdeEquation& ode_equation(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& equation : ode_equations()) {
        if (equation.name == name) return equation;
        names.push_back(equation.name);
    }
    throw InputError(fmt::format("system.equation: expected one of {}, found \"{}\"",
                                 fmt::join(names, ", "), name));
}

}  // namespace lhits
