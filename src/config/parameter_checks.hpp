// Rules of [parameters] that involve more than one value.
#pragma once

#include "deck_reader.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {

/// Throws InputError.
void check_parameters(const Deck& deck, const DeckReader& reader);

/// The rules where trajectories are given, and have parameters of these names.
void check_given_parameters(const ParametersTable& keys, const std::vector<std::string>& names,
                            const DeckReader& reader);

}  // namespace lhits
