// Quantiles of very many numbers in little memory, exact relative to their distance from a centre.
#pragma once

#include <algorithm>
#include <bit>
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
    static std::uint16_t bin(float deviation) {
        const auto bits = std::bit_cast<std::int32_t>(deviation);
        const std::int32_t size = (bits & 0x7fffffff) >> dropped_bits;
        const std::int32_t k = std::clamp(size - first + 1, 0, static_cast<std::int32_t>(side));
        return static_cast<std::uint16_t>(static_cast<std::int32_t>(side) + (bits < 0 ? -k : k));
    }
    /// [lower, upper): the numbers of a bin.
    static double lower(std::size_t bin);
    static double upper(std::size_t bin) { return lower(bin + 1); }

    /// The quantile at `level`, 0 to 1, of the numbers that `counts` (bins) has counted, `total` of
    /// them, of which `least` and `largest` are known: that of the number with rank level (total -
    /// 1), as if the numbers of a bin lay evenly in it. Off by at most the width of a bin: 1/32 of
    /// the quantile's distance from 0, or 2^-23.
    static double quantile(std::span<const std::uint32_t> counts, std::int64_t total, double level,
                           double least, double largest);

private:
    static constexpr int mantissa_bits = 23;
    static constexpr int bias = 127;
    static constexpr int dropped_bits = mantissa_bits - std::countr_zero(per_octave);
    /// The leading bits of 2^lowest_octave.
    static constexpr std::int32_t first = (bias + lowest_octave) << (mantissa_bits - dropped_bits);
};

}  // namespace lhits
