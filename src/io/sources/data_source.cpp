#include "lhits/io/data_source.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "../hdf5_file.hpp"
#include "array_file.hpp"
#include "array_source.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "repeated_states.hpp"
#include "table_source.hpp"

namespace lhits {
namespace {

std::string beginning_of(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
        throw InputError(fmt::format("{}: expected a file with trajectories, found none", path));
    }
    std::ifstream file(path, std::ios::binary);
    std::string begin(8, '\0');
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    begin.resize(static_cast<std::size_t>(file.gcount()));
    return begin;
}

}  // namespace

std::unique_ptr<DataSource> open_data_source(const std::string& path,
                                             const SourceOptions& options) {
    const auto begin = beginning_of(path);
    const auto arrays = [&](std::unique_ptr<ArrayFile> file) {
        return without_repeated_states(make_array_source(std::move(file), path, options));
    };
    if (begin.starts_with("\x93NUMPY")) return arrays(open_npy(path));
    if (begin.starts_with("PK")) return arrays(open_npz(path));
    if (begin.starts_with("CDF")) return arrays(open_classic_netcdf(path));
    const auto extension = std::filesystem::path(path).extension();
    const bool text = extension == ".csv" || extension == ".txt" || extension == ".dat";
    if (hdf5::is_hdf5(path)) return arrays(open_hdf5_arrays(path));
    if (text && !options.parameters.empty()) {
        throw InputError(
            fmt::format("{}: expected HDF5, netCDF or .npz, which can hold parameters beside "
                        "states, found text; convert it, or leave --parameters out",
                        path));
    }
    if (text) return without_repeated_states(open_table(path, options));
    throw InputError(fmt::format(
        "{}: expected HDF5, netCDF, .npy, .npz, or text as *.csv, *.txt or *.dat, found "
        "content that begins with {}; convert it, or name it after what it is",
        path, shown(begin)));
}

}  // namespace lhits
