// Parts of a dataset that nobody has written.
#pragma once

#include <span>
#include <string>

#include "../hdf5_data.hpp"

namespace lhits::hdf5 {

/// Of a dataset in the file `path`, which must outlive it.
class Unwritten {
public:
    /// Throws Problem for a virtual dataset, one of whose files is not there.
    Unwritten(const Handle& dataset, const std::string& path);

    /// Makes the elements of the block `count` at `start`, which has been read into `out`, not a
    /// number where the file has no room for them: HDF5 gives some fill value there, often 0.
    void mark(const Shape& start, const Shape& count, std::span<double> out) const;

private:
    void mark_chunks(const Shape& start, const Shape& count, std::span<double> out) const;

    const Handle& dataset_;
    bool all_ = false;  // nothing is written
    Shape chunk_;       // empty: nothing else is to be looked for
};

}  // namespace lhits::hdf5
