#include "lhits/io/given_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "lhits/base/in_quotes.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

/// All files of a folder with one extension, as a shell's pattern; empty: they are others.
std::string pattern_of(const std::vector<std::string>& files) {
    const auto folder = fs::path(files.front()).parent_path();
    const auto extension = fs::path(files.front()).extension();
    const auto alike = [&](const fs::path& path) {
        return path.parent_path() == folder && path.extension() == extension;
    };
    if (extension.empty() || !std::all_of(files.begin(), files.end(), alike)) return {};
    std::size_t count = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, error)) {
        if (entry.path().extension() == extension) ++count;
    }
    if (count != files.size()) return {};
    return (folder.empty() ? "" : shell_word(folder.string()) + "/") + "*" +
           shell_word(extension.string());
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
        if (!option.second.empty()) words.push_back(shell_word(option.second));
    };
    if (!program.empty()) words.push_back(program);
    for (const auto& option : options) {
        const auto replaced = std::any_of(more.begin(), more.end(), [&](const auto& other) {
            return other.first == option.first;
        });
        if (!replaced && !program.empty()) add(option);
    }
    for (const auto& option : more) add(option);
    if (files.size() > most && !program.empty()) {
        const auto pattern = pattern_of(files);
        if (!pattern.empty()) {
            words.push_back(pattern);
            return fmt::format("{}", fmt::join(words, " "));
        }
    }
    for (std::size_t i = 0; i < files.size() && i < most && !program.empty(); ++i) {
        words.push_back(shell_word(files[i]));
    }
    if (files.size() > most) {
        words.push_back(fmt::format("... (and the other {} files)", files.size() - most));
    }
    return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace lhits
