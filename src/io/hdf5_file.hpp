// Files that appear under their name only when whole, and the checks before one is read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "hdf5_handle.hpp"
#include "lhits/io/flush.hpp"

namespace lhits::hdf5 {

/// Where a file is written until it is whole.
std::string part_path(const std::string& path);

/// Starts a file in memory, with the attributes that every file of ours has. Creation order is
/// tracked, as netCDF-4 wants it. In memory, because HDF5 1.10 crashes when the process ends after
/// a file on a full disk could not be closed.
Handle create_image(const std::string& format);

/// Removes `path`.part: a stale one may still be open in this process after a failed attempt.
void remove_part(const std::string& path);

/// A `path`.part that nobody goes on with: what ends before keep() leaves none behind.
class Part {
public:
    explicit Part(std::string path) : path_(std::move(path)) {}
    ~Part() {
        if (!path_.empty()) remove_part(path_);
    }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    void keep() { path_.clear(); }

private:
    std::string path_;
};

/// Writes such a file to `path`.part and forces it to the disk; returns its size.
std::size_t write_part(const Handle& image, const std::string& path);

/// Writes such a file to `path`.part, with a seal (seal.hpp) at its end.
void write_sealed_part(const Handle& image, const std::string& path, Flush flush);

/// Reserves `size` bytes on the disk for `path`.part, so that a full one is known at once, where
/// the file system can do that.
void reserve_part(const std::string& path, std::size_t size);

/// Opens the closed `path`.part again to add attributes, having made sure that the disk has room
/// for some. Serial.
Handle reopen_part(const std::string& path);

/// Forces the closed `path`.part to the disk, unless told not to, and gives it its final name.
/// Throws Problem.
void publish(const std::string& path, Flush flush = Flush::yes);

/// Whether the content of a file is HDF5, whatever its name; false when it cannot be read. Leaves
/// what is no regular file (a pipe) untouched.
bool is_hdf5(const std::string& path);

/// Throws Problem when there is no file at `path` that can be read, which it calls `expected`.
void require_file(const std::string& path, const std::string& expected);

/// Opens a file of anybody for reading, serial, after checking that it is there, is HDF5 and is
/// whole. Throws Problem, which calls the file `expected`.
Handle open_any_file(const std::string& path, const std::string& expected);

/// The same for a file of ours, which must hold `format` in a version that we know.
Handle open_file(const std::string& path, const std::string& format);

/// The same for a record file with its seal, if it has one (seal.hpp), that is in memory, borrowed
/// until the file is closed.
Handle open_image(std::span<const std::byte> content, const std::string& format);

/// A new group with creation order tracked.
Handle create_group(hid_t parent, const std::string& name);

/// An existing group. Throws Problem when there is none.
Handle open_group(hid_t parent, const std::string& name);

}  // namespace lhits::hdf5
