// forecast.h5: what the learned models predict for trajectories that are known, how far off it is,
// and how far off cheaper solvers are.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lhits/io/forecast_adaptive.hpp"
#include "lhits/io/forecast_statistics.hpp"
#include "lhits/io/reals.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

class Communicator;
class ParallelFile;

/// The forecasts with one latent dimension by one protocol.
struct ForecastGroup {
    std::string name;      ///< "z2", "full" for the baseline in the full space, "z2-in-sample"
    std::string protocol;  ///< "unseen", "in-sample"
    std::int64_t latent = 0;
    std::int64_t trajectories = 0;
    std::int64_t steps = 0;             ///< the time axis has steps + 1 entries
    std::vector<std::int64_t> strides;  ///< of the steppers scored alone; empty: none
    std::vector<double> parameters{};   ///< (trajectories, parameter_names)

    bool operator==(const ForecastGroup&) const = default;
};

struct ForecastHeader : RunHeader {
    std::int64_t trajectories = 0;  ///< of the direct solver and of the statistics
    std::vector<ForecastGroup> groups;
    /// Of the direct solver and the coarser ones, which share a group "direct-solver"; may be
    /// empty.
    std::vector<double> time_steps;
    /// Where these are asked for, of the groups of the protocol "unseen".
    std::optional<StatisticsAxes> statistics;
    std::optional<AdaptiveAxes> adaptive;  ///< the same

    bool operator==(const ForecastHeader&) const = default;
};

/// The first three over (trajectory, time, latent or state), the errors over (trajectory, time),
/// those of fields over (trajectory, field), from relative_l2 on over (trajectory).
enum class ForecastData {
    latent_true,
    latent_predicted,
    u_predicted,
    mse_latent,
    mse_state,
    relative_l2_of_time,
    rmse_of_field,
    deviation_of_field,
    relative_l2,
    valid_time,
    perfect_model_valid_time,
    initial_distance,
    initial_reconstruction_error,
    initial_outside,
    leaving_time,
};

/// Over (stride, trajectory, time).
enum class StepperData { mse_latent, mse_state };

inline constexpr std::array all_forecast_data = {ForecastData::latent_true,
                                                 ForecastData::latent_predicted,
                                                 ForecastData::u_predicted,
                                                 ForecastData::mse_latent,
                                                 ForecastData::mse_state,
                                                 ForecastData::relative_l2_of_time,
                                                 ForecastData::rmse_of_field,
                                                 ForecastData::deviation_of_field,
                                                 ForecastData::relative_l2,
                                                 ForecastData::valid_time,
                                                 ForecastData::perfect_model_valid_time,
                                                 ForecastData::initial_distance,
                                                 ForecastData::initial_reconstruction_error,
                                                 ForecastData::initial_outside,
                                                 ForecastData::leaving_time};
inline constexpr std::array all_stepper_data = {StepperData::mse_latent, StepperData::mse_state};

/// Whether a file, perhaps of an earlier lhits, has it. Throws InputError.
bool has_forecast(const std::string& path, const std::string& group, ForecastData dataset);

/// The names of the datasets in their group.
std::string name_of(ForecastData dataset);
std::string name_of(StepperData dataset);

/// The group of the direct solver.
inline constexpr const char* direct_solver_group = "direct-solver";

/// Fills a forecast file from many ranks.
class ForecastWriter {
public:
    /// Collective: starts PATH.part with room for everything. Borrows `ranks`.
    ForecastWriter(const Communicator& ranks, const std::string& path, ForecastHeader header);
    /// Not collective; without finish() only PATH.part stays behind.
    ~ForecastWriter();
    ForecastWriter(const ForecastWriter&) = delete;
    ForecastWriter& operator=(const ForecastWriter&) = delete;

    /// Writes the trajectories first, ..., first + count - 1 of a dataset. Not collective.
    void write(const std::string& group, ForecastData dataset, std::int64_t first,
               std::int64_t count, const Reals& data);

    /// The same for the stepper number `stride` among the group's strides. Not collective.
    void write_stepper(const std::string& group, StepperData dataset, std::int64_t stride,
                       std::int64_t first, std::int64_t count, const Reals& data);

    /// The mean squared errors of the state over (trajectory, time) by the solver with the time
    /// step number `level`. Not collective.
    void write_direct(std::int64_t level, std::int64_t first, std::int64_t count,
                      const Reals& data);

    /// The same for the adaptive forecasts with the tolerance number `index`, or for the fixed
    /// hierarchy that ends at the stride number `index`. Not collective.
    void write_adaptive(const std::string& group, AdaptiveData dataset, std::int64_t index,
                        std::int64_t first, std::int64_t count, const Reals& data);

    /// Writes a whole dataset of the statistics of a surrogate, named as its group, or of the true
    /// trajectories (empty). Not collective.
    void write_statistics(const std::string& surrogate, StatisticsData dataset,
                          std::span<const float> data);

    /// Collective: adds numbers as attributes of the groups named, closes the file and gives it its
    /// name.
    void finish(const std::map<std::string, std::map<std::string, double>>& numbers);

private:
    const ForecastGroup& group(const std::string& name) const;

    ForecastHeader header_;
    std::unique_ptr<ParallelFile> file_;
};

/// Serial, on any rank. Throws InputError when the file cannot be used.
ForecastHeader read_forecast_header(const std::string& path);

/// The numbers that finish() added to a group. Serial, on any rank. Throws InputError as above.
std::map<std::string, double> read_forecast_numbers(const std::string& path,
                                                    const std::string& group);

/// A whole dataset, of either precision. Serial, on any rank. Throws InputError when the file
/// cannot be used.
std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  ForecastData dataset);
std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  StepperData dataset);
/// `group` is that of the surrogate.
std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  AdaptiveData dataset);
/// What write_direct() wrote, (level, trajectory, time).
std::vector<double> read_direct(const std::string& path);
/// As write_statistics() wrote it.
std::vector<float> read_statistics(const std::string& path, const std::string& surrogate,
                                   StatisticsData dataset);

}  // namespace lhits
