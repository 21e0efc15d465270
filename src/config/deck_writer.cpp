#include "deck_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>

#include "lhits/config/key_reference.hpp"

namespace lhits {
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
    for (const auto& key : table_text(keys).keys) {
        stages_[fmt::format("{}.{}", table, key.name)] = key.affects;
        if (stage_ && !depends_on(*stage_, key.affects)) continue;
        text_ += fmt::format("{} = {}\n", key.name, key.value);
    }
}

}  // namespace lhits
