// The format of NumPy's .npy files, and of the members of its .npz files.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "../hdf5_handle.hpp"
#include "array_file.hpp"

namespace lhits {

/// Bytes that are read from anywhere.
class ByteSource {
public:
    ByteSource() = default;
    virtual ~ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    virtual std::size_t size() const = 0;
    /// Fills `out` with what begins at `first`. Throws hdf5::Problem.
    virtual void read(std::size_t first, std::span<std::byte> out) = 0;
    virtual bool seeks() const { return true; }
};

/// Bytes in memory, which must outlive it.
class BytesInMemory final : public ByteSource {
public:
    explicit BytesInMemory(std::span<const std::byte> bytes) : bytes_(bytes) {}
    std::size_t size() const override { return bytes_.size(); }
    void read(std::size_t first, std::span<std::byte> out) override;

private:
    std::span<const std::byte> bytes_;
};

/// An array that is whole, but not of numbers that are read.
class UnreadType : public hdf5::Unwanted {
public:
    UnreadType(const std::string& found, const std::string& advice);

    const std::string& found() const { return found_; }

private:
    std::string found_;
};

/// An array in NumPy's format; of complex numbers, one part of it.
class NpyArray {
public:
    enum class Part { real, imaginary };

    /// Reads the head. Throws UnreadType, or hdf5::Problem when it is damaged.
    NpyArray(std::unique_ptr<ByteSource> bytes, const std::string& name, Part part = Part::real);

    bool is_complex() const { return size_ != H5Tget_size(type_.id()); }
    const ArrayVariable& variable() const { return variable_; }
    void read(const Indices& start, const Indices& count, std::span<double> out);
    bool seeks() const { return bytes_->seeks(); }

private:
    /// Values that lie one after the other from number `first` on.
    void read_run(std::size_t first, std::span<double> out);

    std::unique_ptr<ByteSource> bytes_;
    ArrayVariable variable_;
    std::size_t data_ = 0;  // where the values begin
    hdf5::Handle type_;
    std::size_t size_ = 0;   // of a value in bytes
    std::size_t begin_ = 0;  // of the part of a complex one
    std::vector<std::byte> packed_;
};

}  // namespace lhits
