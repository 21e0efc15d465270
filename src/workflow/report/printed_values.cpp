#include "printed_values.hpp"

namespace lhits {
namespace {

PrintedValues fitzhugh_nagumo() {
    return {
        .errors =
            {{"mse_latent",
              {{1, 2.34}, {2, 1.47e-3}, {4, 2.42e-2}, {6, 2.79e-2}, {8, 2.13e-3}, {10, 5.96e-3}}},
             {"mse_state",
              {{1, 2.44e-1},
               {2, 1.37e-4},
               {4, 2.20e-3},
               {6, 3.60e-3},
               {8, 2.88e-4},
               {10, 9.97e-4}}}},
        .hits = {1767.0, 8.08, 2e-4},
        .latent_hits = {1248.0, 3.52, 2e-4},
        .z = 2,
        .steppers_table = "Table 3",
        .stepper = {{1, 3.73e-1},
                    {2, 3.55e-1},
                    {4, 2.36e-1},
                    {8, 3.52e-3},
                    {16, 2.26e-3},
                    {32, 8.07e-3},
                    {64, 6.04e-2},
                    {128, 2.58e-1},
                    {256, 2.92e-1},
                    {512, 3.14e-1},
                    {1024, 2.85e-1}},
        .coupled = 1.37e-4,
    };
}

PrintedValues kuramoto_sivashinsky() {
    return {
        .errors = {{"mse_latent",
                    {{1, 67.9}, {2, 50.1}, {4, 47.3}, {6, 1.90e-2}, {8, 1.35e-3}, {10, 3.16e-3}}},
                   {"mse_state",
                    {{1, 2.26}, {2, 2.41}, {4, 1.30}, {6, 4.05e-3}, {8, 1.50e-3}, {10, 1.42e-3}}}},
        .hits = {1982.0, 20.88, 4e-3},
        .latent_hits = {1624.0, 2.86, 4e-3},
        .z = 8,
        .steppers_table = "Table 4",
        .stepper = {{1, 1.97},
                    {2, 2.77},
                    {4, 2.68},
                    {8, 2.47},
                    {16, 1.67},
                    {32, 1.10},
                    {64, 1.09e-2},
                    {128, 8.74e-2},
                    {256, 4.04e-1},
                    {512, 9.69e-1},
                    {1024, 1.29}},
        .coupled = 1.50e-3,
    };
}

}  // namespace

PrintedValues printed_values(const std::string& kind) {
    if (kind == "fhn-lattice-boltzmann") return fitzhugh_nagumo();
    if (kind == "kuramoto-sivashinsky") return kuramoto_sivashinsky();
    return {};
}

}  // namespace lhits
