#include "fine_tuning_checks.hpp"

#include <fmt/format.h>

#include "training_checks.hpp"

namespace lhits {

void check_fine_tuning(const Deck& deck, const DeckReader& reader) {
    constexpr const char* table = "fine_tuning";
    const auto& keys = deck.fine_tuning;
    if (!keys.window.empty()) check_windows(deck, reader, table, keys.window);
    check_recipe(reader, table, keys.training);
    const auto& kind = deck.reduction.kind;
    if (keys.asked() && (kind == "pca" || kind == "identity")) {
        reader.refuse(table, "iterations",
                      fmt::format("0 where reduction.kind = \"{}\", for there is no autoencoder to "
                                  "train together with the steppers",
                                  kind),
                      std::to_string(keys.training.iterations));
    }
    if (keys.asked() && deck.reduction.phase) {
        reader.refuse(table, "iterations",
                      "0 where reduction.phase = true, for a shift is no layer to train through",
                      std::to_string(keys.training.iterations));
    }
}

}  // namespace lhits
