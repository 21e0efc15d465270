#include "coordinate_names.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace lhits {
namespace {

const std::set<std::string> times{"t",       "tt",        "ts",         "time",     "times",
                                  "simtime", "timestamp", "timestamps", "timesteps"};
const std::set<std::string> places{"x",  "y",   "z",         "xx",  "yy",
                                   "zz", "lon", "longitude", "lat", "latitude"};
const std::set<std::string> endings{"span",  "vec",    "vector", "grid",       "star",
                                    "list",  "values", "points", "coordinate", "coordinates",
                                    "coord", "coords", "array",  "axis"};
const std::set<std::string> endings_of_times{"eval", "out", "save", "saved", "stamps"};

/// Without what stands between words.
std::string plain(const std::string& path) {
    std::string result;
    for (const char c : path.substr(path.rfind('/') + 1)) {
        if (c == '_' || c == '-' || c == ' ') continue;
        result.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    }
    return result;
}

}  // namespace

std::string coordinate_of(const std::string& path) {
    const auto name = plain(path);
    for (std::size_t size = name.size(); size > 0; --size) {
        const auto begin = name.substr(0, size), end = name.substr(size);
        const bool known = end.empty() || endings.contains(end);
        if (times.contains(begin) && (known || endings_of_times.contains(end))) return "time";
        if (!known || !places.contains(begin)) continue;
        return begin.size() == 2 ? begin.substr(0, 1) : begin;
    }
    return {};
}

}  // namespace lhits
