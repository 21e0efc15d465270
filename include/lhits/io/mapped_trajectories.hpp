// All trajectories of a split, in memory that belongs to the file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/io/trajectory_file.hpp"

namespace lhits {

class MappedFile;

/// A trajectory file keeps a split as one array, which is mapped here rather than read: it may be
/// larger than the memory of a rank, and the ranks of a node share what is in memory of it. Where a
/// file does not, what is asked for is a copy: of splits below the file system's unit (1 MiB),
/// which begin anywhere, and of what other programs have written again.
class MappedTrajectories {
public:
    /// Serial, on any rank. Throws InputError when the file cannot be used.
    MappedTrajectories(std::string path, Split split);
    ~MappedTrajectories();
    MappedTrajectories(MappedTrajectories&& other) noexcept;
    MappedTrajectories& operator=(MappedTrajectories&& other) noexcept;
    MappedTrajectories(const MappedTrajectories&) = delete;
    MappedTrajectories& operator=(const MappedTrajectories&) = delete;

    std::int64_t count() const { return count_; }
    std::int64_t times() const { return times_; }
    std::size_t state_size() const { return state_size_; }
    bool is_mapped() const { return file_ != nullptr; }

    /// The trajectories first, ..., first + count - 1, (count, times(), state_size()), for as long
    /// as the object lives. Throws InputError when there are fewer, or when a value is not finite.
    std::span<const float> trajectories(std::int64_t first, std::int64_t count);
    std::span<const float> all() { return trajectories(0, count_); }

private:
    std::string path_;
    Split split_;
    std::int64_t count_ = 0, times_ = 0;
    std::size_t state_size_ = 0;
    std::unique_ptr<MappedFile> file_;
    std::span<const float> values_;           // mapped
    std::vector<std::vector<float>> copies_;  // where nothing is mapped
};

}  // namespace lhits
