// Rules of [reduction] that involve more than one value.
#pragma once

#include "deck_reader.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {

/// Throws InputError.
void check_reduction(const Deck& deck, const DeckReader& reader);

}  // namespace lhits
