// What every file of ours says about its writer.
#pragma once

#if __has_include("lhits/base/version.hpp")
#include "lhits/base/version.hpp"
#endif

namespace lhits::hdf5 {

/// The newest layout of our files that this program writes and reads.
inline constexpr int format_version = 1;

#if __has_include("lhits/base/version.hpp")
inline const char* writer_version() { return version(); }
inline const char* writer_revision() { return git_revision(); }
#else
inline const char* writer_version() { return "0.1.0"; }
inline const char* writer_revision() { return "unknown"; }
#endif

}  // namespace lhits::hdf5
