#include "lhits/io/initial_conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/whole_state.hpp"
#include "state_file.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

bool named_as_text(const fs::path& path) {
    const auto extension = path.extension();
    return extension == ".txt" || extension == ".dat" || extension == ".csv";
}

bool named_as_hdf5(const fs::path& path) {
    const auto extension = path.extension();
    return extension == ".h5" || extension == ".hdf5" || extension == ".nc";
}

std::vector<fs::path> files_at(const fs::path& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) {
        throw InputError(fmt::format(
            "{}: expected a file or a folder of initial conditions, found nothing", path.string()));
    }
    if (!fs::is_directory(status)) return {path};
    std::vector<fs::path> files;
    fs::directory_iterator folder(path, error);
    if (error) {
        throw InputError(fmt::format("{}: expected a folder that can be read, found: {}",
                                     path.string(), error.message()));
    }
    for (const auto& item : folder) {
        const bool ours = named_as_text(item.path()) || named_as_hdf5(item.path());
        if (ours && item.is_regular_file()) files.push_back(item.path());
    }
    if (files.empty()) {
        throw InputError(
            fmt::format("{}: expected files of initial conditions in this folder (*.txt, *.dat, "
                        "*.csv, *.h5, *.hdf5 or *.nc), found none",
                        path.string()));
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// HDF5 by its content; a name that promises HDF5 is held to it.
std::vector<double> read_state(const fs::path& path, const StatePoints& points) {
    const auto name = path.string();
    const bool is_hdf5 = hdf5::is_hdf5(name) || named_as_hdf5(path);
    return is_hdf5 ? read_hdf5_state(name, points) : read_text_state(name, points);
}

/// Constant elements stay what they were in the training data, whatever a file says.
void warn_of_constants(const std::string& path, const StateLayout& layout,
                       const std::vector<double>& whole) {
    constexpr double rounding = 1e-5;
    const auto& fixed = layout.fixed;
    double size = 0.0;
    for (const double value : whole) size = std::max(size, std::abs(value));
    std::size_t others = 0, worst = 0;
    double most = rounding * size;
    for (std::size_t i = 0; i < fixed.at.size(); ++i) {
        if (std::isnan(fixed.value[i])) continue;
        const double off = std::abs(whole[static_cast<std::size_t>(fixed.at[i])] -
                                    static_cast<double>(fixed.value[i]));
        if (!(off > rounding * size)) continue;
        ++others;
        if (off < most) continue;
        most = off;
        worst = i;
    }
    if (others == 0) return;
    log::warning(fmt::format(
        "{}: {} element(s) that never change in the training data have other values here (element "
        "{}: {:g}, there {:g}); forecasts keep those of the training data",
        path, others, fixed.at[worst], whole[static_cast<std::size_t>(fixed.at[worst])],
        fixed.value[worst]));
}

}  // namespace

std::vector<std::vector<double>> read_initial_conditions(const std::string& path,
                                                         const StateLayout& coordinates) {
    const StatePoints points(coordinates);
    const auto varying = varying_elements(coordinates);
    std::vector<std::vector<double>> states;
    for (const auto& file : files_at(path)) {
        auto whole = read_state(file, points);
        warn_of_constants(file.string(), coordinates, whole);
        states.push_back(some_elements(std::move(whole), coordinates.whole_size(), varying));
    }
    return states;
}

}  // namespace lhits
