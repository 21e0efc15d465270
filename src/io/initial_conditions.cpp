#include "lhits/io/initial_conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "lhits/base/error.hpp"
#include "lhits/io/states_file.hpp"
#include "named_as.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

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
        if (named_as(item.path()) != NamedAs::nothing && item.is_regular_file())
            files.push_back(item.path());
    }
    if (files.empty()) {
        throw InputError(
            fmt::format("{}: expected files of initial conditions in this folder ({}), found none",
                        path.string(), names_of()));
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

InitialConditions read_initial_conditions(const std::string& path, const StateLayout& coordinates) {
    RunHeader origin;
    origin.coordinates = coordinates;
    InitialConditions result;
    for (const auto& file : files_at(path)) {
        StatesRequest request{file.string(), {}, {}, {}};
        // What a deck cannot say of a file, import can.
        request.source.command = {"lhits import", {{"--output", "states.h5"}}, {file.string()}};
        const auto found = read_states(request, origin);
        const auto size = static_cast<std::ptrdiff_t>(coordinates.size());
        for (auto row = found.rows.begin(); row != found.rows.end(); row += size) {
            result.states.emplace_back(row, row + size);
        }
        for (const auto& note : found.notes) {
            result.notes.push_back(fmt::format("{}: {}", file.string(), note));
        }
    }
    return result;
}

}  // namespace lhits
