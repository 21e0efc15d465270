// Trajectories in files that other programs have written.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"
#include "lhits/io/given_command.hpp"

namespace lhits {

/// What a file does not say, or what shall be taken otherwise; empty: as the file has it.
struct SourceOptions {
    /// The components of the state. None: all variables over time; of a table all other columns.
    std::vector<std::string> variables;
    /// The dimensions of the variables, in order: trajectory, time, component, or an axis of space.
    std::vector<std::string> dimensions;
    std::string time;               ///< the variable or column with the times
    std::string trajectory;         ///< the dimension that counts trajectories
    std::vector<std::string> grid;  ///< the variables or columns with the places of the points
    std::map<std::string, double> spacing;     ///< of the points along an axis, which begins at 0
    std::map<std::string, std::string> units;  ///< of components and axes
    std::string time_units;
    /// Variables with one number for each trajectory or one for all, or global attributes.
    std::vector<std::string> parameters;
    bool snapshots = false;  ///< without a dimension of time a file holds one time
    GivenCommand command{};  ///< for refusals
};

/// Something of a file that states have no part of.
struct LeftOut {
    std::string name;  ///< as the file calls it
    std::string why;   ///< "object array", "its shape (3) does not fit u (41, 64)"
};

/// What a file holds.
struct SourceShape {
    StateLayout layout;
    std::int64_t trajectories = 1;
    std::int64_t times = 0;
    std::vector<double> at;             ///< the times; empty: the file has none
    double time_rounding = 0.0;         ///< the most that they are off by how the file keeps them
    std::vector<std::string> integers;  ///< components that are whole numbers there
    bool rounded = false;               ///< some have more digits than 32-bit reals
    std::vector<std::string> parameter_names;  ///< those asked for; of a file of lhits without: all
    std::vector<double> parameters;            ///< (trajectories, parameter_names), finite
    std::string origin;                        ///< of a file of lhits: what it was made of; lines
    std::vector<LeftOut> left_out;             ///< what else the file holds
    /// What was guessed, or taken otherwise than the file says; a sentence each, without the path.
    std::vector<std::string> notes;
};

/// One open file. Serial; a rank for itself.
class DataSource {
public:
    DataSource() = default;
    virtual ~DataSource() = default;
    DataSource(const DataSource&) = delete;
    DataSource& operator=(const DataSource&) = delete;

    virtual const SourceShape& shape() const = 0;

    /// States at the times first, ..., first + count - 1 of a trajectory into `out`, (count,
    /// layout.size()); not a number where the file says that there is none. Throws InputError.
    virtual void read(std::int64_t trajectory, std::int64_t first, std::int64_t count,
                      std::span<double> out) = 0;

    /// Whether reading may begin anywhere at no cost; else it had better be in order.
    virtual bool seeks() const { return true; }
};

/// Opens HDF5, netCDF, MATLAB (version 4 to 7.3), .npy, .npz and text (*.csv, *.txt, *.dat), in any
/// byte order, and finds out what it holds, without reading the data. Numbers are real or whole, or
/// complex, which make two components; those of netCDF that are packed (scale_factor, add_offset)
/// are unpacked. Throws InputError; for files of other kinds, and for folders, with the command
/// that brings them. The state of a restart, which is there twice at the same time, is left out
/// once.
std::unique_ptr<DataSource> open_data_source(const std::string& path, const SourceOptions& options);

/// Whether two states are the same, but for rounding to 32 bits beside the largest of a component.
bool same_states(const StateLayout& layout, std::span<const double> a, std::span<const double> b);

}  // namespace lhits
