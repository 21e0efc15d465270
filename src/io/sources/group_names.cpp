#include "group_names.hpp"

#include <algorithm>
#include <cctype>
#include <cctype>
#include <set>

#include "../number_text.hpp"
#include "dimension_names.hpp"

namespace lhits {
namespace {

std::size_t end_of_digits(const std::string& text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

/// The end of the number at `at`: "12", "0.5", "1e-3".
std::size_t end_of_number(const std::string& text, std::size_t at) {
    at = end_of_digits(text, at);
    if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
        at = end_of_digits(text, at + 1);
    }
    if (at + 1 >= text.size() || (text[at] != 'e' && text[at] != 'E')) return at;
    const auto digits = at + (text[at + 1] == '-' || text[at + 1] == '+' ? 2 : 1);
    return digits < text.size() && is_digit(text[digits]) ? end_of_digits(text, digits) : at;
}

/// With # for every number.
std::string pattern_of(const std::string& name) {
    std::string pattern;
    for (std::size_t at = 0; at < name.size();) {
        if (!is_digit(name[at])) {
            pattern += name[at++];
            continue;
        }
        pattern += '#';
        at = end_of_number(name, at);
    }
    return pattern;
}

/// "Step#3", "t=0.5": what differs is the time.
bool is_called_after_times(const std::string& pattern) {
    static const std::set<std::string> words{"t",        "time", "times",     "step", "steps",
                                             "timestep", "iter", "iteration", "it",   "frame",
                                             "snapshot", "snap", "cycle",     "dump", "iterations"};
    std::string letters;
    for (const char c : pattern) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalpha(byte) != 0) letters += static_cast<char>(std::tolower(byte));
    }
    return words.contains(letters);
}

/// What is below each group.
struct Folder {
    std::set<std::string> variables;  ///< paths from here
    bool has_times = false;           ///< a vector of them
    std::map<std::string, Folder> folders;
};

bool is_vector(const ArrayVariable& variable) {
    return product(variable.shape) > 1 &&
           *std::max_element(variable.shape.begin(), variable.shape.end()) ==
               product(variable.shape);
}

void add(Folder& folder, const std::string& path, const ArrayVariable& variable) {
    folder.variables.insert(path);
    const auto slash = path.find('/');
    const auto last = path.substr(path.rfind('/') + 1);
    folder.has_times = folder.has_times || (is_time_name(last) && is_vector(variable));
    if (slash == std::string::npos) return;
    add(folder.folders[path.substr(0, slash)], path.substr(slash + 1), variable);
}

using Found = std::map<std::string, Siblings>;  // by the pattern of their paths

void find(const Folder& folder, const std::string& path, const Siblings& above,
          const std::string& pattern, bool any_names, Found& found) {
    std::map<std::string, int> patterns;
    std::set<std::set<std::string>> contents;
    bool all_times = true;
    for (const auto& [name, below] : folder.folders) {
        ++patterns[pattern_of(name)];
        contents.insert(below.variables);
        all_times = all_times && below.has_times;
    }
    const bool alike = folder.folders.size() > 1 && contents.size() == 1;
    for (const auto& [name, below] : folder.folders) {
        auto own = pattern_of(name);
        const bool numbered = patterns[own] > 1;
        const bool counted = numbered || (alike && (all_times || any_names));
        auto here = above;
        if (!counted) {
            here.outside += (here.outside.empty() ? "" : "/") + name;
            own = name;
        } else {
            here.counted = is_called_after_times(own) && !any_names ? "time" : "group";
            if (!numbered) own.assign(1, '*');
        }
        const auto down = path.empty() ? name : path + "/" + name;
        const auto whole = pattern + "/" + own;
        if (counted) {
            auto& those = found.try_emplace(whole, here).first->second;
            those.groups.push_back(down);
        }
        find(below, down, here, whole, any_names, found);
    }
}

}  // namespace

std::vector<Siblings> siblings_of(const std::vector<ArrayVariable>& variables, bool any_names) {
    Folder top;
    for (const auto& variable : variables) add(top, variable.name, variable);
    Found found;
    find(top, "", {}, "", any_names, found);
    std::vector<Siblings> all;
    for (auto at = found.rbegin(); at != found.rend(); ++at) {  // the inner before the outer
        auto& groups = at->second.groups;
        std::sort(groups.begin(), groups.end(), natural_less);
        all.push_back(std::move(at->second));
    }
    return all;
}

bool natural_less(const std::string& one, const std::string& other) {
    std::size_t a = 0, b = 0;
    while (a < one.size() && b < other.size()) {
        if (!is_digit(one[a]) || !is_digit(other[b])) {
            if (one[a] != other[b]) return one[a] < other[b];
            ++a;
            ++b;
            continue;
        }
        const auto digits = [](const std::string& text, std::size_t& at) {
            const auto end = end_of_digits(text, at);
            while (at + 1 < end && text[at] == '0') ++at;
            const auto number = text.substr(at, end - at);
            at = end;
            return number;
        };
        const auto first = digits(one, a), second = digits(other, b);
        if (first.size() != second.size()) return first.size() < second.size();
        if (first != second) return first < second;
    }
    if (one.size() - a != other.size() - b) return one.size() - a < other.size() - b;
    return one < other;  // "01" and "1"
}

}  // namespace lhits
