// Which matrix products the native engine runs on.
#pragma once

#include <string>

namespace lhits {

/// For people: the library, and the instructions that its kernels use ("LIBXSMM cpx").
std::string product_kernels();

/// Whether the kernels do without AVX2, on an old processor or where LIBXSMM has none.
bool product_kernels_are_slow();

}  // namespace lhits
