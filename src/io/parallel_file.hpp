// A file that many ranks fill at once: made by one rank, written by all, named when whole.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/io/reals.hpp"

namespace lhits {

class Communicator;

/// Collective: rank 0 alone makes PATH.part with all its datasets, so that an error there is one
/// clean error on every rank. `layout` runs on rank 0 and fills the empty file; on the disk there
/// is room for `datasets` afterwards; without it no file. Throws InputError for a path of more than
/// 230 characters.
void make_parallel_file(const Communicator& ranks, const std::string& path,
                        const std::string& format, const std::function<void(hid_t file)>& layout,
                        const std::vector<std::string>& datasets);

/// What becomes of PATH.part without finish(): the same command may go on with it.
enum class Unfinished { removed, kept };

/// All ranks open PATH.part through MPI-IO, and write blocks of data independently. Datasets are
/// contiguous, and so is what a rank writes of them at once.
class ParallelFile {
public:
    /// Collective. `datasets` are the ones that write() may be called for. Borrows `ranks`.
    ParallelFile(const Communicator& ranks, std::string path,
                 const std::vector<std::string>& datasets,
                 Unfinished unfinished = Unfinished::removed);
    /// Not collective.
    ~ParallelFile();
    ParallelFile(const ParallelFile&) = delete;
    ParallelFile& operator=(const ParallelFile&) = delete;

    /// Not collective. Throws std::invalid_argument when there is no such dataset.
    hdf5::Shape shape_of(const std::string& dataset) const;

    /// Writes the block `count` at `start`. Not collective.
    void write(const std::string& dataset, const hdf5::Shape& start, const hdf5::Shape& count,
               const Reals& data);

    /// Collective: closes the file, lets `last` add attributes on rank 0, and names the file.
    void finish(const std::function<void(hid_t file)>& last);

private:
    const hdf5::Handle& at(const std::string& dataset) const;
    template <class T>
    void write_values(const std::string& dataset, const hdf5::Shape& start,
                      const hdf5::Shape& count, std::span<const T> data);

    const Communicator& ranks_;
    std::string path_;
    std::optional<hdf5::Part> part_;  // of rank 0, where it is to be removed
    hdf5::Handle file_;
    std::map<std::string, hdf5::Handle> datasets_;
    bool broken_ = false;
};

}  // namespace lhits
