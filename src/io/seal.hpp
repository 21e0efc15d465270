// The last bytes of our record files: a checksum of all the others.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace lhits::hdf5 {

/// A mark and the checksum. HDF5 takes no notice of what follows its own end of a file, and cuts it
/// off when a program has opened the file for changes: the file is then one without a seal.
using Seal = std::array<std::byte, 16>;

Seal seal_of(std::span<const std::byte> content);

/// Compares the file at `path` with its seal before HDF5, which loops forever on some damaged
/// files, looks at it. A file that ends where HDF5 says has none (it is from an older lhits, or was
/// changed), and is let through, as is what is no file. Throws Problem when the content is not what
/// was sealed, or the seal itself is damaged.
void check_seal(const std::string& path);

}  // namespace lhits::hdf5
