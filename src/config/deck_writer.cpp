#include "deck_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <sstream>
#include <utility>

namespace lhits {
namespace {

class KeyWriter final : public Keys {
public:
    /// `write` is called with each key, as text, and what it affects.
    using Write = std::function<void(std::string_view name, const std::string& value, Stage)>;
    explicit KeyWriter(Write write) : write_(std::move(write)) {}

    void key(std::string_view name, bool& value) override { put(name, toml::value<bool>(value)); }
    void key(std::string_view name, std::int64_t& value, Bounds) override {
        put(name, toml::value<std::int64_t>(value));
    }
    void key(std::string_view name, double& value, Bounds) override {
        put(name, toml::value<double>(value));
    }
    void key(std::string_view name, std::string& value, const std::vector<std::string>&) override {
        put(name, toml::value<std::string>(value));
    }
    void key(std::string_view name, std::vector<std::int64_t>& value, Bounds) override {
        put_list(name, value);
    }
    void key(std::string_view name, std::vector<double>& value, Bounds) override {
        put_list(name, value);
    }
    void list(std::string_view name, std::vector<std::int64_t>& value, Bounds) override {
        put_list(name, value);
    }
    void list(std::string_view name, std::vector<double>& value, Bounds) override {
        put_list(name, value);
    }
    void list(std::string_view name, std::vector<std::string>& value) override {
        put_list(name, value);
    }
    void affects(Stage stage) override { affected_ = stage; }

private:
    void put(std::string_view name, const toml::node& node) {
        write_(name, node_text(node), affected_);
    }
    template <class T>
    void put_list(std::string_view name, const std::vector<T>& values) {
        toml::array list;
        for (const auto& value : values) list.push_back(value);
        put(name, list);
    }

    Write write_;
    Stage affected_ = Stage::generate;
};

}  // namespace

bool depends_on(Stage stage, Stage affected) {
    switch (affected) {
        case Stage::forecast:
        case Stage::ensemble: return stage == affected || stage == Stage::report;
        case Stage::nothing: return false;
        default: return affected <= stage;
    }
}

std::string node_text(const toml::node& node) {
    if (const auto* number = node.as_floating_point()) {  // the fewest digits that read back
        auto text = fmt::format("{}", number->get());
        if (text.find_first_of(".en") == std::string::npos) text += ".0";
        return text;
    }
    if (const auto* list = node.as_array()) {
        std::vector<std::string> texts;
        for (const auto& entry : *list) texts.push_back(node_text(entry));
        return texts.empty() ? "[]" : fmt::format("[ {} ]", fmt::join(texts, ", "));
    }
    std::ostringstream out;
    node.visit([&out](const auto& value) { out << value; });
    return out.str();
}

void DeckWriter::write(const std::string& table, Described& keys) {
    if (table != open_table_) {
        text_ += fmt::format("{}[{}]\n", text_.empty() ? "" : "\n", table);
        open_table_ = table;
    }
    KeyWriter writer([&](std::string_view name, const std::string& value, Stage affected) {
        stages_[fmt::format("{}.{}", table, name)] = affected;
        if (stage_ && !depends_on(*stage_, affected)) return;
        text_ += fmt::format("{} = {}\n", name, value);
    });
    keys.describe(writer);
}

}  // namespace lhits
