#include "lhits/hits/deviation_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace lhits {
namespace {

/// The lower end of bin number k, 1 .. side + 1, on the positive side.
double positive_end(std::size_t k) {
    const auto octave = static_cast<int>((k - 1) / DeviationHistogram::per_octave);
    const auto part = static_cast<double>((k - 1) % DeviationHistogram::per_octave);
    return std::ldexp(1.0 + part / static_cast<double>(DeviationHistogram::per_octave),
                      DeviationHistogram::lowest_octave + octave);
}

}  // namespace

double DeviationHistogram::lower(std::size_t bin) {
    if (bin > side) return positive_end(bin - side);
    return -positive_end(side - bin + 1);
}

double DeviationHistogram::quantile(std::span<const std::uint32_t> counts, std::int64_t total,
                                    double level, double least, double largest) {
    const double rank = level * static_cast<double>(total - 1);
    std::int64_t before = 0;
    for (std::size_t b = 0; b < counts.size(); ++b) {
        const auto own = static_cast<std::int64_t>(counts[b]);
        if (own == 0 || static_cast<double>(before + own) <= rank) {
            before += own;
            continue;
        }
        // The numbers of a bin lie at the middles of as many equal parts of it.
        const double low = std::max(lower(b), least);
        const double high = std::min(upper(b), largest);
        const double part = (rank - static_cast<double>(before) + 0.5) / static_cast<double>(own);
        return std::clamp(low + part * (high - low), least, largest);
    }
    return largest;
}

}  // namespace lhits
