#include "lhits/hits/stepper_objective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lhits {
namespace {

constexpr std::int64_t windows_per_shard = 32;
constexpr std::int64_t most_shards = 16;

}  // namespace

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

int StepperObjective::shards_of(std::int64_t batch) {
    return static_cast<int>(std::clamp(batch / windows_per_shard, std::int64_t{1}, most_shards));
}

StepperObjective::StepperObjective(const Communicator& team, Engine& engine, Architecture network,
                                   Windows train, Windows validation, std::int64_t dimension,
                                   std::int64_t window, std::int64_t batch,
                                   const SampleDraws& draws)
    : engine_(engine),
      network_(std::move(network)),
      train_(train),
      validation_(validation),
      dimension_(dimension),
      window_(window),
      batch_(batch > 0 ? batch : train.count()),
      all_windows_(batch == 0),
      draws_(draws),
      validated_(validation.spread(validation_windows)),
      sum_(team, shards_of(batch_), network_.parameter_count() + 1),
      validation_sum_(team, shards_of(static_cast<std::int64_t>(validated_.size())), 1) {
    if (network_.in() > dimension || network_.out() > dimension) {
        throw std::invalid_argument(
            fmt::format("expected a stepper for rows of {} columns, found one from {} to {}",
                        dimension, network_.in(), network_.out()));
    }
}

std::span<const float> StepperObjective::gather(const Windows& windows, const Share& share,
                                                const std::function<std::int64_t(int)>& index) {
    samples_.resize(static_cast<std::size_t>((window_ + 1) * share.count() * dimension_));
    for (int i = 0; i < share.count(); ++i) {
        windows.gather(index(share.begin + i), i, share.count(), samples_.data());
    }
    return samples_;
}

double StepperObjective::unrolled(std::span<const float> parameters, std::span<const float> samples,
                                  int count, std::int64_t all, std::span<float> gradient) {
    const auto scale =
        static_cast<float>(1.0 / static_cast<double>(all * window_ * network_.out()));
    return engine_.unrolled(network_, parameters, samples, count, static_cast<int>(window_), scale,
                            gradient);
}

double StepperObjective::loss(std::span<const float> parameters, std::int64_t iteration,
                              std::span<float> gradient) {
    const auto index = [&](int i) {
        return all_windows_ ? i : draws_.index(static_cast<std::uint64_t>(iteration * batch_ + i));
    };
    const auto of_shard = [&](int s, std::span<float> derivative) {
        const Share share = share_of(static_cast<int>(batch_), s, sum_.shards());
        return unrolled(parameters, gather(train_, share, index), share.count(), batch_,
                        derivative);
    };
    if (sum_.shards() == 1 && sum_.alone()) {  // nothing to add up; rounded as a sum is
        return static_cast<double>(static_cast<float>(of_shard(0, gradient)));
    }
    for (int s = sum_.first(); s < sum_.end(); ++s) {
        const auto shard = sum_.shard(s);
        shard.back() = static_cast<float>(of_shard(s, shard.first(gradient.size())));
    }
    const auto total = sum_.sum();
    std::copy_n(total.begin(), gradient.size(), gradient.begin());
    return static_cast<double>(total.back());
}

double StepperObjective::validation_loss(std::span<const float> parameters) {
    const auto all = static_cast<std::int64_t>(validated_.size());
    const auto index = [&](int i) { return validated_[static_cast<std::size_t>(i)]; };
    for (int s = validation_sum_.first(); s < validation_sum_.end(); ++s) {
        const Share share = share_of(static_cast<int>(all), s, validation_sum_.shards());
        validation_sum_.shard(s).front() = static_cast<float>(
            unrolled(parameters, gather(validation_, share, index), share.count(), all, {}));
    }
    return static_cast<double>(validation_sum_.sum().front());
}

}  // namespace lhits
