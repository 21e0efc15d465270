// What can limit a surrogate, how it is seen, and what helps: one table.
#pragma once

#include <span>

#include "lhits/workflow/verdict.hpp"

namespace lhits {

struct Case {
    const Evidence& seen;
    ErrorShares shares;
    Use use;
};

struct Rule {
    const char* name;
    /// The part of the error that the cause explains; 0: it is not there.
    double (*weight)(const Case& of);
    std::string (*finding)(const Evidence& seen);
    std::vector<Advice> (*advice)(const Evidence& seen);
};

/// Of equal weight the first counts first.
extern const std::span<const Rule> verdict_rules;

/// What is valid for so many times as long as what costs nothing is of use.
inline constexpr double twice_as_long = 2.0;

/// An error as a part of the deviation of the data: "17 %".
std::string percent(const Evidence& seen, double error);

/// Whether forecasts lose the truth however good they are: what counts is for how long they do not.
bool is_chaotic(const Evidence& seen);

/// `error` without what is noise in the states that it is held against.
double without_noise(const Evidence& seen, double error, bool is_noisy);

}  // namespace lhits
