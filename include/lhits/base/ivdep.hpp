// For compilers that turn loops into vector instructions.
#pragma once

/// Stands before a loop whose iterations do not depend on each other, as the compiler cannot see.
#if defined(__clang__)
#define LHITS_IVDEP _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define LHITS_IVDEP _Pragma("GCC ivdep")
#else
#define LHITS_IVDEP
#endif
