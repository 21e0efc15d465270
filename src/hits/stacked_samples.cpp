#include "lhits/hits/stacked_samples.hpp"

#include <numeric>

namespace lhits {

StackedSamples stepper_samples(const Windows& train, const Windows& validation, std::int64_t batch,
                               const SampleDraws& draws) {
    const bool drawn = batch > 0;
    StackedSamples samples{
        train.stride(), train.window(), drawn ? batch : train.count(), drawn, {}, {}};
    samples.row = [train, draws, drawn](std::uint64_t sample) {
        return train.first_sample(drawn ? draws.index(sample) : static_cast<std::int64_t>(sample));
    };
    for (const auto index : validation.spread(StepperObjective::validation_windows)) {
        samples.validation_rows.push_back(validation.first_sample(index));
    }
    return samples;
}

StackedSamples reconstruction_samples(std::int64_t train, std::int64_t validation,
                                      std::int64_t batch, const SampleDraws& draws) {
    const bool drawn = batch > 0;
    StackedSamples samples{0, 1, drawn ? batch : train, drawn, {}, {}};
    samples.row = [draws, drawn](std::uint64_t sample) {
        return drawn ? draws.index(sample) : static_cast<std::int64_t>(sample);
    };
    samples.validation_rows.resize(static_cast<std::size_t>(validation));
    std::iota(samples.validation_rows.begin(), samples.validation_rows.end(), 0);
    return samples;
}

}  // namespace lhits
