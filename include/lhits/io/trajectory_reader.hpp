// An open trajectories.h5.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lhits/io/trajectory_file.hpp"

namespace lhits {

/// A trajectory file that is opened once, for a whole stage. It keeps a split as one array, which
/// is mapped here rather than read: it may be larger than the memory of a rank, and the ranks of a
/// node share what is in memory of it. Where a file does not, what is asked for is a copy: of
/// states with fixed elements, which learning leaves out, and of what other programs have written
/// again. Serial, on any rank. Everything throws InputError when the file cannot be used.
class TrajectoryReader {
public:
    explicit TrajectoryReader(std::string path);
    ~TrajectoryReader();
    TrajectoryReader(TrajectoryReader&& other) noexcept;
    TrajectoryReader& operator=(TrajectoryReader&& other) noexcept;
    TrajectoryReader(const TrajectoryReader&) = delete;
    TrajectoryReader& operator=(const TrajectoryReader&) = delete;

    const std::string& path() const { return path_; }
    const TrajectoryHeader& header() const { return header_; }
    std::size_t state_size() const { return header_.coordinates.size(); }
    std::size_t times(Split split) const {
        return static_cast<std::size_t>(header_.steps_of(split) + 1);
    }

    /// The numbers that TrajectoryWriter::finish() added.
    std::map<std::string, double> numbers() const;

    /// The trajectories first, ..., first + count - 1 of a split, (count, times(split),
    /// state_size()): mapped, for as long as the reader lives, or read into `room`. Throws also
    /// when there are fewer, or when a value is not finite.
    std::span<const float> trajectories(Split split, std::int64_t first, std::int64_t count,
                                        std::vector<float>& room) const;
    bool is_mapped(Split split) const { return mapped_.contains(split); }

    /// The states of a trajectory before time 0, (history(), state_size()).
    std::vector<float> history(Split split, std::int64_t trajectory) const;

    /// The parameters of a trajectory; none without names.
    std::span<const double> parameters(Split split, std::int64_t trajectory) const;

private:
    struct File;
    std::string path_;
    std::unique_ptr<File> file_;
    TrajectoryHeader header_;
    std::map<Split, std::span<const float>> mapped_;
};

/// PATH.part, where it is there and has the layout of `header` (the decks may differ). Which of its
/// trajectories have been written, it does not say. Serial, on any rank.
std::optional<TrajectoryReader> unfinished_trajectories(const std::string& path,
                                                        const TrajectoryHeader& header);

}  // namespace lhits
