#include "lhits/hits/reconstruction_objective.hpp"

#include <algorithm>
#include <utility>

#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

constexpr std::int64_t rows_per_shard = 64;
constexpr std::int64_t most_shards = 16;

std::int64_t rows_of(std::span<const float> data, const Architecture& network) {
    return static_cast<std::int64_t>(data.size()) / network.in();
}

}  // namespace

int ReconstructionObjective::shards_of(std::int64_t batch) {
    return static_cast<int>(std::clamp(batch / rows_per_shard, std::int64_t{1}, most_shards));
}

ReconstructionObjective::ReconstructionObjective(const Communicator& team, Engine& engine,
                                                 Architecture network, std::span<const float> train,
                                                 std::span<const float> validation,
                                                 std::int64_t batch, const SampleDraws& draws)
    : engine_(engine),
      network_(std::move(network)),
      train_(train),
      validation_(validation),
      batch_(batch > 0 ? batch : rows_of(train, network_)),
      all_rows_(batch == 0),
      draws_(draws),
      sum_(team, shards_of(batch_), network_.parameter_count() + 1),
      validation_sum_(team, shards_of(rows_of(validation, network_)), 1) {}

std::span<const float> ReconstructionObjective::rows_of_shard(std::int64_t iteration, int shard) {
    const Share share = share_of(static_cast<int>(batch_), shard, sum_.shards());
    const auto n = static_cast<std::size_t>(network_.in());
    const auto count = static_cast<std::size_t>(share.count()) * n;
    if (all_rows_) return train_.subspan(static_cast<std::size_t>(share.begin) * n, count);
    drawn_.resize(count);
    for (int i = share.begin; i < share.end; ++i) {
        const auto draw = static_cast<std::uint64_t>(iteration * batch_ + i);
        const auto row = static_cast<std::size_t>(draws_.index(draw));
        std::copy_n(train_.data() + row * n, n,
                    drawn_.data() + static_cast<std::size_t>(i - share.begin) * n);
    }
    return drawn_;
}

double ReconstructionObjective::loss(std::span<const float> parameters, std::int64_t iteration,
                                     std::span<float> gradient) {
    const auto scale = static_cast<float>(1.0 / static_cast<double>(batch_ * network_.in()));
    for (int s = sum_.first(); s < sum_.end(); ++s) {
        const auto shard = sum_.shard(s);
        const auto rows = rows_of_shard(iteration, s);
        const double loss = engine_.reconstruction(network_, parameters, rows,
                                                   static_cast<int>(rows_of(rows, network_)), scale,
                                                   shard.first(gradient.size()));
        shard.back() = static_cast<float>(loss);
    }
    const auto total = sum_.sum();
    std::copy_n(total.begin(), gradient.size(), gradient.begin());
    return static_cast<double>(total.back());
}

double ReconstructionObjective::validation_loss(std::span<const float> parameters) {
    const auto rows = static_cast<int>(rows_of(validation_, network_));
    const auto n = static_cast<std::size_t>(network_.in());
    const auto scale = static_cast<float>(1.0 / static_cast<double>(validation_.size()));
    for (int s = validation_sum_.first(); s < validation_sum_.end(); ++s) {
        const Share share = share_of(rows, s, validation_sum_.shards());
        const auto part = validation_.subspan(static_cast<std::size_t>(share.begin) * n,
                                              static_cast<std::size_t>(share.count()) * n);
        validation_sum_.shard(s).front() = static_cast<float>(
            engine_.reconstruction(network_, parameters, part, share.count(), scale, {}));
    }
    return static_cast<double>(validation_sum_.sum().front());
}

}  // namespace lhits
