#include "deck_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <sstream>
#include <utility>

#include "deck_writer.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/nearest.hpp"
#include "lhits/base/trimmed.hpp"
#include "lhits/config/key_reference.hpp"

namespace lhits {
namespace {

/// A value of the command line, under the name "value". A shell takes quotes away, so that texts
/// stand without, also in a list: [a.h5, b.h5].
toml::table value_of(const std::string& text) {
    try {
        return toml::parse("value = " + text);
    } catch (const toml::parse_error&) {
        toml::table result;
        if (!text.starts_with('[') || !text.ends_with(']')) {
            result.insert("value", text);
            return result;
        }
        toml::array list;
        std::istringstream entries(text.substr(1, text.size() - 2));
        for (std::string entry; std::getline(entries, entry, ',');) {
            value_of(std::string(trimmed(entry)))["value"].node()->visit(
                [&](const auto& node) { list.push_back(node); });
        }
        result.insert("value", std::move(list));
        return result;
    }
}

/// Fills the members of one table.
class KeyReader final : public Keys {
public:
    KeyReader(const DeckReader& reader, std::string table, std::set<std::string>& known)
        : reader_(reader), table_(std::move(table)), known_(known) {}

    void key(const About& about, bool& value) override {
        if (const auto* node = find(about.name)) {
            if (!node->is_boolean()) refuse(about.name, "true or false", *node);
            value = node->as_boolean()->get();
        }
    }
    void key(const About& about, std::int64_t& value, Bounds bounds) override {
        if (const auto* node = find(about.name)) value = integer(about.name, *node, bounds);
    }
    void key(const About& about, double& value, Bounds bounds) override {
        if (const auto* node = find(about.name)) value = number(about.name, *node, bounds);
    }
    void key(const About& about, std::string& value,
             const std::vector<std::string>& allowed) override {
        const auto* node = find(about.name);
        if (node == nullptr) return;
        if (!node->is_string()) refuse(about.name, "a text in quotes", *node);
        value = node->as_string()->get();
        if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
            reader_.refuse_choice(table_, about.name, allowed, value);
        }
    }
    void key(const About& about, std::vector<std::int64_t>& value, Bounds bounds) override {
        list(about, value, bounds);
        if (value.empty()) refuse(about.name, "at least one integer", *find(about.name));
    }
    void key(const About& about, std::vector<double>& value, Bounds bounds) override {
        const auto* node = find(about.name);
        if (node == nullptr) return;
        const auto* list = node->as_array();
        if (list == nullptr || list->size() != value.size()) {
            refuse(about.name, fmt::format("a list of {} numbers", value.size()), *node);
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            value[i] = number(about.name, *list->get(i), bounds);
        }
        if (value.size() == 2 && value[0] > value[1])
            refuse(about.name, "a range [low, high]", *node);
    }
    void list(const About& about, std::vector<std::int64_t>& value, Bounds bounds) override {
        read_list(about.name, value,
                  [&](const toml::node& node) { return integer(about.name, node, bounds); });
    }
    void list(const About& about, std::vector<double>& value, Bounds bounds) override {
        read_list(about.name, value,
                  [&](const toml::node& node) { return number(about.name, node, bounds); });
    }
    void list(const About& about, std::vector<std::string>& value) override {
        read_list(about.name, value, [&](const toml::node& node) {
            if (!node.is_string()) refuse(about.name, "a text in quotes", node);
            return node.as_string()->get();
        });
    }

private:
    const toml::node* find(std::string_view name) {
        known_.insert(std::string(name));
        return reader_.find(table_, name);
    }
    template <class T, class Read>
    void read_list(std::string_view name, std::vector<T>& value, const Read& read) {
        const auto* node = find(name);
        if (node == nullptr) return;
        value.clear();
        if (const auto* items = node->as_array()) {
            for (const auto& item : *items) value.push_back(read(item));
        } else {
            value.push_back(read(*node));
        }
    }
    [[noreturn]] void refuse(std::string_view name, const std::string& expected,
                             const toml::node& found) const {
        reader_.refuse(table_, name, expected, node_text(found));
    }
    std::int64_t integer(std::string_view name, const toml::node& node, Bounds bounds) const {
        // Most integers count something, and counts are multiplied with each other.
        constexpr double largest_count = std::numeric_limits<std::int32_t>::max();
        const auto* value = node.as_integer();
        if (value == nullptr || !within(static_cast<double>(value->get()), bounds)) {
            refuse(name, "an integer" + bounds_text(bounds), node);
        }
        if (bounds.high == Bounds{}.high && static_cast<double>(value->get()) > largest_count) {
            refuse(name, fmt::format("an integer of at most {:.0f}", largest_count), node);
        }
        return value->get();
    }
    double number(std::string_view name, const toml::node& node, Bounds bounds) const {
        const auto value = node.value<double>();
        if (!node.is_number() || !value || !std::isfinite(*value) || !within(*value, bounds)) {
            refuse(name, "a number" + bounds_text(bounds), node);
        }
        return *value;
    }
    static bool within(double value, Bounds bounds) {
        return value >= bounds.low && value <= bounds.high;
    }

    const DeckReader& reader_;
    std::string table_;
    std::set<std::string>& known_;
};

}  // namespace

DeckReader::DeckReader(std::string path, const std::vector<std::string>& overrides,
                       const SweepPoint& point)
    : path_(std::move(path)) {
    std::error_code ignored;
    const auto status = std::filesystem::status(path_, ignored);
    if (!std::filesystem::is_regular_file(status)) {
        throw InputError(fmt::format(
            "{}: expected a deck (a TOML file), found {}; see input/ for examples", path_,
            std::filesystem::is_directory(status) ? "a folder" : "no such file"));
    }
    try {
        root_ = toml::parse_file(path_);
    } catch (const toml::parse_error& error) {
        throw InputError(fmt::format("{}:{}: expected TOML, found: {}", path_,
                                     error.source().begin.line, error.description()));
    }
    for (const auto& [name, node] : root_) {
        if (!node.is_table()) {
            throw InputError(fmt::format(
                "{}:{}: {}: expected the keys of a deck in tables such as [run], found a key "
                "outside of any table",
                path_, node.source().begin.line, name.str()));
        }
    }
    for (const auto& text : overrides) apply_override(text);
    for (const auto& [key, value, place] : point.values) {
        const auto dot = key.find('.');
        set(key.substr(0, dot), key.substr(dot + 1), value);
        set_at_[key] = place;
    }
}

void DeckReader::apply_override(const std::string& text) {
    const auto dot = text.find('.');
    const auto equals = text.find('=');
    if (dot == std::string::npos || equals == std::string::npos || dot > equals || dot == 0 ||
        dot + 1 == equals) {
        throw InputError(
            fmt::format("--set {}: expected table.key=value, as in --set run.seed=3", text));
    }
    const std::string table = text.substr(0, dot);
    const std::string key = text.substr(dot + 1, equals - dot - 1);
    set(table, key, text.substr(equals + 1));
    set_at_[table + "." + key] = fmt::format("--set {}.{}", table, key);
}

void DeckReader::set(const std::string& table, const std::string& key, const std::string& value) {
    auto* content = root_.insert(table, toml::table{}).first->second.as_table();
    const auto dot = key.find('.');
    if (table == "sweep" && dot != std::string::npos) {  // sweep.reduction.latent
        auto& inner = content->insert(key.substr(0, dot), toml::table{}).first->second;
        if (inner.is_table()) content = inner.as_table();
    }
    const auto name = content == root_[table].as_table() ? key : key.substr(dot + 1);
    value_of(value)["value"].node()->visit(
        [&](const auto& node) { content->insert_or_assign(name, node); });
}

const toml::node* DeckReader::find(std::string_view table, std::string_view key) const {
    const auto* content = root_[table].as_table();
    return content == nullptr ? nullptr : content->get(key);
}

std::vector<std::pair<std::string, const toml::node*>> DeckReader::leaves(
    const std::string& table) const {
    std::vector<std::pair<std::string, const toml::node*>> found;
    const auto collect = [&](const auto& self, const toml::table& content,
                             const std::string& begin) -> void {
        for (const auto& [key, node] : content) {
            const auto name = begin + std::string(key.str());
            if (const auto* inner = node.as_table()) {
                self(self, *inner, name + ".");
            } else {
                found.emplace_back(name, &node);
            }
        }
    };
    if (const auto* content = root_[table].as_table()) collect(collect, *content, "");
    return found;
}

void DeckReader::read(const std::string& table, Described& keys) {
    KeyReader reader(*this, table, known_[table]);
    keys.describe(reader);
}

void DeckReader::read(const std::string& table, const std::string& key, std::string& value) const {
    if (const auto* node = find(table, key)) value = node->value_or(value);
}

std::string DeckReader::place(std::string_view table, std::string_view key) const {
    const auto name = fmt::format("{}.{}", table, key);
    if (const auto found = set_at_.find(name); found != set_at_.end()) return found->second;
    const auto* node = root_.at_path(name).node();
    if (node == nullptr) node = find(table, key);
    if (node == nullptr) return fmt::format("{}: {} (by default)", path_, name);
    return fmt::format("{}:{}: {}", path_, node->source().begin.line, name);
}

void DeckReader::refuse(std::string_view table, std::string_view key, const std::string& expected,
                        const std::string& found) const {
    throw InputError(fmt::format("{}: expected {}, found {}", place(table, key), expected, found));
}

void DeckReader::refuse_choice(std::string_view table, std::string_view key,
                               const std::vector<std::string>& allowed,
                               const std::string& found) const {
    refuse(table, key, fmt::format("one of \"{}\"", fmt::join(allowed, "\", \"")),
           fmt::format("\"{}\" (nearest: \"{}\")", found, nearest(found, allowed)));
}

std::string DeckReader::nearest_key(const std::string& table, const std::string& key) const {
    // A key may be misspelt, or be right and stand in the wrong table.
    for (const auto& [other, keys] : known_) {
        if (other != table && keys.contains(key)) return fmt::format("[{}] {}", other, key);
    }
    const auto& keys = known_.at(table);
    return nearest(key, {keys.begin(), keys.end()});
}

void DeckReader::refuse_unknown() const {
    for (const auto& [table, content] : root_) {
        const std::string name(table.str());
        if (name == "sweep") continue;
        if (!known_.contains(name)) {
            std::vector<std::string> names{"sweep"};
            for (const auto& [known, keys] : known_) names.push_back(known);
            throw InputError(
                fmt::format("{}:{}: [{}]: expected one of the tables [{}], found an unknown one "
                            "(nearest: [{}])",
                            path_, content.source().begin.line, name, fmt::join(names, "] ["),
                            nearest(name, names)));
        }
        for (const auto& [key, value] : *content.as_table()) {
            const std::string word(key.str());
            if (known_.at(name).contains(word)) continue;
            refuse(name, word, fmt::format("a known key of [{}]", name),
                   fmt::format("an unknown one (nearest: {}); see lhits keys {}",
                               nearest_key(name, word), name));
        }
    }
}

}  // namespace lhits
