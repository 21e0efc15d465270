// Writes described tables as TOML.
#pragma once

#include <toml++/toml.h>

#include <string>

#include "lhits/config/keys.hpp"

namespace lhits {

/// The value as TOML text.
std::string node_text(const toml::node& node);

class DeckWriter {
public:
    /// Appends the keys to `table`; tables with the same name must follow one another.
    void write(const std::string& table, Described& keys);
    const std::string& text() const { return text_; }

private:
    std::string text_;
    std::string open_table_;
};

}  // namespace lhits
