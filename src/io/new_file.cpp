#include "lhits/io/new_file.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "lhits/base/error.hpp"

namespace lhits {

void require_new_file(const std::string& path, const char* what) {
    if (std::filesystem::exists(path)) {
        throw InputError(fmt::format(
            "--output: expected the name of a new {}, found {}; remove it or choose another name",
            what, path));
    }
    if (std::filesystem::is_directory(std::filesystem::absolute(path).parent_path())) return;
    throw InputError(fmt::format(
        "--output: expected a file in a folder that exists, found {}; make its folder first",
        path));
}

}  // namespace lhits
