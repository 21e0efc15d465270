// forecast.h5: what the learned models predict for trajectories that are known, how far off it is,
// and how far off cheaper solvers are. A QuantityWriter writes it (quantity_file.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lhits/io/run_header.hpp"

namespace lhits {

/// What the file calls itself.
inline constexpr const char* forecast_format = "lhits forecasts";

/// The forecasts with one latent dimension by one protocol.
struct ForecastGroup {
    std::string name;      ///< "z2", "full" for the baseline in the full space, "z2-in-sample"
    std::string protocol;  ///< "unseen", "in-sample"
    std::int64_t latent = 0;
    std::int64_t trajectories = 0;
    std::int64_t steps = 0;             ///< the time axis has steps + 1 entries
    std::vector<std::int64_t> strides;  ///< of the steppers scored alone; empty: none
    std::vector<double> parameters{};   ///< (trajectories, parameter_names)

    /// Whether it can have long-time statistics, and adaptive steps beside it.
    bool is_unseen() const { return protocol == "unseen"; }

    bool operator==(const ForecastGroup&) const = default;
};

/// Along which long-time statistics are: the wavenumbers 2 pi k / L, and the middles of the bins of
/// u_x and u_xx.
struct StatisticsAxes {
    std::vector<double> wavenumber;
    std::vector<double> slope, curvature;

    bool operator==(const StatisticsAxes&) const = default;
};

/// Along which forecasts by adaptive steps are.
struct AdaptiveAxes {
    std::vector<double> tolerance;
    std::vector<std::int64_t> stride;  ///< of all steppers, rising

    bool operator==(const AdaptiveAxes&) const = default;
};

struct ForecastHeader : RunHeader {
    std::int64_t trajectories = 0;  ///< of the direct solver and of the statistics
    std::vector<ForecastGroup> groups;
    /// Of the direct solver and the coarser ones, which share a group; may be empty.
    std::vector<double> time_steps;
    /// Where these are asked for, of the groups of the protocol "unseen".
    std::optional<StatisticsAxes> statistics;
    std::optional<AdaptiveAxes> adaptive;  ///< the same

    bool operator==(const ForecastHeader&) const = default;
};

/// The group of the direct solver.
inline constexpr const char* direct_solver_group = "direct-solver";

/// The group of a surrogate's adaptive forecasts: "z4/adaptive".
std::string adaptive_group(const std::string& surrogate);

/// The group of the long-time statistics of a surrogate; of the true trajectories: "".
std::string statistics_group(const std::string& surrogate);

// Serial, on any rank. They throw InputError when the file cannot be used.

ForecastHeader read_forecast_header(const std::string& path);

/// The numbers that QuantityWriter::finish() added to a group.
std::map<std::string, double> read_forecast_numbers(const std::string& path,
                                                    const std::string& group);

/// Whether a file, perhaps of an earlier lhits, has a dataset of a group.
bool has_forecast(const std::string& path, const std::string& group, const std::string& name);

/// A whole dataset, of either precision.
std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  const std::string& name);

}  // namespace lhits
