// Rules of the recipes of trainings that involve more than one value.
#pragma once

#include <cstdint>
#include <vector>

#include "deck_reader.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {

/// Of the recipe in `table`. Throws InputError.
void check_recipe(const DeckReader& reader, const char* table, const TrainingKeys& recipe);

/// That `window`, in `table`, is one for all strides or one for each, and that the windows are no
/// longer than trajectories. Throws InputError.
void check_windows(const Deck& deck, const DeckReader& reader, const char* table,
                   const std::vector<std::int64_t>& window);

}  // namespace lhits
