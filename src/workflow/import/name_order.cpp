#include "name_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A name with its numbers taken out.
struct Name {
    std::string pattern;
    std::vector<std::string> numbers;
};

std::string digits_at(const std::string& path, std::size_t at) {
    auto end = at;
    while (end < path.size() && is_digit(path[end])) ++end;
    return path.substr(at, end - at);
}

/// 1.50 and 1e-05 are one number where decimals count, else two.
Name name_of(const std::string& path, bool decimals) {
    Name name;
    for (std::size_t i = 0; i < path.size();) {
        if (!is_digit(path[i])) {
            name.pattern += path[i++];
            continue;
        }
        auto number = digits_at(path, i);
        const auto more = [&](const std::string& sign) {
            const auto at = i + number.size();
            if (path.compare(at, sign.size(), sign) != 0) return;
            const auto digits = digits_at(path, at + sign.size());
            if (!digits.empty()) number += sign + digits;
        };
        if (decimals) {
            more(".");
            for (const auto* exponent : {"e-", "e+", "e"}) {
                if (number.find('e') == std::string::npos) more(exponent);
            }
        }
        name.pattern += '#';
        i += number.size();
        name.numbers.push_back(std::move(number));
    }
    return name;
}

std::vector<double> values_of(const Name& name) {
    std::vector<double> values;
    for (const auto& number : name.numbers) values.push_back(std::strtod(number.c_str(), nullptr));
    return values;
}

/// The digits that a number is filled up with zeros to: before it, or of a decimal after it; 0: it
/// has no such zeros.
std::size_t filled_digits(const std::string& number, bool decimals) {
    if (!decimals) return number.size() > 1 && number.front() == '0' ? number.size() : 0;
    const auto point = number.find('.');
    return point != std::string::npos && number.back() == '0' ? number.size() - point : 0;
}

std::size_t digits(const std::string& number, bool decimals) {
    const auto point = number.find('.');
    if (!decimals) return number.size();
    return point == std::string::npos ? 0 : number.size() - point;
}

/// Where one number is filled up, none is shorter: 05 and 1 do not count, 0.10 and 0.9 are no
/// decimals.
bool is_plausible(const std::vector<Name>& names, bool decimals) {
    for (std::size_t k = 0; k < names.front().numbers.size(); ++k) {
        std::size_t filled = 0, least = std::string::npos;
        for (const auto& name : names) {
            filled = std::max(filled, filled_digits(name.numbers[k], decimals));
            least = std::min(least, digits(name.numbers[k], decimals));
        }
        if (least < filled) return false;
    }
    return true;
}

std::optional<std::vector<std::size_t>> order_of(const std::vector<std::string>& paths,
                                                 bool decimals) {
    std::vector<Name> names;
    std::vector<std::vector<double>> values;
    for (const auto& path : paths) {
        names.push_back(name_of(path, decimals));
        values.push_back(values_of(names.back()));
        if (names.back().pattern != names.front().pattern) return {};
    }
    if (!is_plausible(names, decimals)) return {};
    std::vector<std::size_t> order(paths.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    const auto equal = [&](std::size_t a, std::size_t b) { return values[a] == values[b]; };
    if (std::adjacent_find(order.begin(), order.end(), equal) != order.end()) return {};
    return order;
}

}  // namespace

std::optional<std::vector<std::size_t>> order_by_names(const std::vector<std::string>& paths) {
    const auto counted = order_of(paths, false), decimals = order_of(paths, true);
    if (!counted) return decimals;
    if (!decimals || *decimals == *counted) return counted;
    std::size_t i = 0;
    while ((*counted)[i] == (*decimals)[i]) ++i;
    throw InputError(fmt::format(
        "{}: expected names of files to join that tell their order, found numbers that may be read "
        "in two ways, before or after {}; rename the files, as with as many digits each",
        paths[(*counted)[i]], paths[(*decimals)[i]]));
}

}  // namespace lhits
