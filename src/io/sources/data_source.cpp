#include "lhits/io/data_source.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "../hdf5_file.hpp"
#include "../named_as.hpp"
#include "array_file.hpp"
#include "array_source.hpp"
#include "foreign_file.hpp"
#include "grouped_arrays.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "own_source.hpp"
#include "repeated_states.hpp"
#include "table_source.hpp"

namespace lhits {
namespace {

std::string beginning_of(const std::string& path, const SourceOptions& options) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) refuse_folder(path, options);
    if (!std::filesystem::is_regular_file(path, error)) {
        throw InputError(fmt::format("{}: expected a file with trajectories, found none", path));
    }
    std::ifstream file(path, std::ios::binary);
    std::string begin(8, '\0');
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    begin.resize(static_cast<std::size_t>(file.gcount()));
    return begin;
}

/// A .npy has no name for its array.
std::string name_of_array(const SourceOptions& options) {
    return options.variables.size() == 1 ? options.variables.front() : "u";
}

}  // namespace

std::unique_ptr<DataSource> open_data_source(const std::string& path,
                                             const SourceOptions& options) {
    const auto begin = beginning_of(path, options);
    const auto arrays = [&](std::unique_ptr<ArrayFile> file) {
        return without_repeated_states(make_array_source(std::move(file), path, options));
    };
    if (begin.starts_with("\x93NUMPY")) return arrays(open_npy(path, name_of_array(options)));
    if (begin.starts_with("PK")) {
        refuse_foreign(path, begin, options);
        return arrays(open_npz(path));
    }
    if (begin.starts_with("CDF")) return arrays(open_classic_netcdf(path));
    const auto named = named_as(path);
    if (begin.starts_with("MATLAB 5") || (named == NamedAs::matlab && !hdf5::is_hdf5(path))) {
        return arrays(open_matlab5(path));
    }
    const bool text = named == NamedAs::text;
    if (hdf5::is_hdf5(path)) {
        if (const auto own = own_format(path); !own.empty()) return open_own(path, own, options);
        return arrays(group_arrays(open_hdf5_arrays(path), options));
    }
    refuse_foreign(path, begin, options);
    if (text && !options.parameters.empty()) {
        throw InputError(
            fmt::format("{}: expected HDF5, netCDF or .npz, which can hold parameters beside "
                        "states, found text; convert it, or leave --parameters out",
                        path));
    }
    if (text) {
        auto table = open_table(path, options);
        require_names(options, table->shape().layout);
        return without_repeated_states(std::move(table));
    }
    throw InputError(
        fmt::format("{}: expected {}, found content that begins with {}; convert it, or name it "
                    "after what it is",
                    path, known_formats(), in_quotes(begin)));
}

}  // namespace lhits
