// The command that a user gave, for refusals that print it as it would be right.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lhits {

/// Without a program: nobody gave one.
struct GivenCommand {
    std::string program;                                       ///< "lhits import"
    std::vector<std::pair<std::string, std::string>> options;  ///< with their values
    std::vector<std::string> files;

    bool has(const std::string& option) const;

    /// The command as a shell takes it, with these options too or with these values of them; of
    /// many files a pattern, or the first. Without a program the options alone.
    std::string with(const std::vector<std::pair<std::string, std::string>>& more) const;
};

}  // namespace lhits
