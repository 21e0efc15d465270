// Texts of variable length, read with care.
#pragma once

#include <string>
#include <vector>

#include "hdf5_handle.hpp"

namespace lhits::hdf5 {

/// The text of a scalar attribute of variable length. Where it lies in the file is asked of HDF5,
/// and what lies there read by us: HDF5 makes room for as many bytes as the attribute says and
/// copies as many as the heap says, which in a damaged file is not the same. Throws Problem.
std::string read_heap_text(const Handle& attribute);
/// The same for an attribute with any number of texts.
std::vector<std::string> read_heap_texts(const Handle& attribute);

}  // namespace lhits::hdf5
