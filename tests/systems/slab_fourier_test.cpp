#include "lhits/systems/slab_fourier.hpp"

#include <cmath>
#include <numbers>

#include "lhits/base/aligned.hpp"
#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using lhits::SlabFourier;
using lhits::test::world;
using Value = SlabFourier::Value;

namespace {

/// Something without symmetry, at row y and column x.
Value field(std::size_t y, std::size_t x) {
    const auto a = static_cast<double>(y), b = static_cast<double>(x);
    return {std::sin(1.0 + a * a + 0.3 * b), std::cos(2.0 * a - b * b)};
}

}  // namespace

LHITS_TEST(slab_fourier_is_the_sum, 1, 2, 3, 4) {
    constexpr std::size_t n = 12;
    const SlabFourier fourier(world(), n);
    BOOST_TEST(fourier.rows() * static_cast<std::size_t>(world().size()) == n);
    lhits::AlignedVector<Value> plane(fourier.size()), other(fourier.size());
    for (std::size_t y = 0; y < fourier.rows(); ++y) {
        for (std::size_t x = 0; x < n; ++x) plane[y * n + x] = field(fourier.first() + y, x);
    }
    const auto rows = [&](auto transform, const auto& from, auto& to) {
        for (std::size_t y = 0; y < fourier.rows(); ++y) {
            (fourier.*transform)(&from[y * n], &to[y * n]);
        }
    };
    rows(&SlabFourier::forward, plane, other);
    fourier.transpose(other.data(), plane.data());
    rows(&SlabFourier::forward, plane, other);
    for (std::size_t kx = 0; kx < fourier.rows(); ++kx) {
        for (std::size_t ky = 0; ky < n; ++ky) {
            Value sum = 0.0;
            for (std::size_t y = 0; y < n; ++y) {
                for (std::size_t x = 0; x < n; ++x) {
                    const auto turns = static_cast<double>((fourier.first() + kx) * x + ky * y);
                    sum += field(y, x) * std::polar(1.0, -2.0 * std::numbers::pi * turns / n);
                }
            }
            BOOST_TEST(std::abs(other[kx * n + ky] - sum) < 1e-11);
        }
    }
    rows(&SlabFourier::backward, other, plane);
    fourier.transpose(plane.data(), other.data());
    rows(&SlabFourier::backward, other, plane);
    for (std::size_t y = 0; y < fourier.rows(); ++y) {
        for (std::size_t x = 0; x < n; ++x) {
            const auto expected = static_cast<double>(n * n) * field(fourier.first() + y, x);
            BOOST_TEST(std::abs(plane[y * n + x] - expected) < 1e-11);
        }
    }
}

LHITS_TEST(slab_fourier_wants_equal_slabs, 4) {
    BOOST_CHECK_THROW(SlabFourier(world(), 10), lhits::Failure);
    BOOST_CHECK_THROW(SlabFourier(world(), 0), lhits::Failure);
}
