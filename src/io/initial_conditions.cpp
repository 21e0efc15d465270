#include "lhits/io/initial_conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/io/states_file.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

/// Of the kinds that read_single_state() reads.
bool is_named_as_state(const fs::path& path) {
    const auto extension = path.extension();
    for (const auto* known :
         {".txt", ".dat", ".csv", ".h5", ".hdf5", ".nc", ".npz", ".npy", ".mat"}) {
        if (extension == known) return true;
    }
    return false;
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
        if (is_named_as_state(item.path()) && item.is_regular_file()) files.push_back(item.path());
    }
    if (files.empty()) {
        throw InputError(
            fmt::format("{}: expected files of initial conditions in this folder (*.txt, *.dat, "
                        "*.csv, *.h5, *.hdf5, *.nc, *.npz, *.npy or *.mat), found none",
                        path.string()));
    }
    std::sort(files.begin(), files.end());
    return files;
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
    const auto varying = varying_elements(coordinates);
    std::vector<std::vector<double>> states;
    for (const auto& file : files_at(path)) {
        auto whole = read_single_state(file.string(), coordinates);
        warn_of_constants(file.string(), coordinates, whole);
        states.push_back(some_elements(std::move(whole), coordinates.whole_size(), varying));
    }
    return states;
}

}  // namespace lhits
