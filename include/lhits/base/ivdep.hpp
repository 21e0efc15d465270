// For compilers that turn loops into vector instructions.
#pragma once

/// Stands before a loop whose iterations do not depend on each other, as the compiler cannot see.
/// Clang compares addresses at run time instead, and warns of a hint that it cannot follow.
#if defined(__GNUC__) && !defined(__clang__)
#define LHITS_IVDEP _Pragma("GCC ivdep")
#else
#define LHITS_IVDEP
#endif
