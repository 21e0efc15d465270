#include "training_checks.hpp"

#include <fmt/format.h>

namespace lhits {

void check_recipe(const DeckReader& reader, const char* table, const TrainingKeys& recipe) {
    if (recipe.keep == "last" && recipe.patience > 0) {
        reader.refuse(table, "patience", "0 where keep = \"last\"",
                      fmt::format("{}; keep the best", recipe.patience));
    }
    if (recipe.transient_share > 0.0 && recipe.batch == 0) {
        reader.refuse(table, "transient_share", "0 where batch = 0 takes all samples",
                      fmt::format("{}; set a batch", recipe.transient_share));
    }
}

void check_windows(const Deck& deck, const DeckReader& reader, const char* table,
                   const std::vector<std::int64_t>& window) {
    const auto& strides = deck.steppers.strides;
    if (window.size() != 1 && window.size() != strides.size()) {
        reader.refuse(table, "window",
                      fmt::format("one number, or one for each of the {} strides", strides.size()),
                      fmt::format("{} numbers", window.size()));
    }
    for (std::size_t i = 0; i < strides.size(); ++i) {
        const auto steps = window.size() == 1 ? window.front() : window[i];
        const auto span = steps * strides[i];
        if (span <= deck.train_steps()) continue;
        reader.refuse(
            table, "window",
            fmt::format("a window no longer than the trajectory ({} steps)", deck.train_steps()),
            fmt::format("{} steps of stride {} = {} steps; shorten the window, drop the "
                        "stride or make trajectories longer",
                        steps, strides[i], span));
    }
}

}  // namespace lhits
