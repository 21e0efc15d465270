#include "lhits/hits/windows.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lhits {

Windows::Windows(LatentTrajectories data, std::int64_t stride, std::int64_t window)
    : data_(data), stride_(stride), window_(window), offsets_(data.times - stride * window) {
    if (offsets_ < 1) {
        throw std::invalid_argument(
            fmt::format("expected trajectories of more than {} samples (a window of {} steps of "
                        "stride {}), found {}",
                        stride * window, window, stride, data.times));
    }
}

void Windows::gather(std::int64_t index, std::int64_t column, std::int64_t batch,
                     float* target) const {
    const std::int64_t first = first_sample(index);
    for (std::int64_t k = 0; k <= window_; ++k) {
        std::copy_n(data_.values.data() + (first + k * stride_) * data_.dimension, data_.dimension,
                    target + (k * batch + column) * data_.dimension);
    }
}

}  // namespace lhits
