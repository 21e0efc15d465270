// Quantiles of very many numbers in little memory, exact relative to their distance from a centre.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lhits {

/// Counts of deviations in bins whose width grows with the distance from 0: 32 to a factor of two,
/// from 2^-23 to 8 on either side, in units that the caller chooses; what is nearer or farther is
/// in the first and the last ones. The idea is that of relative-error sketches (DDSketch: Masson,
/// Rim, Lee, PVLDB 12 (2019) 2195), with the bins of a float's own bits. Counts are whole numbers:
/// adding those of several histograms loses nothing, in any order.
class DeviationHistogram {
public:
    static constexpr std::size_t per_octave = 32;
    static constexpr int lowest_octave = -23;
    static constexpr int highest_octave = 3;
    /// Of one sign.
    static constexpr std::size_t side =
        static_cast<std::size_t>(highest_octave - lowest_octave) * per_octave;
    static constexpr std::size_t bins = 2 * side + 1;

    /// The bin of a finite number.
    static std::uint16_t bin(float deviation);
    /// [lower, upper): the numbers of a bin.
    static double lower(std::size_t bin);
    static double upper(std::size_t bin) { return lower(bin + 1); }

    /// The quantile at `level`, 0 to 1, of the numbers that `counts` (bins) has counted, `total` of
    /// them, of which `least` and `largest` are known: that of the number with rank level (total -
    /// 1), as if the numbers of a bin lay evenly in it. Off by at most the width of a bin: 1/32 of
    /// the quantile's distance from 0, or 2^-23.
    static double quantile(std::span<const std::uint32_t> counts, std::int64_t total, double level,
                           double least, double largest);
};

}  // namespace lhits
