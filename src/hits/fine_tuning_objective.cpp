#include "lhits/hits/fine_tuning_objective.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace lhits {
namespace {

constexpr std::int64_t windows_per_shard = 16;
constexpr std::int64_t most_shards = 16;

std::vector<ForecastNetwork> networks_of(const AutoencoderNetwork& autoencoder,
                                         const Scaler& latent,
                                         const std::vector<TunedStepper>& steppers) {
    std::vector<ForecastNetwork> networks;
    networks.reserve(steppers.size());
    for (const auto& stepper : steppers) {
        networks.push_back({autoencoder, stepper.network, latent.offset, latent.scale});
    }
    return networks;
}

std::size_t count_parameters(const std::vector<ForecastNetwork>& networks) {
    std::size_t count = networks.front().autoencoder.parameter_count();
    for (const auto& network : networks) count += network.stepper.parameter_count();
    return count;
}

/// Copies windows into samples, (window + 1, windows, row size).
void gather(const Windows& windows, const Share& share, std::int64_t width,
            const std::function<std::int64_t(int)>& index, AlignedVector<float>& samples) {
    samples.resize(static_cast<std::size_t>((windows.window() + 1) * share.count() * width));
    for (int i = 0; i < share.count(); ++i) {
        windows.gather(index(share.begin + i), i, share.count(), samples.data());
    }
}

}  // namespace

int FineTuningObjective::shards_of(std::int64_t batch) {
    return static_cast<int>(std::clamp(batch / windows_per_shard, std::int64_t{1}, most_shards));
}

FineTuningObjective::FineTuningObjective(const Communicator& team, Engine& engine,
                                         const AutoencoderNetwork& autoencoder,
                                         const Scaler& latent, std::vector<TunedStepper> steppers,
                                         std::int64_t batch)
    : engine_(engine),
      networks_(networks_of(autoencoder, latent, steppers)),
      steppers_(std::move(steppers)),
      parameters_(count_parameters(networks_)),
      batch_(batch),
      sum_(team, shards_of(batch), parameters_ + 1),
      validation_sum_(team, static_cast<int>(most_shards), 1) {
    const auto each = validation_windows / static_cast<std::int64_t>(steppers_.size());
    std::size_t offset = autoencoder.parameter_count();
    for (const auto& stepper : steppers_) {
        validated_.push_back(stepper.validation.spread(std::max(std::int64_t{1}, each)));
        offsets_.push_back(offset);
        offset += stepper.network.parameter_count();
    }
}

double FineTuningObjective::forecast_loss(std::size_t stepper, std::span<const float> parameters,
                                          int count, std::int64_t all, std::span<float> gradient) {
    const auto& network = networks_[stepper];
    const auto window = steppers_[stepper].train.window();
    const auto shared = network.autoencoder.parameter_count();
    const auto stepping = parameters.subspan(offsets_[stepper], network.stepper.parameter_count());
    own_.assign(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(shared));
    own_.insert(own_.end(), stepping.begin(), stepping.end());
    const auto values = static_cast<double>(all * (window + 1)) *
                        static_cast<double>(network.autoencoder.state_size()) *
                        static_cast<double>(networks_.size());
    gradient_.resize(gradient.empty() ? 0 : own_.size());
    const double loss =
        engine_.decoded_forecast(network, own_, samples_, count, static_cast<int>(window),
                                 static_cast<float>(1.0 / values), gradient_);
    if (gradient.empty()) return loss;
    for (std::size_t i = 0; i < shared; ++i) gradient[i] += gradient_[i];
    std::copy_n(gradient_.data() + shared, stepping.size(), gradient.data() + offsets_[stepper]);
    return loss;
}

double FineTuningObjective::loss(std::span<const float> parameters, std::int64_t iteration,
                                 std::span<float> gradient) {
    for (int s = sum_.first(); s < sum_.end(); ++s) {
        const auto shard = sum_.shard(s);
        std::fill(shard.begin(), shard.end(), 0.0F);
        const Share share = share_of(static_cast<int>(batch_), s, sum_.shards());
        double part = 0.0;
        for (std::size_t i = 0; i < steppers_.size(); ++i) {
            const auto index = [&](int window) {
                return steppers_[i].draws.index(
                    static_cast<std::uint64_t>(iteration * batch_ + window));
            };
            gather(steppers_[i].train, share, networks_[i].row_size(), index, samples_);
            part +=
                forecast_loss(i, parameters, share.count(), batch_, shard.first(gradient.size()));
        }
        shard.back() = static_cast<float>(part);
    }
    const auto total = sum_.sum();
    std::copy_n(total.begin(), gradient.size(), gradient.begin());
    return static_cast<double>(total.back());
}

double FineTuningObjective::validation_loss(std::span<const float> parameters) {
    for (int s = validation_sum_.first(); s < validation_sum_.end(); ++s) {
        double part = 0.0;
        for (std::size_t i = 0; i < steppers_.size(); ++i) {
            const auto& numbers = validated_[i];
            const auto all = static_cast<int>(numbers.size());
            const Share share = share_of(all, s, validation_sum_.shards());
            if (share.count() == 0) continue;
            const auto index = [&](int window) {
                return numbers[static_cast<std::size_t>(window)];
            };
            gather(steppers_[i].validation, share, networks_[i].row_size(), index, samples_);
            part += forecast_loss(i, parameters, share.count(), all, {});
        }
        validation_sum_.shard(s).front() = static_cast<float>(part);
    }
    return static_cast<double>(validation_sum_.sum().front());
}

}  // namespace lhits
