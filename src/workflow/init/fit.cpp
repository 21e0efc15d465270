#include "fit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "lhits/nn/principal_components.hpp"

namespace lhits {
namespace {

/// Each element to mean 0 and standard deviation 1, as reduction.scaler = "standard" does.
void standardise(std::vector<float>& states, std::size_t n) {
    const auto rows = states.size() / n;
    for (std::size_t i = 0; i < n; ++i) {
        double sum = 0.0, squares = 0.0;
        for (std::size_t r = 0; r < rows; ++r) {
            const double value = states[r * n + i];
            sum += value;
            squares += value * value;
        }
        const double mean = sum / static_cast<double>(rows);
        const double variance = squares / static_cast<double>(rows) - mean * mean;
        const double scale = variance > 1e-12 * mean * mean ? 1.0 / std::sqrt(variance) : 0.0;
        for (std::size_t r = 0; r < rows; ++r) {
            states[r * n + i] = static_cast<float>((states[r * n + i] - mean) * scale);
        }
    }
}

/// How many components hold that share of the variance; 0: more than are known.
std::int64_t components_for(double share, const PrincipalComponents& pca) {
    double held = 0.0;
    for (std::size_t i = 0; i < pca.variances.size(); ++i) {
        held += pca.variances[i];
        if (held >= share * pca.total_variance) return static_cast<std::int64_t>(i) + 1;
    }
    return 0;
}

}  // namespace

Pieces pieces_for(std::int64_t trajectories, std::int64_t steps, std::int64_t wanted) {
    constexpr std::int64_t shortest = 16;
    const auto each = (wanted + trajectories - 1) / trajectories;
    // `each` pieces and between them gaps of a tenth of one.
    const auto length = static_cast<double>(steps - (each - 1)) /
                        (static_cast<double>(each) + 0.1 * static_cast<double>(each - 1));
    const auto piece = static_cast<std::int64_t>(length);
    if (each < 2 || piece < shortest) return {};
    return {piece, piece / 10};
}

void share_out(std::int64_t count, TrajectoriesTable& trajectories) {
    const auto eighth = std::clamp<std::int64_t>(count / 8, 1, 32);
    trajectories.validation = trajectories.test = eighth;
    trajectories.train = std::max<std::int64_t>(1, count - 2 * eighth);
}

void fit_networks(DeckDraft& draft, std::vector<float> states, std::size_t n) {
    auto& deck = draft.deck;
    constexpr std::size_t few = 4;
    constexpr std::int64_t most_coordinates = 16;
    deck.steppers.strides = usual_strides(deck);
    const auto samples = deck.trajectories.train * (deck.train_steps() + 1);
    // An iteration over states of a thousand numbers takes as long as one over more of fewer.
    constexpr std::int64_t batch_values = 512 * 1024;
    constexpr std::int64_t least_batch = 64;
    const auto fitting = std::max(least_batch, batch_values / static_cast<std::int64_t>(n));
    auto& batch = deck.reduction.training.batch;
    batch = std::min({batch, fitting, std::max<std::int64_t>(1, samples / 4)});
    if (n <= few) {
        deck.reduction.kind = "identity";
        draft.findings.push_back(fmt::format("A state has {} number(s): they are not reduced.", n));
        return;
    }
    const auto rows = states.size() / n;
    standardise(states, n);
    const auto pca = principal_components(states, n, std::min({n, rows - 1, std::size_t{64}}));
    std::vector<std::string> parts;
    for (const double share : {0.9, 0.99, 0.999}) {
        const auto count = components_for(share, pca);
        parts.push_back(fmt::format("{:g} % in {}", 100.0 * share,
                                    count > 0 ? fmt::format("{}", count) : "more than 64"));
    }
    draft.findings.push_back(
        fmt::format("Principal components of {} states hold of the variance {}; an autoencoder "
                    "needs as many coordinates or fewer.",
                    rows, fmt::join(parts, ", ")));
    const auto needed = components_for(0.99, pca);
    const auto most = std::min(most_coordinates, static_cast<std::int64_t>(n) - 1);
    deck.reduction.latent = {needed > 0 ? std::clamp<std::int64_t>(needed, 2, most) : most};
    auto& hidden = deck.reduction.hidden;
    for (auto& width : hidden) width = std::max(width, 4 * deck.reduction.latent.front());
}

}  // namespace lhits
