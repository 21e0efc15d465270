#include "yardsticks.hpp"

#include <algorithm>

#include "../principal_components_part.hpp"
#include "lhits/hits/noise.hpp"
#include "lhits/hits/scores.hpp"
#include "statistics.hpp"

namespace lhits {

Yardsticks read_yardsticks(const Run& run, const TrajectoryReader& data, const Record& model) {
    PrincipalComponentsPart part;
    using_content_of(run.directory.model(),
                     [&] { part = read_principal_components(model.child(pca_item), run); });
    Yardsticks result;
    result.variance = part.variance;
    const auto n = data.state_size();
    const auto times = data.times(Split::test);
    std::vector<float> room, same(times * n);
    std::vector<double> mse(times);
    const auto add = [&](std::span<const float> state, std::span<const float> truth,
                         std::vector<double>& errors) {
        for (std::size_t t = 0; t < times; ++t) {
            std::copy(state.begin(), state.end(),
                      same.begin() + static_cast<std::ptrdiff_t>(t * n));
        }
        mean_squared_errors(same, truth, n, mse);
        errors.insert(errors.end(), mse.begin(), mse.end());
    };
    for (std::int64_t m = 0; m < data.header().count(Split::test); ++m) {
        const auto truth = data.trajectories(Split::test, m, 1, room);
        add(truth.first(n), truth, result.persistence);
        add(part.components.mean, truth, result.training_mean);
    }
    constexpr std::int64_t enough = 8;  // a variance over so many states is known
    std::vector<double> noise;
    for (std::int64_t m = 0; m < std::min(enough, data.header().train); ++m) {
        noise.push_back(noise_variance(data.trajectories(Split::train, m, 1, room),
                                       data.times(Split::train), n));
    }
    result.noise = mean(noise);
    return result;
}

}  // namespace lhits
