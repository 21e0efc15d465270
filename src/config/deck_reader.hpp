// Reads described tables from TOML, and says precisely what is wrong with a deck.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "lhits/config/keys.hpp"
#include "lhits/config/sweep.hpp"

namespace lhits {

class DeckReader {
public:
    /// Parses the file, the overrides and then the values of a point of its sweep. Throws
    /// InputError.
    DeckReader(std::string path, const std::vector<std::string>& overrides,
               const SweepPoint& point);

    /// Fills the members of `keys` that the table has; remembers the names for refuse_unknown().
    void read(const std::string& table, Described& keys);

    /// Reads one text without marking it as known.
    void read(const std::string& table, const std::string& key, std::string& value) const;

    /// Throws InputError for a table or key that nothing described, naming the nearest known one;
    /// [sweep] is not looked at.
    void refuse_unknown() const;

    /// Throws InputError: file, line, key, expected, found.
    [[noreturn]] void refuse(std::string_view table, std::string_view key,
                             const std::string& expected, const std::string& found) const;
    /// The same for a text that is none of `allowed`.
    [[noreturn]] void refuse_choice(std::string_view table, std::string_view key,
                                    const std::vector<std::string>& allowed,
                                    const std::string& found) const;

    /// The value of a key in the deck, or null.
    const toml::node* find(std::string_view table, std::string_view key) const;

    /// The keys of a table that has tables in it, in alphabetical order: "reduction.latent" for
    /// latent in [sweep.reduction].
    std::vector<std::pair<std::string, const toml::node*>> leaves(const std::string& table) const;

    /// Whether "table.key" was set by an override.
    bool overridden(const std::string& name) const { return set_at_.contains(name); }

    /// Where a key was set: file, line and key, or --set and key.
    std::string place(std::string_view table, std::string_view key) const;

private:
    void apply_override(const std::string& text);
    void set(const std::string& table, const std::string& key, const std::string& value);
    std::string nearest_key(const std::string& table, const std::string& key) const;

    std::string path_;
    toml::table root_;
    std::map<std::string, std::string> set_at_;           // place of what overrides, by "table.key"
    std::map<std::string, std::set<std::string>> known_;  // by table
};

}  // namespace lhits
