// A Markdown table that grows by rows.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace lhits {

using Cells = std::vector<std::string>;

class Table {
public:
    explicit Table(const Cells& heads) {
        row(heads);
        text_ += '|';
        for (std::size_t i = 0; i < heads.size(); ++i) text_ += "---|";
        text_ += '\n';
    }
    void row(const Cells& cells) { text_ += fmt::format("| {} |\n", fmt::join(cells, " | ")); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace lhits
