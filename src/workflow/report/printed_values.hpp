// What Hamid, Rafiq, Nahvi and Bazaz (2024, arXiv 2407.00011) print for their two examples.
#pragma once

#include <array>
#include <map>
#include <string>

namespace lhits {

struct PrintedValues {
    /// Table 1: errors of the coupled forecast, by quantity and z.
    std::map<std::string, std::map<int, double>> errors{{"mse_latent", {}}, {"mse_state", {}}};
    /// Table 2: seconds of training, seconds of prediction, relative l2 error.
    std::array<double, 3> hits{}, latent_hits{};
    /// The z of L-HiTS in Table 2 and in the table of the single steppers.
    int z = -1;
    /// Table 3 or 4, by stride: mean squared error of each stepper alone, and of the coupled ones.
    std::string steppers_table;
    std::map<int, double> stepper;
    double coupled = 0.0;
};

/// For the system of this kind; without numbers where the paper does not have it.
PrintedValues printed_values(const std::string& kind);

}  // namespace lhits
