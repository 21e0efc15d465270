// Rules of decks whose trajectories no solver can make again.
#pragma once

#include <string>

#include "deck_reader.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {

/// Why no solver can start from a sample of a trajectory, as a message goes on; empty where one
/// can. What is observed must have been read. `given`: none, or the system's settings.
std::string why_no_solver(const Deck& deck, const GivenTrajectories* given);

/// What a deck may not ask for then. Throws InputError.
void check_no_solver(const Deck& deck, const DeckReader& reader, const std::string& why);

/// Rules for a system whose trajectories are given; fills in what they say. Throws InputError.
void complete_given(Deck& deck, const GivenTrajectories& given, const DeckReader& reader,
                    const std::string& why);

}  // namespace lhits
