#include "lhits/io/initial_conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "lhits/base/error.hpp"
#include "state_file.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

bool is_text(const fs::path& path) {
    const auto extension = path.extension();
    return extension == ".txt" || extension == ".dat" || extension == ".csv";
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
        if (item.is_regular_file() && is_text(item.path())) files.push_back(item.path());
    }
    if (files.empty()) {
        throw InputError(
            fmt::format("{}: expected *.txt, *.dat or *.csv files of initial conditions in this "
                        "folder, found none",
                        path.string()));
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

std::vector<std::vector<double>> read_initial_conditions(const std::string& path,
                                                         const StateCoordinates& coordinates) {
    const StatePoints points(coordinates);
    std::vector<std::vector<double>> states;
    for (const auto& file : files_at(path))
        states.push_back(read_text_state(file.string(), points));
    return states;
}

}  // namespace lhits
