// The format of NumPy's .npy files, and of the members of its .npz files.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

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

/// An array in NumPy's format.
class NpyArray {
public:
    /// Reads the head. Throws hdf5::Problem when it is no array of real or whole numbers.
    NpyArray(std::unique_ptr<ByteSource> bytes, const std::string& name);

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
    std::size_t size_ = 0;  // of a value in bytes
};

}  // namespace lhits
