// A file of states of any kind that import reads, opened for a surrogate or a system.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lhits/io/data_source.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

/// A file whose states are those of a layout.
class OpenedStates {
public:
    /// `options` as the user gave them; components and parameters are those of `origin`, which is
    /// borrowed. Throws InputError.
    OpenedStates(std::string path, const RunHeader& origin, SourceOptions options);

    /// Throws InputError unless the states are as those of `origin`.
    void check_layout();

    const SourceShape& shape() const { return source_->shape(); }
    const std::vector<std::string>& notes() const { return notes_; }

    /// The number of the time `at`, or of the last one.
    std::int64_t time_of(const std::optional<double>& at) const;

    /// Of the time `steps` before the one number `time`.
    std::int64_t time_before(std::int64_t time, std::int64_t steps) const;

    /// A whole state.
    std::vector<double> state(std::int64_t trajectory, std::int64_t time);

private:
    void require_times(const std::string& why) const;
    std::int64_t number_of(double wanted, const std::string& why) const;
    void check_places(const StateLayout& found, const StateLayout& wanted);

    std::string path_;
    const RunHeader& origin_;
    std::unique_ptr<DataSource> source_;
    std::vector<std::string> notes_;
};

/// With times where there are any; else as one state. Throws InputError.
std::unique_ptr<OpenedStates> open_states(const std::string& path, const RunHeader& origin,
                                          SourceOptions options);

}  // namespace lhits
