// HDF5 identifiers with an owner, and HDF5's errors as exceptions.
#pragma once

#include <hdf5.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace lhits::hdf5 {

/// Something that HDF5 would not do; reading() and writing() add the path and the kind of error.
class Problem : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws Problem "cannot ACTION (HDF5's reason)" when an HDF5 call returned a negative `status`.
void check(herr_t status, const std::string& action);

/// A file that is whole, but not one to be read: of another kind, newer, or not permitted.
class Unwanted : public Problem {
public:
    using Problem::Problem;
};

/// An HDF5 identifier, closed with the scope.
class Handle {
public:
    using Close = herr_t (*)(hid_t);

    Handle() = default;
    /// Takes `id` over. Throws Problem when HDF5 did not give one.
    Handle(hid_t id, Close close, const std::string& action);
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&& other) noexcept;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle();

    hid_t id() const { return id_; }

    /// Closes now, so that an error is seen. Throws Problem.
    void close(const std::string& action);

    /// Leaves the identifier open: closing a parallel file is collective, and while unwinding
    /// nobody else may come.
    void abandon() noexcept { id_ = H5I_INVALID_HID; }

private:
    hid_t id_ = H5I_INVALID_HID;
    Close close_ = nullptr;
};

/// Keeps HDF5 from printing its error stack within a scope.
class Quiet {
public:
    Quiet();
    ~Quiet();
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

private:
    H5E_auto2_t function_ = nullptr;
    void* data_ = nullptr;
};

/// Runs `work` quietly; a Problem becomes a DamagedFile that starts with the path, where it is
/// Unwanted any other InputError.
void reading(const std::string& path, const std::function<void()>& work);

/// Runs `work` quietly; a Problem becomes a Failure that starts with the path.
void writing(const std::string& path, const std::function<void()>& work);

}  // namespace lhits::hdf5
