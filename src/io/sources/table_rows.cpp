#include "table_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "../number_text.hpp"
#include "lhits/base/trimmed.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

using Fields = std::vector<std::string_view>;

constexpr std::string_view comment_signs = "#%!";

/// Of a field, which may stand in quotes.
std::string_view content_of(std::string_view text) {
    text = trimmed(text);
    const bool quoted = text.size() > 1 && text.front() == text.back() &&
                        (text.front() == '"' || text.front() == '\'');
    return quoted ? trimmed(text.substr(1, text.size() - 2)) : text;
}

/// A tab separates only where no blank could: others align columns with several.
char separator_of(std::string_view text) {
    for (const char c : {';', ',', '\t'}) {
        if (text.find(c) != std::string_view::npos) return c;
    }
    return ' ';
}

/// The end of the first field: the first separator that is not within quotes.
std::size_t end_of_field(std::string_view text, char separator) {
    const auto begin = text.find_first_not_of(blanks);
    std::size_t from = 0;
    if (begin != std::string_view::npos && (text[begin] == '"' || text[begin] == '\'')) {
        const auto close = text.find(text[begin], begin + 1);
        if (close != std::string_view::npos) from = close;
    }
    return separator == ' ' ? text.find_first_of(blanks, from) : text.find(separator, from);
}

void split(std::string_view text, char separator, Fields& fields) {
    fields.clear();
    if (separator == ' ') text = trimmed(text);
    while (true) {
        const auto end = end_of_field(text, separator);
        fields.push_back(content_of(text.substr(0, end)));
        if (end == std::string_view::npos) return;
        text = separator == ' ' ? trimmed(text.substr(end)) : text.substr(end + 1);
    }
}

/// Names: "time [s] u" are two.
std::vector<std::string> names_of(std::string_view text) {
    Fields fields;
    const char separator = separator_of(text);
    split(text, separator, fields);
    std::vector<std::string> names;
    for (const auto field : fields) {
        const bool units = separator == ' ' && !names.empty() && field.size() > 1 &&
                           (field.front() == '[' || field.front() == '(');
        if (units) {
            names.back().append(" ").append(utf8_text(field));
        } else {
            names.push_back(utf8_text(field));
        }
    }
    return names;
}

bool is_number(std::string_view text) { return !is_missing(text) && number_of(text).has_value(); }

/// A row of which nothing is a number, and something is there.
bool are_names(const std::vector<std::string>& fields) {
    return std::none_of(fields.begin(), fields.end(), is_number) &&
           !std::all_of(fields.begin(), fields.end(), is_missing);
}

/// "t, 0, 0.5, 1", as pandas writes columns that are numbered or at places.
bool are_numbers_beside_a_name(const std::vector<std::string>& fields) {
    double before = -std::numeric_limits<double>::infinity();
    const auto rises = [&](const std::string& field) {
        const double value = is_number(field) ? *number_of(field) : before;
        return std::exchange(before, value) < value;
    };
    return fields.size() > 2 && !is_number(fields.front()) &&
           std::all_of(fields.begin() + 1, fields.end(), rises);
}

}  // namespace

TableRows::TableRows(std::string path) : path_(std::move(path)), file_(path_) {
    if (!file_) {
        throw InputError(fmt::format("{}: expected a file that can be read, found none", path_));
    }
    if (!next_line()) refuse("rows of numbers", "an empty file");
    auto begin = file_.tellg();
    auto number = number_;
    const std::string first(text_);
    find_names(first, comment_);
    if (!names_.empty() && !names_in_comment_) {
        begin_ = begin;
        begin_number_ = number;
        if (!next_line()) refuse("rows of numbers", "the end of the file");
    }
    separator_ = separator_of(text_);
    split(text_, separator_, fields_);
    fit_names();
    rewind();
}

/// `first` is the first row, `comment` the last one before it.
void TableRows::find_names(std::string_view first, const std::string& comment) {
    names_ = names_of(first);
    names_are_numbers_ = are_numbers_beside_a_name(names_);
    if (names_are_numbers_ || are_names(names_)) return;
    const auto columns = names_.size();
    names_ = names_of(comment);
    names_in_comment_ = names_.size() == columns && are_names(names_);
    if (!names_in_comment_) names_.clear();
}

/// To the fields of the first row of numbers.
void TableRows::fit_names() {
    columns_ = fields_.size();
    const bool same = names_.size() == columns_;
    ends_empty_ =
        columns_ > 1 && fields_.back().empty() &&
        (names_.empty() || names_.size() + 1 == columns_ || (same && names_.back().empty()));
    if (ends_empty_) {
        --columns_;
        if (same) names_.pop_back();
    }
    if (names_.empty() || names_.size() == columns_) return;
    if (names_.size() + 1 == columns_) {  // as R writes them: rows have a name as well
        names_.insert(names_.begin(), "");
        return;
    }
    refuse(fmt::format("{} columns, as many as names", names_.size()), std::to_string(columns_));
}

void TableRows::rewind() {
    file_.clear();
    file_.seekg(begin_);
    number_ = begin_number_;
}

/// The next one that is more than a comment, into text_.
bool TableRows::next_line() {
    while (std::getline(file_, line_)) {
        ++number_;
        text_ = line_;
        if (number_ == 1 && text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
        while (!text_.empty() && (text_.back() == '\r' || text_.back() == ' ')) {
            text_.remove_suffix(1);
        }
        const auto begin = text_.find_first_not_of(blanks);
        if (begin == std::string_view::npos) continue;
        if (comment_signs.find(text_[begin]) != std::string_view::npos) {
            comment_ = trimmed(text_.substr(begin + 1));
            continue;
        }
        text_ = text_.substr(0, text_.find('#'));
        return true;
    }
    return false;
}

bool TableRows::next(std::vector<double>& row) {
    if (!next_line()) return false;
    split(text_, separator_, fields_);
    if (ends_empty_ && fields_.size() == columns_ + 1 && fields_.back().empty()) fields_.pop_back();
    if (fields_.size() != columns_) {
        refuse(fmt::format("{} columns", columns_), std::to_string(fields_.size()));
    }
    row.clear();
    for (const auto field : fields_) {
        const auto value = number_of(field);
        if (!value) refuse_field(field);
        row.push_back(*value);
    }
    return true;
}

void TableRows::refuse_field(std::string_view field) const {
    const bool comma = std::any_of(fields_.begin(), fields_.end(), [&](std::string_view one) {
        return one.find(separator_ == ',' ? ' ' : ',') != std::string_view::npos;
    });
    auto found = in_quotes(field);
    if (comma) found += "; if its commas are decimal ones, write points (sed 's/,/./g')";
    refuse("a number", found);
}

void TableRows::refuse(const std::string& expected, const std::string& found) const {
    throw InputError(fmt::format("{}:{}: expected {}, found {}", path_, number_, expected, found));
}

}  // namespace lhits
