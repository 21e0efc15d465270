// Makes OpenBLAS use a kernel that fits this processor.
#pragma once

#include <string>

namespace lhits {

/// OpenBLAS chooses its kernel when it is loaded, and a version older than the processor may fall
/// back to one that is several times slower. When that is so, and the user did not choose by
/// OPENBLAS_CORETYPE, starts the program again with a better choice; call before anything else.
/// Returns a sentence when it cannot be put right, else null.
const char* require_fast_blas(char** argv);

/// The kernel that OpenBLAS runs on ("SkylakeX"); "unknown" when the BLAS is another one.
std::string blas_kernel();

/// Has OpenBLAS work with one thread, unless the environment says how many: eigenvalues have other
/// bits with more, and ranks share the cores.
void use_one_thread();

}  // namespace lhits
