#include "input_rows.hpp"

#include <algorithm>

namespace lhits {

AlignedVector<float> embedded(std::span<const float> samples, std::size_t n,
                              std::span<const std::int64_t> delays, std::int64_t history,
                              std::span<const double> parameters) {
    const auto count = static_cast<std::int64_t>(samples.size() / n);
    AlignedVector<float> rows(static_cast<std::size_t>(count - history) *
                              (n * (1 + delays.size()) + parameters.size()));
    float* to = rows.data();
    const auto add = [&](std::int64_t sample) {
        to = std::copy_n(samples.data() + static_cast<std::size_t>(sample) * n, n, to);
    };
    for (std::int64_t sample = history; sample < count; ++sample) {
        add(sample);
        for (const auto delay : delays) add(sample - delay);
        to = std::transform(parameters.begin(), parameters.end(), to,
                            [](double value) { return static_cast<float>(value); });
    }
    return rows;
}

std::span<const float> input_rows(const TrajectoryReader& data, Split split,
                                  std::int64_t trajectory, std::span<const float> u,
                                  std::size_t width, AlignedVector<float>& room) {
    const auto n = data.state_size();
    const auto& delays = data.header().delays;
    if (width == n) return u;
    std::span<const double> parameters;
    if (width > n * (1 + delays.size())) parameters = data.parameters(split, trajectory);
    const auto history = data.header().history();
    std::vector<float> samples;
    if (history > 0) {
        samples = data.history(split, trajectory);
        samples.insert(samples.end(), u.begin(), u.end());
        u = samples;
    }
    room = embedded(u, n, delays, history, parameters);
    return room;
}

}  // namespace lhits
