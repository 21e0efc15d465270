#include "lhits/hits/power_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace lhits {

PowerSpectrum::PowerSpectrum(std::size_t points) : points_(points), weight_(points / 2 + 1) {
    const auto n = static_cast<double>(points);
    for (std::size_t k = 0; k < size(); ++k) {
        weight_[k] = (k == 0 || 2 * k == points ? 1.0 : 2.0) / (n * n);
    }
    for (std::size_t j = 0; j < points; ++j) {
        const auto angle = [&](std::size_t k) {
            return 2.0 * std::numbers::pi * static_cast<double>(j * k % points) / n;
        };
        for (std::size_t k = 0; k < size(); ++k) wave_.push_back(std::cos(angle(k)));
        for (std::size_t k = 0; k < size(); ++k) wave_.push_back(-std::sin(angle(k)));
    }
}

void PowerSpectrum::add(std::span<const float> u, std::span<double> sums) const {
    std::vector<double> parts(2 * size());  // real, then imaginary
    for (std::size_t row = 0; row < u.size(); row += points_) {
        std::fill(parts.begin(), parts.end(), 0.0);
        // A plain sum over the points: some hundred of them are too few for a fast transform to
        // matter beside the solver's.
        for (std::size_t j = 0; j < points_; ++j) {
            const auto value = static_cast<double>(u[row + j]);
            const double* wave = wave_.data() + j * parts.size();
            for (std::size_t i = 0; i < parts.size(); ++i) parts[i] += value * wave[i];
        }
        for (std::size_t k = 0; k < size(); ++k) {
            const double imaginary = parts[size() + k];
            sums[k] += weight_[k] * (parts[k] * parts[k] + imaginary * imaginary);
        }
    }
}

double spectrum_distance(std::span<const double> energy, std::span<const double> reference,
                         double share) {
    std::vector<std::size_t> waves(reference.size() - 1);
    std::iota(waves.begin(), waves.end(), std::size_t{1});
    std::stable_sort(waves.begin(), waves.end(),
                     [&](std::size_t a, std::size_t b) { return reference[a] > reference[b]; });
    const double all = std::accumulate(reference.begin() + 1, reference.end(), 0.0);
    double held = 0.0;
    double sum = 0.0;
    std::size_t count = 0;
    while (count < waves.size() && held < share * all) {
        const auto k = waves[count++];
        held += reference[k];
        sum += std::abs(std::log(energy[k] / reference[k]));
    }
    return sum / static_cast<double>(count);
}

}  // namespace lhits
