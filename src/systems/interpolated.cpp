#include "lhits/systems/interpolated.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lhits {
namespace {

/// Of the polynomial through values at -1, 0, 1, 2 at the point t.
std::array<double, 4> lagrange_weights(double t) {
    return {-t * (t - 1.0) * (t - 2.0) / 6.0, (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
            -(t + 1.0) * t * (t - 2.0) / 2.0, (t + 1.0) * t * (t - 1.0) / 6.0};
}

}  // namespace

Interpolated::Interpolated(std::unique_ptr<System> sparse, std::int64_t apart)
    : sparse_(std::move(sparse)), apart_(apart) {}

std::vector<double> Interpolated::integrate(std::span<const double> initial, std::int64_t steps,
                                            bool spin_up,
                                            const std::function<void(double)>& progress) const {
    const std::int64_t last = std::max<std::int64_t>(3, (steps + apart_ - 1) / apart_);
    const auto known = sparse_->integrate(initial, last, spin_up, progress);
    if (known.empty()) return {};  // not rank 0 of the team
    const std::size_t n = state_size();
    const std::size_t members = initial.size() / n;
    std::vector<double> samples(members * static_cast<std::size_t>(steps + 1) * n);
    double* out = samples.data();
    for (std::size_t m = 0; m < members; ++m) {
        const double* own = known.data() + m * static_cast<std::size_t>(last + 1) * n;
        for (std::int64_t step = 0; step <= steps; ++step, out += n) {
            const double* exact = own + static_cast<std::size_t>(step / apart_) * n;
            if (step % apart_ == 0) {
                std::copy_n(exact, n, out);
                continue;
            }
            const std::int64_t middle = std::clamp<std::int64_t>(step / apart_, 1, last - 2);
            const auto w =
                lagrange_weights(static_cast<double>(step) / static_cast<double>(apart_) -
                                 static_cast<double>(middle));
            const double* p = own + static_cast<std::size_t>(middle - 1) * n;
            for (std::size_t i = 0; i < n; ++i) {
                out[i] = w[0] * p[i] + w[1] * p[n + i] + w[2] * p[2 * n + i] + w[3] * p[3 * n + i];
            }
        }
    }
    return samples;
}

}  // namespace lhits
