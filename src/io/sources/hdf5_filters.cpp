#include "hdf5_filters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

#include "lhits/base/in_quotes.hpp"

namespace lhits {
namespace {

using hdf5::Handle;

/// As the HDF Group has registered them.
std::string name_of(H5Z_filter_t filter, const std::string& found) {
    switch (filter) {
        case H5Z_FILTER_SZIP: return "szip";
        case 305: return "LZO";
        case 307: return "bzip2";
        case 32001: return "Blosc";
        case 32004: return "LZ4";
        case 32008: return "bitshuffle";
        case 32013: return "ZFP";
        case 32015: return "Zstandard";
        case 32017: return "SZ";
        case 32026: return "Blosc2";
        default: return found.empty() ? "one without a name" : in_quotes(found);
    }
}

/// Plugins for most of them are in a package for Python, where any program can use them.
constexpr const char* plugins =
    "pip install hdf5plugin; export HDF5_PLUGIN_PATH=$(python3 -c 'import hdf5plugin; "
    "print(hdf5plugin.PLUGINS_PATH)')";

}  // namespace

std::string missing_filters(const Handle& dataset, const std::string& name) {
    const std::string action = "look at the filters of " + name;
    const Handle creation(H5Dget_create_plist(dataset.id()), H5Pclose, action);
    const int count = H5Pget_nfilters(creation.id());
    std::vector<std::string> missing;
    for (unsigned i = 0; static_cast<int>(i) < count; ++i) {
        std::array<char, 64> text{};
        unsigned flags = 0, config = 0;
        std::size_t values = 0;
        const auto filter = H5Pget_filter2(creation.id(), i, &flags, &values, nullptr, text.size(),
                                           text.data(), &config);
        hdf5::check(filter, action);
        if (H5Zfilter_avail(filter) > 0) continue;
        text.back() = '\0';
        missing.push_back(
            fmt::format("{} (filter {})", name_of(filter, text.data()), static_cast<int>(filter)));
    }
    if (missing.empty()) return {};
    return fmt::format(
        "expected a compression that this HDF5 knows, found {}; the file is whole: have its plugin "
        "with {} and try again, or write the file again with gzip",
        fmt::join(missing, " and "), plugins);
}

}  // namespace lhits
