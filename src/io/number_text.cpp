#include "number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "lhits/base/number.hpp"

namespace lhits {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// 1.0D+03 and 1.0-100 with the letter that others write; empty: it is none of these.
std::string from_fortran(std::string_view text) {
    constexpr std::size_t digits = 3;  // of an exponent that leaves no room for the letter
    const auto letter = text.find_first_of("dD");
    const auto sign = text.find_last_of("+-");
    const bool without = letter == std::string_view::npos && sign != std::string_view::npos &&
                         sign > 0 && text.size() - sign == digits + 1 && text.find('.') < sign;
    const auto end = without ? sign : letter;  // of what is before the exponent
    if (end == std::string_view::npos || end == 0) return {};
    if (!is_digit(text[end - 1]) && text[end - 1] != '.') return {};
    auto exponent = text.substr(without ? end : end + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    return fmt::format("{}e{}", text.substr(0, end), exponent);
}

}  // namespace

bool is_missing(std::string_view text) {
    constexpr std::array<std::string_view, 8> words{"",   "na",   "nan",  "n/a",
                                                    "--", "null", "none", "<na>"};
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(), lower);
    return std::find(words.begin(), words.end(), small) != words.end();
}

std::optional<double> number_of(std::string_view text) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    if (const auto value = number_from(text)) return value;
    if (is_missing(text)) return std::numeric_limits<double>::quiet_NaN();
    return number_from(from_fortran(text));
}

void WrittenDigits::add(std::string_view text, double value) {
    int decimals = 0, significant = 0;
    bool after_point = false;
    std::size_t i = 0;
    for (; i < text.size() && (is_digit(text[i]) || text[i] == '.' || i == 0); ++i) {
        if (text[i] == '.') after_point = true;
        if (!is_digit(text[i])) continue;
        if (after_point) ++decimals;
        if (significant > 0 || text[i] != '0') ++significant;
    }
    if (i < text.size()) {  // an exponent
        const bool letter = text[i] != '+' && text[i] != '-';
        const auto rest = text.substr(i + (letter ? 1 : 0));
        decimals -= std::atoi(std::string(rest).c_str());
    }
    decimals_ = std::max(decimals_, decimals);
    significant_ = std::max(significant_, significant);
    largest_ = std::max(largest_, std::abs(value));
}

double WrittenDigits::rounding() const {
    const double fixed = std::pow(10.0, -decimals_);
    if (largest_ == 0.0) return fixed / 2.0;
    const double first = std::floor(std::log10(largest_));  // the place of the first digit
    return std::max(fixed, std::pow(10.0, first + 1.0 - significant_)) / 2.0;
}

}  // namespace lhits
