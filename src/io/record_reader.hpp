// Reads the groups of a record file, which may come from anywhere.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "hdf5_handle.hpp"
#include "lhits/io/record.hpp"

namespace lhits {

/// Takes a file for data and nothing else: what is in it is read only where it is stored as lhits
/// stores it, in this file, once, and as much as it says. So no more memory is taken than a few
/// times the file's size, no other file is opened, and no filter is run. Throws hdf5::Problem.
class RecordReader {
public:
    /// For a file of `size` bytes, which counts for all that is read.
    explicit RecordReader(std::size_t size) : size_(size), left_(size) {}

    /// What is in `group`; at the top the attributes that lhits adds are left out.
    Record read(hid_t group, int depth = 0);

private:
    void read_attributes(hid_t group, bool top, Record& record) const;
    void require_own(hid_t group, const std::string& name);
    Array read_array(hid_t group, const std::string& name);
    std::size_t stored_size(const hdf5::Handle& dataset, std::size_t width) const;

    std::size_t size_;
    std::size_t left_;
    std::set<haddr_t> seen_;
};

/// The attribute of a dataset that keeps Array::long_name.
inline constexpr const char* long_name_item = "long_name";

/// The attributes of the top of a record file that say what it is.
bool is_of_record(const std::string& name);

}  // namespace lhits
