// A file of arrays, whatever its format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lhits/io/data_source.hpp"

namespace lhits {

/// One array of numbers.
struct ArrayVariable {
    std::string name;                     ///< empty: the file has only this one
    std::vector<std::string> dimensions;  ///< names; empty: the file does not say
    std::vector<std::int64_t> shape;      ///< the last dimension is the fastest
    bool first_is_fastest = false;        ///< for NumPy: `shape` is in the reverse order of its own
    bool whole_numbers = false;
    bool fits_float = true;  ///< every value is one of 32 bits
    std::string units{}, standard_name{};
    std::string coordinates{};  ///< variables with the places, as netCDF's attribute names them
    /// Along each dimension the variables that the file attaches to it, by their whole names.
    std::vector<std::vector<std::string>> scales{};
    /// How the first dimension is called where it counts groups of the file: "group" or "time"
    /// (grouped_arrays.hpp); empty: it does not.
    std::string groups{};
    std::string unusable{};  ///< why its values cannot be had: "expected ..., found ...; do ..."
    bool matlab = false;     ///< as MATLAB has them: the first axis of space is the fastest
    std::string complex{};   ///< the array of complex numbers that this is a part of
    std::string along{};     ///< the dimension that it has the times or the places of
    bool lone = false;       ///< the only array of a file that has no names
    std::string guess{};     ///< how its dimensions got their names, where the file has none
    std::string unclear{};   ///< why they have none, or contradict others, and what to do
};

/// Positions along all dimensions.
using Indices = std::vector<std::int64_t>;

class ArrayFile {
public:
    ArrayFile() = default;
    virtual ~ArrayFile() = default;
    ArrayFile(const ArrayFile&) = delete;
    ArrayFile& operator=(const ArrayFile&) = delete;

    /// Those of real or whole numbers.
    virtual const std::vector<ArrayVariable>& variables() const = 0;
    /// The block `count` at `start` into `out`. Throws hdf5::Problem or InputError.
    virtual void read(std::size_t variable, const Indices& start, const Indices& count,
                      std::span<double> out) = 0;
    virtual bool seeks() const { return true; }
    /// What variables() leaves out: texts, objects, types that are not read.
    virtual std::vector<LeftOut> left_out() const { return {}; }
    /// What is taken otherwise than the file says; sentences as of SourceShape.
    virtual std::vector<std::string> notes() const { return {}; }
    /// The numbers of an attribute of the whole file, or of what is at a path in it ("run1/nu");
    /// none: there is no such attribute of numbers.
    virtual std::vector<double> attribute(const std::string&) const { return {}; }
};

/// The arrays of another file as they shall be seen; what is beside them is that file's.
class ArraysOfAnother : public ArrayFile {
public:
    explicit ArraysOfAnother(std::unique_ptr<ArrayFile> file) : file_(std::move(file)) {}

    bool seeks() const override { return file_->seeks(); }
    std::vector<LeftOut> left_out() const override { return file_->left_out(); }
    std::vector<std::string> notes() const override { return file_->notes(); }
    std::vector<double> attribute(const std::string& name) const override {
        return file_->attribute(name);
    }

protected:
    std::unique_ptr<ArrayFile> file_;
};

/// These throw InputError, which begins with the path.
std::unique_ptr<ArrayFile> open_hdf5_arrays(const std::string& path);
std::unique_ptr<ArrayFile> open_classic_netcdf(const std::string& path);
std::unique_ptr<ArrayFile> open_matlab5(const std::string& path);
/// The array gets a `name` where it is of complex numbers, for its parts; else it has none.
std::unique_ptr<ArrayFile> open_npy(const std::string& path, const std::string& name);
std::unique_ptr<ArrayFile> open_npz(const std::string& path);

/// Throws InputError for a whole number of 64 bits that a double cannot hold.
void require_exact(std::span<const double> values, const std::string& name);

std::int64_t product(const Indices& numbers);

/// "u" of "tasks/u".
inline std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace lhits
