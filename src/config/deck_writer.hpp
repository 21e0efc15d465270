// Writes described tables as TOML.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <string>

#include "lhits/config/keys.hpp"

namespace lhits {

/// The value as TOML text.
std::string node_text(const toml::node& node);

class DeckWriter {
public:
    /// Only keys that the results of `stage` depend on; without one all.
    explicit DeckWriter(std::optional<Stage> stage = {}) : stage_(stage) {}

    /// Appends the keys to `table`; tables with the same name must follow one another.
    void write(const std::string& table, Described& keys);
    const std::string& text() const { return text_; }
    /// What the keys "table.name" affect.
    const std::map<std::string, Stage>& stages() const { return stages_; }

private:
    std::optional<Stage> stage_;
    std::map<std::string, Stage> stages_;
    std::string text_;
    std::string open_table_;
};

}  // namespace lhits
