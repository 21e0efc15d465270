// What people are told of the keys of a deck: the reference, made from the tables themselves.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lhits/config/deck.hpp"
#include "lhits/config/keys.hpp"

namespace lhits {

/// A key with all that is known of it, as text.
struct KeyText {
    std::string name, text, unit, since;
    std::string value;               ///< as TOML: the default, of a table that nothing has changed
    std::string type;                ///< "integer of at least 1"
    std::vector<std::string> words;  ///< that a text may be; none: any
    Stage affects = Stage::generate;
    bool looked_for = false;  ///< drafts of decks show it even where it has its default
};

struct TableText {
    std::string name;       ///< "system"
    std::string condition;  ///< where there are these keys: `kind = "file"`; empty: always
    std::string purpose;
    std::vector<KeyText> keys;
};

/// The keys of a table in their order. `choice`: a text key and the word that it gets first, for
/// tables whose keys depend on it.
TableText table_text(Described& table, const std::pair<std::string, std::string>& choice = {});

/// All tables of a deck in the order of the file, those of each system behind [system], and
/// [sweep]. Where a word of a system changes others of its keys, or their defaults, these are a
/// table of their own.
std::vector<TableText> key_reference(const SystemParametersFactory& factory,
                                     const std::vector<std::string>& kinds);

/// " of at least 1", as it stands behind "an integer".
std::string bounds_text(Bounds bounds);

}  // namespace lhits
