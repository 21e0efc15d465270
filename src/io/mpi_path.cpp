#include "mpi_path.hpp"

#include <fmt/format.h>

#include "lhits/base/error.hpp"

namespace lhits {

void require_short(const std::string& path) {
    constexpr std::size_t longest = 230;  // 20 are left for ".part", ".locktest." and the rank
    if (path.size() <= longest) return;
    throw InputError(
        fmt::format("{}: expected a path of at most {} characters, for MPI-IO cannot open longer "
                    "ones everywhere, found {}; choose a shorter one, or go nearer to it and name "
                    "it from there",
                    path, longest, path.size()));
}

}  // namespace lhits
