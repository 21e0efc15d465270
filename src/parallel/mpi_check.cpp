#include "lhits/parallel/mpi_check.hpp"

#include <mpi.h>

#include <array>
#include <string>

#include "lhits/base/error.hpp"

namespace lhits {

void check_mpi(int code, const char* call) {
    if (code == MPI_SUCCESS) return;
    std::array<char, MPI_MAX_ERROR_STRING> text{};
    int length = 0;
    MPI_Error_string(code, text.data(), &length);
    throw Failure(std::string(call) +
                  " failed: " + std::string(text.data(), static_cast<std::size_t>(length)));
}

}  // namespace lhits
