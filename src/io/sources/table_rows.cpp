#include "table_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "../trimmed.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

/// Of a field, which may stand in quotes.
std::string_view content_of(std::string_view text) {
    text = trimmed(text);
    const bool quoted = text.size() > 1 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

std::optional<double> number_of(std::string_view field) {
    if (field.size() > 1 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
    double value = 0.0;
    const auto* end = field.data() + field.size();
    const auto result = std::from_chars(field.data(), end, value);
    if (result.ptr != end || result.ec != std::errc{}) return {};
    return value;
}

}  // namespace

TableRows::TableRows(std::string path) : path_(std::move(path)), file_(path_) {
    if (!file_) {
        throw InputError(fmt::format("{}: expected a file that can be read, found none", path_));
    }
    std::vector<std::string> fields;
    begin_ = file_.tellg();
    while (next_line(fields)) {
        const bool numbers = std::all_of(fields.begin(), fields.end(), [](const auto& field) {
            return number_of(field).has_value();
        });
        if (!numbers) {
            for (const auto& field : fields) names_.push_back(utf8_text(field));
        }
        columns_ = fields.size();
        if (!numbers) {
            begin_ = file_.tellg();
            begin_line_ = line_;
        }
        break;
    }
    if (columns_ == 0) refuse("rows of numbers", "an empty file");
    rewind();
}

void TableRows::rewind() {
    file_.clear();
    file_.seekg(begin_);
    line_ = begin_line_;
}

bool TableRows::next_line(std::vector<std::string>& fields) {
    std::string line;
    while (std::getline(file_, line)) {
        ++line_;
        std::string_view text = line;
        if (line_ == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
        text = trimmed(text.substr(0, text.find('#')));
        if (text.empty()) continue;
        const char separator = text.find(',') != std::string_view::npos   ? ','
                               : text.find(';') != std::string_view::npos ? ';'
                                                                          : ' ';
        fields.clear();
        while (true) {
            const auto end = separator == ' ' ? text.find_first_of(blanks) : text.find(separator);
            fields.emplace_back(content_of(text.substr(0, end)));
            if (end == std::string_view::npos) return true;
            text = separator == ' ' ? trimmed(text.substr(end)) : text.substr(end + 1);
        }
    }
    return false;
}

bool TableRows::next(std::vector<double>& row) {
    std::vector<std::string> fields;
    if (!next_line(fields)) return false;
    if (fields.size() != columns_) {
        refuse(fmt::format("{} columns", columns_), std::to_string(fields.size()));
    }
    row.clear();
    for (const auto& field : fields) {
        const auto value = number_of(field);
        if (!value) refuse("a number", shown(field));
        row.push_back(*value);
    }
    return true;
}

void TableRows::refuse(const std::string& expected, const std::string& found) const {
    throw InputError(fmt::format("{}:{}: expected {}, found {}", path_, line_, expected, found));
}

}  // namespace lhits
