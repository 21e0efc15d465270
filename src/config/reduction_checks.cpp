#include "reduction_checks.hpp"

#include <fmt/format.h>

#include <set>

#include "training_checks.hpp"

namespace lhits {

void check_reduction(const Deck& deck, const DeckReader& reader) {
    const auto& keys = deck.reduction;
    const auto check_regularised = [&](const char* key, double value, bool possible) {
        if (value > 0.0 && !possible) {
            reader.refuse("reduction", key, fmt::format("0 where kind = \"{}\"", keys.kind),
                          fmt::format("{}; leave it out", value));
        }
    };
    const bool linear = keys.kind == "pca" || keys.kind == "identity";
    if (keys.phase && (linear || !deck.observation.delays.empty())) {
        reader.refuse("reduction", "phase",
                      linear ? fmt::format("false where kind = \"{}\"", keys.kind)
                             : std::string("false where observation.delays has entries"),
                      "true");
    }
    check_regularised("noise", keys.noise, !linear);
    check_regularised("sparsity", keys.sparsity, !linear && keys.kind != "variational");
    check_recipe(reader, "reduction", keys.training);
    std::set<std::int64_t> seen;
    for (const auto z : keys.latent) {
        if (!seen.insert(z).second) {
            reader.refuse("reduction", "latent", "each latent dimension once",
                          fmt::format("{} twice", z));
        }
    }
}

}  // namespace lhits
