#include "lhits/io/reserved_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lhits {

bool is_reserved(std::string_view name) {
    constexpr std::array names = std::to_array<std::string_view>(
        {// of every file
         "component", "fixed", "fixed_value", "grid", "history", "history_time", "state", "time",
         "trajectory", "u",
         // of forecasts
         "adaptive", "deviation_of_field", "evaluations", "field", "fixed_mse_state",
         "fixed_valid_time", "initial_distance", "initial_outside", "initial_reconstruction_error",
         "joint_density", "latent", "latent_predicted", "latent_true", "leaving_time",
         "lyapunov_exponent", "mse_latent", "mse_state", "perfect_model_valid_time",
         "power_spectrum", "relative_l2", "relative_l2_of_time", "rmse_of_field", "spacing",
         "statistics", "step", "stepper_mse_latent", "stepper_mse_state", "steps", "stride",
         "time_step", "tolerance", "u_predicted", "u_x", "u_xx", "valid_time", "wavenumber",
         // of ensembles
         "brier_score", "control", "counted", "crps", "energy_score", "forecast_probability",
         "initial_condition", "initial_error", "left", "maximum", "mean", "mean_crps",
         "mean_energy_score", "member", "members", "members_latent", "minimum",
         "observed_frequency", "outside", "probability", "probability_bin", "probability_count",
         "quantile", "quantiles", "rank", "rank_bin", "rank_expected", "rank_frequency", "skill",
         "spread", "standard_deviation", "threshold", "truth"});
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> rename_reserved_axes(StateLayout& layout) {
    std::vector<std::string> said;
    for (auto& axis : layout.axes) {
        if (!is_reserved(axis.name)) continue;
        const auto name = axis.name + "_axis";
        said.push_back(
            fmt::format("the axis {} is called {}, for files of lhits have a {} of theirs",
                        axis.name, name, axis.name));
        axis.name = name;
    }
    return said;
}

}  // namespace lhits
