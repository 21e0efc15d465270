// trajectories.h5: the solver's trajectories for training, validation and test.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/io/run_header.hpp"

namespace lhits {

class Communicator;
class ParallelFile;

enum class Split { train, validation, test };

/// In the order of the file.
inline constexpr std::array all_splits{Split::train, Split::validation, Split::test};

/// What the file calls itself.
inline constexpr const char* trajectory_format = "lhits trajectories";

/// The name of the split's group in the file.
const char* split_name(Split split);

/// The name of its variable "u", the states, or of another one: "train/u".
std::string variable_name(Split split, const char* variable = "u");

struct TrajectoryHeader : RunHeader {
    std::int64_t train = 0;
    std::int64_t validation = 0;
    std::int64_t test = 0;
    /// Of the training trajectories; `steps` is of the others.
    std::int64_t train_steps = 0;
    /// (trajectories, parameter_names) of each split; none without names.
    std::map<Split, std::vector<double>> parameters{};

    std::int64_t count(Split split) const;
    std::int64_t steps_of(Split split) const;

    bool operator==(const TrajectoryHeader&) const = default;
};

/// Fills a trajectory file from many ranks.
class TrajectoryWriter {
public:
    /// Collective: starts PATH.part with room for everything; or goes on with one for which
    /// unfinished_trajectories() is true. Borrows `ranks`.
    TrajectoryWriter(const Communicator& ranks, const std::string& path, TrajectoryHeader header,
                     bool go_on = false);
    /// Not collective; without finish() only PATH.part stays behind.
    ~TrajectoryWriter();
    TrajectoryWriter(const TrajectoryWriter&) = delete;
    TrajectoryWriter& operator=(const TrajectoryWriter&) = delete;

    /// Writes one trajectory, (history() + steps_of(split) + 1, state). Not collective; any rank
    /// may write any of them.
    void write(Split split, std::int64_t trajectory, std::span<const float> u);

    /// Collective: every trajectory has been written; adds `numbers` as attributes, closes the file
    /// and gives it its name.
    void finish(const std::map<std::string, double>& numbers);

private:
    TrajectoryHeader header_;
    std::unique_ptr<ParallelFile> file_;
};

/// Where the file at `path` is until it is finished: "PATH.part".
std::string unfinished_path(const std::string& path);

/// That of TrajectoryReader, for those who need nothing else.
TrajectoryHeader read_trajectory_header(const std::string& path);

}  // namespace lhits
