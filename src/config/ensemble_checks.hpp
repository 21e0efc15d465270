// Rules for the keys of an ensemble forecast that involve more than one value.
#pragma once

#include "deck_reader.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {

/// Throws InputError where `deck` breaks one.
void check_ensemble(const Deck& deck, const DeckReader& reader);

}  // namespace lhits
