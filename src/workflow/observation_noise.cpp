#include "observation_noise.hpp"

#include <cmath>
#include <vector>

#include "lhits/base/random.hpp"

namespace lhits {
namespace {

/// Of each component over all of u.
std::vector<double> deviations(std::span<const float> u, const StateLayout& layout) {
    const auto components = layout.components.size();
    const auto n = layout.component.size();
    std::vector<double> counts(components, 0.0);
    std::vector<double> means(components, 0.0);
    std::vector<double> squares(components, 0.0);
    const auto each = [&](const auto& add) {
        for (std::size_t i = 0; i < u.size(); ++i) {
            add(static_cast<std::size_t>(layout.component[i % n]), static_cast<double>(u[i]));
        }
    };
    each([&](std::size_t c, double value) {
        counts[c] += 1.0;
        means[c] += value;
    });
    for (std::size_t c = 0; c < components; ++c) means[c] /= counts[c];
    each([&](std::size_t c, double value) {
        squares[c] += (value - means[c]) * (value - means[c]);
    });
    for (std::size_t c = 0; c < components; ++c) squares[c] = std::sqrt(squares[c] / counts[c]);
    return squares;
}

}  // namespace

void add_observation_noise(const Run& run, Split split, std::int64_t trajectory,
                           std::span<float> u) {
    const double share = run.deck.trajectories.noise;
    if (share == 0.0) return;
    constexpr std::uint32_t splits = 3;
    const auto layout = run.system->layout();
    const auto n = layout.component.size();
    const auto size = deviations(u, layout);
    const RandomStream stream(
        static_cast<std::uint64_t>(run.deck.run.seed), Purpose::observation_noise,
        splits * static_cast<std::uint32_t>(trajectory) + static_cast<std::uint32_t>(split));
    const auto known = static_cast<std::size_t>(run.deck.observation.history() + 1);
    const std::size_t samples = split == Split::test ? known : u.size() / n;
    std::vector<float> drawn(n);
    for (std::size_t time = 0; time < samples; ++time) {
        stream.normal(time * ((n + 3) / 4), drawn);
        for (std::size_t j = 0; j < n; ++j) {
            const double deviation = share * size[static_cast<std::size_t>(layout.component[j])];
            u[time * n + j] += static_cast<float>(deviation * static_cast<double>(drawn[j]));
        }
    }
}

}  // namespace lhits
