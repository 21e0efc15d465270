// Rules of [observation] that involve more than one value.
#pragma once

#include "deck_reader.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {

/// Throws InputError.
void check_observation(const Deck& deck, const DeckReader& reader);

}  // namespace lhits
