// A file of trajectories that 'lhits import' makes of the files of other programs.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/io/element_ranges.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

class Communicator;
class ParallelFile;

/// What the file calls itself.
inline constexpr const char* data_format = "lhits data";

/// The header's deck, seed and system say nothing here. Written with a layout of whole states; read
/// with the fixed elements in it.
struct DataHeader : RunHeader {
    std::int64_t trajectories = 0;
    bool doubles = false;              ///< 64-bit reals; else 32-bit
    std::string files;                 ///< what it was made of, one a line
    std::string options;               ///< of the command
    std::vector<double> parameters{};  ///< (trajectories, parameter_names)

    bool operator==(const DataHeader&) const = default;
};

/// Fills such a file from many ranks: u (trajectory, time, state) with its coordinates, and each
/// parameter over trajectory.
class DataWriter {
public:
    /// Collective: starts PATH.part with room for everything. Borrows `ranks`.
    DataWriter(const Communicator& ranks, const std::string& path, DataHeader header);
    /// Not collective; without finish() nothing stays behind.
    ~DataWriter();
    DataWriter(const DataWriter&) = delete;
    DataWriter& operator=(const DataWriter&) = delete;

    /// Writes the times first, ..., first + count - 1 of a trajectory, whole states: (count,
    /// state). Not collective; any rank may write any of them.
    void write(std::int64_t trajectory, std::int64_t first, std::span<const double> u);

    /// Collective: everything has been written; adds which elements are fixed, closes the file and
    /// gives it its name.
    void finish(const FoundFixed& fixed);

private:
    const Communicator& ranks_;
    DataHeader header_;
    std::uint64_t content_ = 0;  // of what this rank has written
    std::vector<float> rounded_;
    std::unique_ptr<ParallelFile> file_;
};

/// A checksum of what the file holds, by which one that was replaced or changed is known: times,
/// places, names, units and parameters; the checksum of all states that its writer left in it; and
/// the states themselves where they take up to 16 MB, of larger files 256 of them, spread evenly.
/// Where it was made, when, and of what makes no difference. Serial. Throws InputError as below.
std::int64_t data_checksum(const std::string& path);

/// Serial, on any rank. Throws InputError when the file cannot be used.
DataHeader read_data_header(const std::string& path);

/// The times first, ..., first + count - 1 of a trajectory in single precision, whole states:
/// (count, state), not a number where elements are missing. Serial, on any rank. Throws InputError
/// also when there are fewer, or when another value is not finite.
std::vector<float> read_data(const std::string& path, std::int64_t trajectory, std::int64_t first,
                             std::int64_t count);

}  // namespace lhits
