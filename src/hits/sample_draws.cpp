#include "lhits/hits/sample_draws.hpp"

#include <algorithm>
#include <cmath>

namespace lhits {

SampleDraws::SampleDraws(std::int64_t trajectories, std::int64_t starts, double transient_share,
                         RandomStream stream)
    : trajectories_(trajectories),
      starts_(starts),
      transient_share_(transient_share),
      stream_(stream) {}

std::int64_t SampleDraws::index(std::uint64_t draw) const {
    const auto uniform =
        static_cast<std::int64_t>(stream_.below(draw, static_cast<std::uint64_t>(count())));
    if (transient_share_ == 0.0) return uniform;
    // below() used the first two of the four numbers of a draw.
    const auto bits = stream_.bits(draw);
    if (0x1p-32 * bits[2] >= transient_share_) return uniform;
    const double exponent = 0x1p-32 * bits[3];
    const auto early =
        static_cast<std::int64_t>(std::pow(static_cast<double>(starts_), exponent)) - 1;
    return uniform / starts_ * starts_ + std::min(early, starts_ - 1);
}

}  // namespace lhits
