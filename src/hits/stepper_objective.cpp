#include "lhits/hits/stepper_objective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

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

std::vector<std::int64_t> Windows::spread(std::int64_t most) const {
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(std::min(count(), most)));
    const auto taken = static_cast<std::int64_t>(numbers.size());
    for (std::int64_t i = 0; i < taken; ++i) {
        numbers[static_cast<std::size_t>(i)] = i * count() / taken;
    }
    return numbers;
}

StepperObjective::StepperObjective(Engine& engine, Architecture network, Windows train,
                                   Windows validation, std::int64_t dimension, std::int64_t window,
                                   std::int64_t batch, const SampleDraws& draws)
    : engine_(engine),
      network_(std::move(network)),
      train_(train),
      dimension_(dimension),
      window_(window),
      batch_(batch > 0 ? batch : train.count()),
      all_windows_(batch == 0),
      draws_(draws),
      samples_(static_cast<std::size_t>((window + 1) * batch_ * dimension)),
      validation_batch_(std::min(validation.count(), validation_windows)) {
    validation_samples_.resize(
        static_cast<std::size_t>((window + 1) * validation_batch_ * dimension));
    std::int64_t column = 0;
    for (const auto index : validation.spread(validation_windows)) {
        validation.gather(index, column++, validation_batch_, validation_samples_.data());
    }
    if (all_windows_) {
        for (std::int64_t i = 0; i < batch_; ++i) train_.gather(i, i, batch_, samples_.data());
    }
}

float StepperObjective::scale_of(std::int64_t batch) const {
    return static_cast<float>(1.0 / static_cast<double>(batch * window_ * dimension_));
}

double StepperObjective::loss(std::span<const float> parameters, std::int64_t iteration,
                              std::span<float> gradient) {
    if (!all_windows_) {
        for (std::int64_t i = 0; i < batch_; ++i) {
            const auto draw = static_cast<std::uint64_t>(iteration * batch_ + i);
            train_.gather(draws_.index(draw), i, batch_, samples_.data());
        }
    }
    return engine_.unrolled(network_, parameters, samples_, static_cast<int>(batch_),
                            static_cast<int>(window_), scale_of(batch_), gradient);
}

double StepperObjective::validation_loss(std::span<const float> parameters) {
    return engine_.unrolled(network_, parameters, validation_samples_,
                            static_cast<int>(validation_batch_), static_cast<int>(window_),
                            scale_of(validation_batch_), {});
}

}  // namespace lhits
