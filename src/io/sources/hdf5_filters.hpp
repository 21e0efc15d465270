// What HDF5 needs to unpack a dataset.
#pragma once

#include <string>

#include "../hdf5_handle.hpp"

namespace lhits {

/// Teaches HDF5 to unpack LZF, which h5py compresses with and HDF5 does not know.
void register_lzf();

/// Why a dataset, called `name`, cannot be unpacked here: the filters that are not there, and the
/// command that helps. Empty: it can.
std::string missing_filters(const hdf5::Handle& dataset, const std::string& name);

}  // namespace lhits
