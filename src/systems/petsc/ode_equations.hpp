// The right-hand sides of the system "ode", their variables and their settings in the HiTS paper.
#pragma once

#include <string>
#include <vector>

namespace lhits {

struct OdeEquation {
    std::string name;
    std::string formula;
    std::vector<std::string> variables;
    std::vector<std::string> coefficient_names;
    std::vector<double> coefficients;
    double dt, spin_up;
    std::vector<double> train_box, test_box;
    void (*rate)(const double* coefficients, const double* state, double* out);
};

const std::vector<OdeEquation>& ode_equations();

/// Throws InputError when there is none of this name.
const OdeEquation& ode_equation(const std::string& name);

}  // namespace lhits
