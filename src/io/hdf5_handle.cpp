#include "hdf5_handle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/io/damaged_file.hpp"

namespace lhits::hdf5 {
namespace {

extern "C" herr_t note_first_two(unsigned depth, const H5E_error2_t* entry, void* text) {
    // The innermost entry says what happened; for MPI-IO the next one holds MPI's own words.
    if (depth > 1 || entry->desc == nullptr) return 0;
    auto& reason = *static_cast<std::string*>(text);
    if (!reason.empty()) reason += ": ";
    reason += entry->desc;
    return 0;
}

/// Why the last HDF5 call failed, in one line.
std::string reason() {
    std::string text;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, &note_first_two, &text);
    const std::string mark = "error message = '";
    if (const auto begin = text.find(mark); begin != std::string::npos) {
        const auto from = begin + mark.size();
        text = text.substr(from, text.find('\'', from) - from);
    }
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.empty() ? "no reason given by HDF5" : text;
}

}  // namespace

void check(herr_t status, const std::string& action) {
    if (status < 0) throw Problem(fmt::format("cannot {} ({})", action, reason()));
}

Handle::Handle(hid_t id, Close close, const std::string& action) : id_(id), close_(close) {
    if (id < 0) throw Problem(fmt::format("cannot {} ({})", action, reason()));
}

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
}

Handle::~Handle() {
    if (id_ >= 0) close_(id_);
}

void Handle::close(const std::string& action) {
    if (id_ >= 0) check(close_(std::exchange(id_, H5I_INVALID_HID)), action);
}

Quiet::Quiet() {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Quiet::~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

void reading(const std::string& path, const std::function<void()>& work) {
    const Quiet quiet;
    try {
        work();
    } catch (const Unwanted& unwanted) {
        throw InputError(path + ": " + unwanted.what());
    } catch (const Problem& problem) {
        throw DamagedFile(path + ": " + problem.what());
    }
}

void writing(const std::string& path, const std::function<void()>& work) {
    const Quiet quiet;
    try {
        work();
    } catch (const Problem& problem) {
        throw Failure(path + ": " + problem.what());
    }
}

}  // namespace lhits::hdf5
