#include "lhits/io/text_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"

namespace lhits {

void write_text_file(const std::string& path, const std::string& text) {
    hdf5::Part written(path);
    const auto part = hdf5::part_path(path);
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file || std::rename(part.c_str(), path.c_str()) != 0) {
        throw Failure(
            fmt::format("{}: cannot be written ({}); check the folder, the permissions "
                        "and the room on the disk",
                        path, std::strerror(errno)));
    }
    written.keep();
}

std::string read_text_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
        throw InputError(fmt::format("{}: expected a text file, found one that cannot be read ({})",
                                     path, std::strerror(errno)));
    }
    return text.str();
}

}  // namespace lhits
