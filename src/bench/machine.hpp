// What the machine can do: the limits that the paths are held against.
#pragma once

#include <string>

#include "lhits/bench/bench.hpp"

namespace lhits {

/// A product of two 2048 x 2048 float32 matrices by BLAS.
Measurement bench_sgemm(double seconds);
/// A copy of 128 MiB; bytes read and written.
Measurement bench_memory(double seconds);
/// Writes `blocks` blocks of 4 MiB to a file in `folder` and to the disk, and removes it.
void write_plain_file(const std::string& folder, int blocks);
/// 256 MiB written to a file in `folder` and to the disk.
Measurement bench_file(double seconds, const std::string& folder);

}  // namespace lhits
