#include "named_as.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

namespace lhits {
namespace {

constexpr std::array<std::pair<std::string_view, NamedAs>, 10> ends{{
    {".csv", NamedAs::text},
    {".txt", NamedAs::text},
    {".dat", NamedAs::text},
    {".h5", NamedAs::hdf5},
    {".hdf5", NamedAs::hdf5},
    {".nc", NamedAs::netcdf},
    {".nc4", NamedAs::netcdf},
    {".npy", NamedAs::numpy},
    {".npz", NamedAs::numpy},
    {".mat", NamedAs::matlab},
}};

}  // namespace

NamedAs named_as(const std::string& path) {
    const auto extension = std::filesystem::path(path).extension();
    const auto found = std::find_if(ends.begin(), ends.end(),
                                    [&](const auto& end) { return extension == end.first; });
    return found == ends.end() ? NamedAs::nothing : found->second;
}

std::string names_of(NamedAs kind) {
    std::vector<std::string> names;
    for (const auto& [end, own] : ends) {
        if (kind == NamedAs::nothing || kind == own) names.push_back(fmt::format("*{}", end));
    }
    const auto last = names.end() - 1;
    return fmt::format("{} or {}", fmt::join(names.begin(), last, ", "), *last);
}

}  // namespace lhits
