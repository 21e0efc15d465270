#include "lhits/io/mapped_trajectories.hpp"

#include <fmt/format.h>

#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "mapped_file.hpp"
#include "trajectory_values.hpp"

namespace lhits {
namespace {

/// Where the values of a dataset lie in the file, one after the other as floats of this machine.
std::optional<std::size_t> place_of(const hdf5::Handle& dataset) {
    const hdf5::Handle type(H5Dget_type(dataset.id()), H5Tclose, "get the type of u");
    if (H5Tequal(type.id(), H5T_NATIVE_FLOAT) <= 0) return {};
    const auto offset = H5Dget_offset(dataset.id());
    if (offset == HADDR_UNDEF || offset % sizeof(float) != 0) return {};
    return static_cast<std::size_t>(offset);
}

}  // namespace

MappedTrajectories::MappedTrajectories(std::string path, Split split)
    : path_(std::move(path)), split_(split) {
    std::optional<std::size_t> place;
    hdf5::reading(path_, [&] {
        const auto u = open_trajectories(path_, split_);
        const auto shape = hdf5::shape_of(u);
        count_ = static_cast<std::int64_t>(shape[0]);
        times_ = static_cast<std::int64_t>(shape[1]);
        state_size_ =
            hdf5::read_varying(hdf5::open_any_file(path_, "trajectories").id(), shape[2]).size();
        const bool is_whole = state_size_ == shape[2];  // else rows are not as learning needs them
        if (hdf5::size_of(shape) > 0 && is_whole) place = place_of(u);
    });
    if (!place) return;
    auto file = std::make_unique<MappedFile>(path_);
    const auto count = static_cast<std::size_t>(count_ * times_) * state_size_;
    const auto bytes = file->bytes();
    if (*place > bytes.size() || count > (bytes.size() - *place) / sizeof(float)) return;
    values_ = {reinterpret_cast<const float*>(bytes.data() + *place), count};  // NOLINT
    file_ = std::move(file);
}

MappedTrajectories::~MappedTrajectories() = default;
MappedTrajectories::MappedTrajectories(MappedTrajectories&& other) noexcept = default;
MappedTrajectories& MappedTrajectories::operator=(MappedTrajectories&& other) noexcept = default;

std::span<const float> MappedTrajectories::trajectories(std::int64_t first, std::int64_t count) {
    if (!is_mapped() || first < 0 || count < 0 || count > count_ - first) {
        copies_.push_back(read_trajectories(path_, split_, first, count));
        return copies_.back();
    }
    const auto each = static_cast<std::size_t>(times_) * state_size_;
    const auto found = values_.subspan(static_cast<std::size_t>(first) * each,
                                       static_cast<std::size_t>(count) * each);
    hdf5::reading(path_, [&] {
        require_finite(found, dataset_name(split_), first, static_cast<std::size_t>(times_),
                       state_size_);
    });
    return found;
}

}  // namespace lhits
