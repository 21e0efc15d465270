// A deck that fits what a source of trajectories has.
#pragma once

#include <string>
#include <vector>

#include "lhits/config/deck.hpp"

namespace lhits {

class Communicator;

struct DeckDraft {
    Deck deck;
    std::vector<std::string> findings{};  ///< what it was fitted to; a sentence each
};

/// From a file that `lhits import` has made. Serial. Throws InputError.
DeckDraft draft_for_data(const std::string& path);

/// From two trajectories that the system integrates now. Serial. Throws InputError for an unknown
/// kind.
DeckDraft draft_for_system(const std::string& kind, const Communicator& alone);

/// The draft as TOML: the keys that are not as by default, and those that one looks for first, with
/// what they mean.
std::string draft_text(const DeckDraft& draft);

}  // namespace lhits
