#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <fstream>
#include <string_view>

#include "lhits/base/error.hpp"
#include "lhits/base/number.hpp"
#include "lhits/base/in_quotes.hpp"
#include "state_file.hpp"
#include "lhits/base/trimmed.hpp"

namespace lhits {
namespace {

/// With a comma in the line, commas separate and an empty field is an empty field; else blanks do.
std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    const bool commas = line.find(',') != std::string_view::npos;
    while (true) {
        const auto end = commas ? line.find(',') : line.find_first_of(blanks);
        fields.push_back(trimmed(line.substr(0, end)));
        if (end == std::string_view::npos) return fields;
        line = commas ? line.substr(end + 1) : trimmed(line.substr(end));
    }
}

class Reader {
public:
    Reader(const std::string& path, const StatePoints& points) : path_(path), points_(points) {}

    std::vector<double> read() {
        std::ifstream file(path_);
        if (!file) {
            throw InputError(
                fmt::format("{}: expected a file that can be read, found none", path_));
        }
        std::vector<double> state(points_.state_size());
        std::string line;
        while (std::getline(file, line)) {
            ++line_;
            std::string_view text = line;
            if (line_ == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
            text = trimmed(text.substr(0, text.find('#')));
            if (!text.empty()) row(fields_of(text), state);
        }
        if (file.bad()) {
            throw InputError(
                fmt::format("{}: expected a file that can be read, found an error", path_));
        }
        if (rows_ != points_.count()) {
            refuse(fmt::format("{} rows, one for each point", points_.count()),
                   fmt::format("the end of the file after {}", rows_));
        }
        return state;
    }

private:
    void row(const std::vector<std::string_view>& fields, std::vector<double>& state) {
        const auto& components = points_.components();
        if (rows_ == points_.count()) {
            refuse(fmt::format("{} rows, one for each point", points_.count()), "one more");
        }
        const auto& axes = points_.axes();
        if (fields.size() != axes.size() + components.size()) {
            refuse(fmt::format("{} columns ({}, {})", axes.size() + components.size(),
                               fmt::join(axes, ", "), fmt::join(components, ", ")),
                   std::to_string(fields.size()));
        }
        for (std::size_t c = 0; c < components.size(); ++c) {
            for (std::size_t axis = 0; axis < axes.size(); ++axis) {
                const double place = number(fields[axis]);
                if (points_.is_at(axis, c, rows_, place)) continue;
                refuse(points_.expected_place(axis, c, rows_), fmt::format("{:.9g}", place));
            }
            if (points_.is_missing(c, rows_)) continue;
            state[points_.element(c, rows_)] = number(fields[axes.size() + c]);
        }
        ++rows_;
    }

    double number(std::string_view field) const {
        std::string_view digits = field;
        if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
        const auto value = number_from(digits);
        if (!value || !std::isfinite(*value)) {
            refuse("a finite number (a line of names needs a # before it)", in_quotes(field));
        }
        return *value;
    }

    [[noreturn]] void refuse(const std::string& expected, const std::string& found) const {
        throw InputError(
            fmt::format("{}:{}: expected {}, found {}", path_, line_, expected, found));
    }

    const std::string& path_;
    const StatePoints& points_;
    std::size_t line_ = 0, rows_ = 0;
};

}  // namespace

std::vector<double> read_text_state(const std::string& path, const StatePoints& points) {
    return Reader(path, points).read();
}

}  // namespace lhits
