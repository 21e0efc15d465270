#include "lhits/systems/initial_conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "lhits/base/error.hpp"

namespace lhits {

namespace {

namespace fs = std::filesystem;

constexpr double tolerance = 1e-6;
constexpr std::string_view blanks = " \t\r\f\v";

/// For each component, where its points lie in a state.
std::vector<std::vector<std::size_t>> elements_of(const StateLayout& layout) {
    std::vector<std::vector<std::size_t>> elements(layout.component_names.size());
    for (std::size_t i = 0; i < layout.component.size(); ++i)
        elements.at(static_cast<std::size_t>(layout.component[i])).push_back(i);
    for (const auto& component : elements)
        if (component.size() != elements.front().size())
            throw Failure("initial conditions: expected components with the same number of points");
    return elements;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

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

/// Text of a file for a message: short, and nothing that a terminal would act on.
std::string shown(std::string_view text) {
    constexpr std::size_t longest = 30;
    std::string safe(text.substr(0, longest));
    std::replace_if(
        safe.begin(), safe.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return fmt::format("\"{}{}\"", safe, text.size() > longest ? "..." : "");
}

class Reader {
public:
    Reader(const fs::path& path, const StateLayout& layout)
        : path_(path), layout_(layout), elements_(elements_of(layout)) {}

    std::vector<double> read() {
        std::ifstream file(path_);
        if (!file)
            throw InputError(
                fmt::format("{}: expected a file that can be read, found none", path_.string()));
        std::vector<double> state(layout_.x.size());
        std::string line;
        while (std::getline(file, line)) {
            ++line_;
            std::string_view text = line;
            if (line_ == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
            text = trimmed(text.substr(0, text.find('#')));
            if (!text.empty()) row(fields_of(text), state);
        }
        if (file.bad())
            throw InputError(fmt::format("{}: expected a file that can be read, found an error",
                                         path_.string()));
        if (rows_ != elements_.front().size())
            refuse(fmt::format("{} rows, one for each point", elements_.front().size()),
                   fmt::format("the end of the file after {}", rows_));
        return state;
    }

private:
    void row(const std::vector<std::string_view>& fields, std::vector<double>& state) {
        const std::size_t points = elements_.front().size();
        if (rows_ == points) refuse(fmt::format("{} rows, one for each point", points), "one more");
        if (fields.size() != 1 + elements_.size())
            refuse(fmt::format("{} columns (x, {})", 1 + elements_.size(),
                               fmt::join(layout_.component_names, ", ")),
                   std::to_string(fields.size()));
        const double x = number(fields[0]);
        for (std::size_t c = 0; c < elements_.size(); ++c) {
            const std::size_t element = elements_[c][rows_];
            if (std::abs(x - layout_.x[element]) > tolerance)
                refuse(fmt::format("x = {:.9g} within {:g} (the grid of [system]; nothing is "
                                   "interpolated)",
                                   layout_.x[element], tolerance),
                       fmt::format("{:.9g}", x));
            state[element] = number(fields[1 + c]);
        }
        ++rows_;
    }

    double number(std::string_view field) const {
        std::string_view digits = field;
        if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
        double value = 0.0;
        const auto* end = digits.data() + digits.size();
        const auto result = std::from_chars(digits.data(), end, value);
        if (result.ptr != end || result.ec != std::errc{} || !std::isfinite(value))
            refuse("a finite number (a line of names needs a # before it)", shown(field));
        return value;
    }

    [[noreturn]] void refuse(const std::string& expected, const std::string& found) const {
        throw InputError(
            fmt::format("{}:{}: expected {}, found {}", path_.string(), line_, expected, found));
    }

    fs::path path_;
    const StateLayout& layout_;
    std::vector<std::vector<std::size_t>> elements_;
    std::size_t line_ = 0, rows_ = 0;
};

std::vector<fs::path> files_at(const fs::path& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status))
        throw InputError(
            fmt::format("{}: expected a file or a folder of initial conditions, found "
                        "nothing",
                        path.string()));
    if (!fs::is_directory(status)) return {path};
    std::vector<fs::path> files;
    fs::directory_iterator folder(path, error);
    if (error)
        throw InputError(fmt::format("{}: expected a folder that can be read, found: {}",
                                     path.string(), error.message()));
    for (const auto& item : folder) {
        const auto extension = item.path().extension();
        if (item.is_regular_file() &&
            (extension == ".txt" || extension == ".dat" || extension == ".csv"))
            files.push_back(item.path());
    }
    if (files.empty())
        throw InputError(
            fmt::format("{}: expected *.txt, *.dat or *.csv files of initial "
                        "conditions in this folder, found none",
                        path.string()));
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

std::vector<std::vector<double>> read_initial_conditions(const std::string& path,
                                                         const StateLayout& layout) {
    std::vector<std::vector<double>> states;
    for (const auto& file : files_at(path)) states.push_back(Reader(file, layout).read());
    return states;
}

}  // namespace lhits
