#include "lhits/io/given_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lhits {
namespace {

/// In quotation marks where a shell would read something else.
std::string quoted(const std::string& word) {
    constexpr auto plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string made = "'";
    for (const char c : word) {
        if (c == '\'') {
            made += R"('\'')";
        } else {
            made += static_cast<unsigned char>(c) < ' ' ? '?' : c;
        }
    }
    return made + "'";
}

}  // namespace

bool GivenCommand::has(const std::string& option) const {
    return std::any_of(options.begin(), options.end(),
                       [&](const auto& one) { return one.first == option; });
}

std::string GivenCommand::with(const std::vector<std::pair<std::string, std::string>>& more) const {
    constexpr std::size_t most = 3;  // files
    std::vector<std::string> words;
    const auto add = [&](const auto& option) {
        words.push_back(option.first);
        if (!option.second.empty()) words.push_back(quoted(option.second));
    };
    if (!program.empty()) words.push_back(program);
    for (const auto& option : options) {
        const auto replaced = std::any_of(more.begin(), more.end(), [&](const auto& other) {
            return other.first == option.first;
        });
        if (!replaced && !program.empty()) add(option);
    }
    for (const auto& option : more) add(option);
    for (std::size_t i = 0; i < files.size() && i < most && !program.empty(); ++i) {
        words.push_back(quoted(files[i]));
    }
    if (files.size() > most) {
        words.push_back(fmt::format("... (and the other {} files)", files.size() - most));
    }
    return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace lhits
