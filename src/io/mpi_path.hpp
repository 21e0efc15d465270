// What MPI-IO can open.
#pragma once

#include <string>

namespace lhits {

/// Throws InputError for a path of more than 230 characters: where Open MPI 4.1 tries a lock, on
/// PATH.locktest.RANK, it writes beyond a buffer of 256.
void require_short(const std::string& path);

}  // namespace lhits
