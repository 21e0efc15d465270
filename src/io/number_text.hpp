// Numbers as programs write them into text.
#pragma once

#include <optional>
#include <string_view>

namespace lhits {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A real number, also as Fortran writes it (1.0D+03, 1.0-100), or infinity; not a number for nan,
/// NA, null and what else stands for a missing value; nothing where the text is none of these.
std::optional<double> number_of(std::string_view text);

/// Whether the text stands for a missing value, as an empty one does.
bool is_missing(std::string_view text);

/// How many digits numbers have, which tells how far they may be from what they stand for.
class WrittenDigits {
public:
    /// `text` is a number, `value` what it is.
    void add(std::string_view text, double value);

    /// The most that one of the numbers may be off: half a unit in the last digit, where trailing
    /// zeros may have been left out.
    double rounding() const;

private:
    int decimals_ = 0;      // after the point, of any of them
    int significant_ = 1;   // without leading zeros, of any of them
    double largest_ = 0.0;  // in size
};

}  // namespace lhits
