// Rules of [fine_tuning] that involve more than one value.
#pragma once

#include "deck_reader.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {

/// Throws InputError.
void check_fine_tuning(const Deck& deck, const DeckReader& reader);

}  // namespace lhits
