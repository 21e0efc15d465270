// The last bytes of our record files: a checksum of all the others.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "hdf5_handle.hpp"

namespace lhits::hdf5 {

/// A mark and the checksum. HDF5 takes no notice of what follows its own end of a file, and cuts it
/// off when a program has opened the file for changes: the file is then one without a seal.
using Seal = std::array<std::byte, 16>;

Seal seal_of(std::span<const std::byte> content);

/// Compares the content of a file with its seal before HDF5, which loops forever on some damaged
/// files, looks at it; false when it has none. Throws Problem when the content is not what was
/// sealed.
bool check_seal(std::span<const std::byte> content);

/// A file without a seal, of `size` bytes, must end where HDF5 says: it is then from an older
/// lhits, or was changed. Throws Problem when it goes on, with what is left of a seal.
void check_unsealed_end(const Handle& file, std::size_t size);

}  // namespace lhits::hdf5
