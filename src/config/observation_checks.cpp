#include "observation_checks.hpp"

#include <fmt/format.h>

namespace lhits {

void check_observation(const Deck& deck, const DeckReader& reader) {
    const auto& delays = deck.observation.delays;
    for (std::size_t i = 1; i < delays.size(); ++i) {
        if (delays[i] > delays[i - 1]) continue;
        reader.refuse("observation", "delays", "delays in increasing order",
                      fmt::format("{} after {}", delays[i], delays[i - 1]));
    }
    if (delays.empty()) return;
    const auto& kind = deck.reduction.kind;
    if (kind == "pca" || kind == "identity") {
        reader.refuse("reduction", "kind", "an autoencoder where observation.delays has entries",
                      "\"" + kind + "\"");
    }
    if (deck.reduction.baseline) {
        reader.refuse("reduction", "baseline", "false where observation.delays has entries",
                      "true");
    }
    const auto& ensemble = deck.forecast.ensemble;
    const auto& from = ensemble.initial_conditions;
    if (ensemble.asked() && from != "test" && from != "drawn") {
        reader.refuse(
            "forecast", "initial_conditions",
            "\"test\" or \"drawn\" where observation.delays has entries, for a file holds "
            "no states before",
            "\"" + from + "\"");
    }
    const auto& perturbation = ensemble.perturbation;
    if (perturbation == "pca" || ensemble.perturbation_file()) {
        reader.refuse("forecast", "perturbation",
                      "\"none\", \"state\" or \"latent\" where observation.delays has entries",
                      "\"" + perturbation + "\"");
    }
}

}  // namespace lhits
