// A tree of named arrays, texts and numbers that is written to and read from one file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "lhits/io/flush.hpp"
#include "lhits/io/reals.hpp"

namespace lhits {

class Communicator;

/// An array in C order; the product of `shape` is the number of elements.
struct Array {
    std::vector<std::size_t> shape;
    std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>> data;
    std::string long_name{};  ///< what it is, for people; may be empty

    bool operator==(const Array&) const = default;
};

/// Checkpoints, results of tasks and models. The access functions throw InputError, naming what is
/// missing or of another type: a record mostly comes from a file.
struct Record {
    std::map<std::string, Array> arrays;
    std::map<std::string, std::string> texts;
    std::map<std::string, double> numbers;
    std::map<std::string, std::int64_t> integers;
    std::map<std::string, Record> children;

    const Array& array(const std::string& name) const;
    const std::vector<float>& floats(const std::string& name) const;
    const std::vector<double>& doubles(const std::string& name) const;
    const std::vector<std::int64_t>& longs(const std::string& name) const;
    /// Floats or doubles, as they are.
    Reals reals(const std::string& name) const;
    const std::string& text(const std::string& name) const;
    double number(const std::string& name) const;
    std::int64_t integer(const std::string& name) const;
    const Record& child(const std::string& name) const;

    /// Puts an array of one dimension, or of the shape given.
    void put(const std::string& name, std::vector<float> data, std::vector<std::size_t> shape = {});
    void put(const std::string& name, std::vector<double> data,
             std::vector<std::size_t> shape = {});
    void put(const std::string& name, std::vector<std::int64_t> data,
             std::vector<std::size_t> shape = {});

    bool operator==(const Record&) const = default;
};

/// Of the arrays in it.
std::size_t bytes_of(const Record& record);

/// Writes PATH.part, forces it to the disk (unless told not to) and renames it: PATH is the old
/// file or the new one, never half of one. Serial. Throws Failure. Texts, numbers and integers
/// become attributes, arrays datasets (their long names attributes of these), children groups; the
/// attributes format, format_version, lhits_version and git_revision of the top are ours. Behind
/// all that HDF5 sees there is a checksum (checksum.hpp) of the whole file.
void write_record_file(const std::string& path, const std::string& format_name,
                       const Record& record, Flush flush = Flush::yes);

/// Serial. Throws DamagedFile when the file is missing, no record file, or not what its checksum
/// was made of: any flipped bit is found. A file without one, from an older lhits or changed since
/// by another program, is read all the same, as data and nothing else: links to elsewhere, sizes
/// beyond the file's own and whatever else lhits never writes are refused before anything is
/// allocated for them. Throws InputError when it is of another format, or of a newer lhits.
Record read_record_file(const std::string& path, const std::string& format_name);

/// Collective: the same on every rank, the file being read by rank 0 alone. An error is thrown on
/// all of them.
Record read_record_file(const std::string& path, const std::string& format_name,
                        const Communicator& ranks);

/// Runs `work` on what was read from the file at `path`: its InputErrors get the path in front, and
/// say what to do.
void using_content_of(const std::string& path, const std::function<void()>& work);

}  // namespace lhits
