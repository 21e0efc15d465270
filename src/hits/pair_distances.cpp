#include "lhits/hits/pair_distances.hpp"

#include <algorithm>
#include <cmath>

namespace lhits {
namespace {

/// Float sums are carried over into double ones after so many.
constexpr std::size_t float_sums = 64;

}  // namespace

void PairDistances::measure(std::span<const float> x, std::size_t width, std::size_t group,
                            float unit) {
    const float per_unit = 1.0F / unit;  // exact
    pairs_ = 0;
    euclidean_ = 0.0;
    absolute_.assign(width, 0.0);
    partial_.assign(width, 0.0F);
    const std::size_t rows = x.size() / width;
    const auto carry = [&] {
        for (std::size_t p = 0; p < width; ++p) {
            absolute_[p] += static_cast<double>(partial_[p]);
            partial_[p] = 0.0F;
        }
    };
    std::size_t sums = 0;
    for (std::size_t begin = 0; begin < rows; begin += group) {
        const std::size_t end = std::min(rows, begin + group);
        for (std::size_t i = begin + 1; i < end; ++i) {
            const float* a = x.data() + i * width;
            for (std::size_t j = begin; j < i; ++j) {
                const float* b = x.data() + j * width;
                float* sum = partial_.data();
                float squares = 0.0F;
#pragma omp simd reduction(+ : squares)
                for (std::size_t p = 0; p < width; ++p) {
                    const float difference = std::abs(a[p] - b[p]);
                    sum[p] += difference;
                    squares += (difference * per_unit) * (difference * per_unit);
                }
                euclidean_ += static_cast<double>(unit) * static_cast<double>(std::sqrt(squares));
                if (++sums % float_sums == 0) carry();
            }
            pairs_ += static_cast<std::int64_t>(i - begin);
        }
    }
    carry();
}

}  // namespace lhits
