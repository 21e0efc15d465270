#include "observation_noise.hpp"

#include <cmath>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/config/per_component.hpp"
#include "lhits/hits/scores.hpp"

namespace lhits {
void add_observation_noise(const Run& run, Split split, std::int64_t trajectory,
                           std::span<float> u) {
    const auto& keys = run.deck.trajectories;
    if (!keys.is_noisy()) return;
    constexpr std::uint32_t splits = 3;
    const auto layout = run.system->layout();
    const auto n = layout.component.size();
    auto size = per_component("trajectories.noise", keys.noise, layout);
    if (keys.noise_units == "deviation") {
        const auto deviations = deviations_of_fields(u, layout.component, layout.components.size());
        for (std::size_t c = 0; c < size.size(); ++c) size[c] *= deviations[c];
    }
    const RandomStream stream(
        static_cast<std::uint64_t>(run.deck.run.seed), Purpose::observation_noise,
        splits * static_cast<std::uint32_t>(trajectory) + static_cast<std::uint32_t>(split));
    const auto known = static_cast<std::size_t>(run.deck.observation.history() + 1);
    const std::size_t samples = split == Split::test ? known : u.size() / n;
    std::vector<float> drawn(n);
    for (std::size_t time = 0; time < samples; ++time) {
        stream.normal(time * ((n + 3) / 4), drawn);
        for (std::size_t j = 0; j < n; ++j) {
            const double deviation = size[static_cast<std::size_t>(layout.component[j])];
            u[time * n + j] += static_cast<float>(deviation * static_cast<double>(drawn[j]));
        }
    }
}

}  // namespace lhits
