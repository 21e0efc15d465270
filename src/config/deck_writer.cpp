#include "deck_writer.hpp"

#include <fmt/format.h>

#include <sstream>

namespace lhits {
namespace {

class KeyWriter final : public Keys {
public:
    explicit KeyWriter(std::string& text) : text_(text) {}

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

private:
    void put(std::string_view name, const toml::node& node) {
        text_ += fmt::format("{} = {}\n", name, node_text(node));
    }
    template <class T>
    void put_list(std::string_view name, const std::vector<T>& values) {
        toml::array list;
        for (const auto& value : values) list.push_back(value);
        put(name, list);
    }

    std::string& text_;
};

}  // namespace

std::string node_text(const toml::node& node) {
    std::ostringstream out;
    node.visit([&out](const auto& value) { out << value; });
    return out.str();
}

void DeckWriter::write(const std::string& table, Described& keys) {
    if (table != open_table_) {
        text_ += fmt::format("{}[{}]\n", text_.empty() ? "" : "\n", table);
        open_table_ = table;
    }
    KeyWriter writer(text_);
    keys.describe(writer);
}

}  // namespace lhits
