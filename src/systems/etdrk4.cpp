#include "lhits/systems/etdrk4.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace lhits {

EtdRk4 etdrk4(double c, double h) {
    // The circle is symmetric about the real axis: its upper half and the real part do.
    constexpr int points = 32;
    EtdRk4 result{std::exp(c * h), std::exp(c * h / 2.0), 0.0, 0.0, 0.0, 0.0};
    for (int i = 0; i < points; ++i) {
        const auto z =
            c * h + std::polar(1.0, std::numbers::pi * (static_cast<double>(i) + 0.5) / points);
        const auto e = std::exp(z);
        const auto cubed = z * z * z;
        result.q += ((std::exp(z / 2.0) - 1.0) / z).real();
        result.f1 += ((-4.0 - z + e * (4.0 - 3.0 * z + z * z)) / cubed).real();
        result.f2 += 2.0 * ((2.0 + z + e * (-2.0 + z)) / cubed).real();
        result.f3 += ((-4.0 - 3.0 * z - z * z + e * (4.0 - z)) / cubed).real();
    }
    for (double* factor : {&result.q, &result.f1, &result.f2, &result.f3}) *factor *= h / points;
    return result;
}

}  // namespace lhits
