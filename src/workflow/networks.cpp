#include "networks.hpp"

#include "lhits/hits/manifold_dimension.hpp"
#include "lhits/hits/reduction.hpp"

namespace lhits {

std::size_t embedding_size(const Run& run) {
    return run.system->state_size() * (1 + run.deck.observation.delays.size());
}

std::size_t snapshot_size(const Run& run) {
    return embedding_size(run) + (run.deck.reduction.conditioned ? run.deck.parameters.count() : 0);
}

std::int64_t training_snapshots(const Run& run) {
    return run.deck.trajectories.train * (run.deck.train_steps() + 1);
}

std::int64_t validation_snapshots(const Run& run) {
    return run.deck.trajectories.validation * (run.deck.system.steps + 1);
}

AutoencoderNetwork autoencoder_of(const Run& run, const SurrogatePlan& plan) {
    const auto& keys = run.deck.reduction;
    auto network = AutoencoderNetwork::with_hidden(static_cast<int>(embedding_size(run)),
                                                   keys.hidden, static_cast<int>(plan.latent),
                                                   activation_from(keys.activation));
    if (keys.conditioned) {
        const auto parameters = static_cast<int>(run.deck.parameters.count());
        network.encoder.widths.front() += parameters;
        network.decoder.widths.front() += parameters;
    }
    if (plan.kind == "variational") network.encoder.widths.back() *= 2;
    if (plan.kind == "pca-residual") network.encoder.bypass = network.decoder.bypass = true;
    return network;
}

AutoencoderNetwork dimension_network_of(const Run& run) {
    const auto& keys = run.deck.reduction;
    return rank_minimising_autoencoder(static_cast<int>(snapshot_size(run)), keys.hidden,
                                       static_cast<int>(keys.dimension.width),
                                       keys.dimension.layers, activation_from(keys.activation));
}

bool is_fine_tuned(const Run& run, const SurrogatePlan& plan) {
    return run.deck.fine_tuning.asked() && is_autoencoder(plan.kind);
}

Architecture stepper_of(const Run& run, const SurrogatePlan& plan) {
    const auto& keys = run.deck.steppers;
    const auto z = static_cast<int>(plan.latent);
    const auto phases = static_cast<int>(plan.phases(run));
    const auto parameters = static_cast<int>(run.deck.parameters.count());
    return Architecture::with_hidden(z + parameters, keys.hidden, phases + z,
                                     activation_from(keys.activation));
}

}  // namespace lhits
