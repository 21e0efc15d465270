// Files that appear under their name only when whole, and the checks before one is read.
#pragma once

#include <string>

#include "hdf5_handle.hpp"

namespace lhits::hdf5 {

/// Where a file is written until it is whole.
std::string part_path(const std::string& path);

/// Starts a file in memory, with the attributes that every file of ours has. Creation order is
/// tracked, as netCDF-4 wants it. In memory, because HDF5 1.10 crashes when the process ends after
/// a file on a full disk could not be closed.
Handle create_image(const std::string& format);

/// Writes such a file to `path`.part.
void write_part(const Handle& image, const std::string& path);

/// Opens the closed `path`.part again to add attributes, having made sure that the disk has room
/// for some. Serial.
Handle reopen_part(const std::string& path);

/// Forces the closed `path`.part to the disk and gives it its final name. Throws Problem.
void publish(const std::string& path);

/// Opens a file for reading, serial, after checking that it is there, is HDF5, is whole, and holds
/// `format` in a version that we know. Throws Problem.
Handle open_file(const std::string& path, const std::string& format);

/// A new group with creation order tracked.
Handle create_group(hid_t parent, const std::string& name);

/// An existing group. Throws Problem when there is none.
Handle open_group(hid_t parent, const std::string& name);

}  // namespace lhits::hdf5
