#include "blas_kernel.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace lhits {
namespace {

/// The kernel that OpenBLAS runs on; null when the BLAS is another one.
const char* kernel_in_use() {
    using CoreName = char* (*)();
    const auto function =
        reinterpret_cast<CoreName>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));  // NOLINT
    return function == nullptr ? nullptr : function();
}

/// Kernels of OpenBLAS 0.3.21 that use AVX-512, or at least AVX2.
bool is_avx512_kernel(const char* name) {
    for (const char* known : {"SkylakeX", "Cooperlake", "SapphireRapids"}) {
        if (std::strcmp(name, known) == 0) return true;
    }
    return false;
}
bool is_avx2_kernel(const char* name) {
    return is_avx512_kernel(name) || std::strcmp(name, "Haswell") == 0 ||
           std::strcmp(name, "Zen") == 0;
}

/// What this processor should run; null when the present choice is good.
const char* better_kernel(const char* now) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        return is_avx512_kernel(now) ? nullptr : "SkylakeX";
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return is_avx2_kernel(now) ? nullptr : "Haswell";
    }
#endif
    return nullptr;
}

}  // namespace

std::string blas_kernel() {
    const char* now = kernel_in_use();
    return now == nullptr ? "unknown" : now;
}

void use_one_thread() {
    if (std::getenv("OPENBLAS_NUM_THREADS") != nullptr ||
        std::getenv("OMP_NUM_THREADS") != nullptr) {
        return;
    }
    using SetThreads = void (*)(int);
    const auto function =
        reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));  // NOLINT
    if (function != nullptr) function(1);
}

const char* require_fast_blas(char** argv) {
    constexpr const char* variable = "OPENBLAS_CORETYPE";
    const char* now = kernel_in_use();
    if (now == nullptr || std::getenv(variable) != nullptr) return nullptr;
    const char* better = better_kernel(now);
    if (better == nullptr) return nullptr;
    setenv(variable, better, 1);
    execv("/proc/self/exe", argv);
    return "OpenBLAS does not know this processor and runs a slow kernel; set "
           "OPENBLAS_CORETYPE=SkylakeX (AVX-512) or Haswell (AVX2) on every rank";
}

}  // namespace lhits
