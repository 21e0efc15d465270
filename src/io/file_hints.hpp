// What MPI-IO is told about a file that many ranks write.
#pragma once

#include <hdf5.h>
#include <mpi.h>

#include <map>
#include <string>

namespace lhits {

/// Hints for Lustre: as many stripes as ranks, up to 32, each unit 1 MiB. The environment variable
/// LHITS_MPIIO_HINTS ("striping_factor=8,striping_unit=4194304") replaces them and adds any others
/// that the MPI knows. Under ROMIO's names (MPI standard, 14.2.8) and under OMPIO's.
class FileHints {
public:
    /// Throws InputError for a variable that cannot be read.
    explicit FileHints(int ranks);
    ~FileHints();
    FileHints(const FileHints&) = delete;
    FileHints& operator=(const FileHints&) = delete;

    MPI_Info info() const { return info_; }
    /// Where large things begin in the file: at multiples of the striping unit.
    hsize_t alignment() const { return alignment_; }

private:
    MPI_Info info_ = MPI_INFO_NULL;
    hsize_t alignment_ = 0;
};

}  // namespace lhits
