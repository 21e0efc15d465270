#include "lhits/config/key_reference.hpp"

#include <toml++/toml.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "deck_writer.hpp"
#include "lhits/config/sweep.hpp"

namespace lhits {
namespace {

class KeyLister final : public Keys {
public:
    explicit KeyLister(const std::pair<std::string, std::string>& choice) : choice_(choice) {}

    TableText table;

    void key(const About& about, bool& value) override {
        add(about, "true or false", toml::value<bool>(value));
    }
    void key(const About& about, std::int64_t& value, Bounds bounds) override {
        add(about, "integer" + bounds_text(bounds), toml::value<std::int64_t>(value));
    }
    void key(const About& about, double& value, Bounds bounds) override {
        add(about, "number" + bounds_text(bounds), toml::value<double>(value));
    }
    void key(const About& about, std::string& value,
             const std::vector<std::string>& allowed) override {
        if (about.name == choice_.first) value = choice_.second;
        add(about, "text", toml::value<std::string>(value));
        table.keys.back().words = allowed;
    }
    void key(const About& about, std::vector<std::int64_t>& value, Bounds bounds) override {
        add_list(about, "integer or list, each" + bounds_text(bounds), value);
    }
    void key(const About& about, std::vector<double>& value, Bounds bounds) override {
        add_list(about,
                 value.size() == 2 ? "range [low, high]" + bounds_text(bounds)
                                   : fmt::format("{} numbers{}", value.size(), bounds_text(bounds)),
                 value);
    }
    void list(const About& about, std::vector<std::int64_t>& value, Bounds bounds) override {
        add_list(about, "list of integers" + bounds_text(bounds), value);
    }
    void list(const About& about, std::vector<double>& value, Bounds bounds) override {
        add_list(about, "list of numbers" + bounds_text(bounds), value);
    }
    void list(const About& about, std::vector<std::string>& value) override {
        add_list(about, "list of texts", value);
    }
    void purpose(std::string_view text) override { table.purpose = text; }
    void affects(Stage stage) override { affected_ = stage; }

private:
    void add(const About& about, std::string type, const toml::node& value) {
        table.keys.push_back({std::string(about.name),
                              std::string(about.text),
                              std::string(about.unit),
                              std::string(about.since),
                              node_text(value),
                              std::move(type),
                              {},
                              affected_,
                              about.looked_for});
    }
    template <class T>
    void add_list(const About& about, std::string type, const std::vector<T>& values) {
        toml::array list;
        for (const auto& value : values) list.push_back(value);
        add(about, std::move(type), list);
    }

    const std::pair<std::string, std::string>& choice_;
    Stage affected_ = Stage::generate;
};

/// The keys of `other` that `usual` has not, or with another default; not the key `chosen`.
std::vector<KeyText> differences(const TableText& usual, const TableText& other,
                                 const std::string& chosen) {
    std::vector<KeyText> result;
    for (const auto& key : other.keys) {
        const bool same = std::any_of(usual.keys.begin(), usual.keys.end(), [&](const auto& one) {
            return one.name == key.name && one.value == key.value && one.text == key.text;
        });
        if (!same && key.name != chosen) result.push_back(key);
    }
    return result;
}

/// Those of one system, and what its words change.
void add_system(const SystemParametersFactory& factory, const std::string& kind,
                std::vector<TableText>& tables) {
    const auto condition = fmt::format("kind = \"{}\"", kind);
    auto usual = table_text(*factory(kind));
    usual.name = "system";
    usual.condition = condition;
    tables.push_back(usual);
    for (const auto& key : usual.keys) {
        for (const auto& word : key.words) {
            auto other = table_text(*factory(kind), {key.name, word});
            other.keys = differences(usual, other, key.name);
            if (other.keys.empty()) continue;
            other.name = "system";
            other.condition = fmt::format("{}, {} = \"{}\"", condition, key.name, word);
            tables.push_back(std::move(other));
        }
    }
}

}  // namespace

std::string bounds_text(Bounds bounds) {
    const bool low = bounds.low > std::numeric_limits<double>::lowest();
    // A limit that no integer exceeds is none.
    const bool high = bounds.high < static_cast<double>(std::numeric_limits<std::int64_t>::max());
    if (bounds.low == positive.low && !high) return " greater than 0";
    if (low && high) return fmt::format(" from {} to {}", bounds.low, bounds.high);
    if (low) return fmt::format(" of at least {}", bounds.low);
    return high ? fmt::format(" of at most {}", bounds.high) : std::string();
}

TableText table_text(Described& table, const std::pair<std::string, std::string>& choice) {
    KeyLister lister(choice);
    table.describe(lister);
    return std::move(lister.table);
}

std::vector<TableText> key_reference(const SystemParametersFactory& factory,
                                     const std::vector<std::string>& kinds) {
    std::vector<TableText> tables;
    const auto add = [&](const std::string& name, Described& keys) {
        tables.push_back(table_text(keys));
        tables.back().name = name;
        if (name != "system") return;
        tables.back().keys.front().words = kinds;
        for (const auto& kind : kinds) add_system(factory, kind, tables);
    };
    Deck{}.visit(add);
    SweepTable sweep;
    add("sweep", sweep);
    return tables;
}

}  // namespace lhits
