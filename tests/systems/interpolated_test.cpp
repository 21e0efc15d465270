#include "lhits/systems/interpolated.hpp"

#include <cmath>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

/// Two elements that start at the initial state and go along polynomials of the time.
class Polynomials final : public System {
public:
    std::string kind() const override { return "polynomials"; }
    StateLayout layout() const override { return grid_layout({{"x", "1", {0.0, 1.0}}}, {{"u"}}); }
    double dt() const override { return 1.5; }
    std::vector<double> initial_state(const RandomStream&) const override { return {0.0, 0.0}; }
    std::int64_t batch() const override { return 4; }
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool,
                                  const std::function<void(double)>&) const override {
        std::vector<double> samples;
        for (std::size_t m = 0; m < members_of(initial); ++m) {
            for (std::int64_t step = 0; step <= steps; ++step) {
                for (int i = 0; i < 2; ++i) {
                    samples.push_back(value(initial[2 * m + static_cast<std::size_t>(i)], i,
                                            dt() * static_cast<double>(step)));
                }
            }
        }
        return samples;
    }

    static double value(double start, int element, double t) {
        return start + (element == 0 ? t : t * t * (t - 7.0) / 10.0);
    }
};

}  // namespace

// Cubic polynomials are met exactly, also at both ends and where the last sample is past the end.
LHITS_TEST(interpolated_samples_follow_cubics, 1) {
    const Interpolated system(std::make_unique<Polynomials>(), 3);
    BOOST_TEST(system.dt() == 0.5);
    const std::vector<double> starts{1.0, -2.0, 5.0, 0.0};
    for (const std::int64_t steps : {1, 2, 9, 10, 14}) {
        const auto samples = system.integrate(starts, steps, false, {});
        BOOST_TEST_REQUIRE(samples.size() == static_cast<std::size_t>(2 * 2 * (steps + 1)));
        std::size_t at = 0;
        for (std::size_t m = 0; m < 2; ++m) {
            for (std::int64_t step = 0; step <= steps; ++step) {
                for (int i = 0; i < 2; ++i, ++at) {
                    const double exact =
                        Polynomials::value(starts[2 * m + static_cast<std::size_t>(i)], i,
                                           0.5 * static_cast<double>(step));
                    BOOST_TEST(std::abs(samples[at] - exact) < 1e-12);
                }
            }
        }
    }
}
