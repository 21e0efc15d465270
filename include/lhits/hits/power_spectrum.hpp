// The power spectrum of a field on a periodic interval, and how far two of them are apart.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lhits {

/// The share of each wave in the mean square of a field u_j, j = 0 ... n - 1, on a periodic grid:
///   E_k = c_k |U_k|^2,   U_k = (1/n) sum_j u_j exp(-2 pi i j k / n),   k = 0 ... n/2,
/// with c_k = 2 for the waves that have a twin at n - k, else 1, so that sum_k E_k is the mean of
/// u^2.
class PowerSpectrum {
public:
    explicit PowerSpectrum(std::size_t points);

    /// The number of waves, n / 2 + 1.
    std::size_t size() const { return weight_.size(); }

    /// Adds E_k of every row of u, (rows, n), to sums[k].
    void add(std::span<const float> u, std::span<double> sums) const;

private:
    std::size_t points_;
    std::vector<double> weight_;  // c_k / n^2
    std::vector<double> wave_;    // (n, cos and -sin, k)
};

/// The mean of |ln(E_k / R_k)| over the waves k >= 1 that hold `share` of the reference's energy
/// without its mean: the strongest ones of R until their sum reaches it. 0.1 means that these waves
/// are off by a tenth in energy. Not a number when a wave of `energy` is.
double spectrum_distance(std::span<const double> energy, std::span<const double> reference,
                         double share = 0.999);

}  // namespace lhits
