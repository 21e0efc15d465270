#include "lhits/io/quantities.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "lhits/base/words.hpp"

namespace lhits {
namespace {

constexpr Quantity latent_predicted{"latent_predicted", "trajectory time latent", Unit::one,
                                    "predicted latent coordinates"};
constexpr Quantity u_predicted{"u_predicted", "trajectory time state", Unit::state,
                               "predicted state"};
constexpr Quantity initial_reconstruction_error{
    "initial_reconstruction_error", "trajectory", Unit::error_square,
    "mean squared reconstruction error of the initial condition"};
constexpr Quantity initial_outside{
    "initial_outside", "trajectory", Unit::one,
    "1 where the initial condition lies outside the training data, else 0"};
constexpr Quantity leaving_time{
    "leaving_time", "trajectory", Unit::time,
    "time at which the forecast leaves the training data; not a number where it never does"};

constexpr std::array of_surrogates = std::to_array<Quantity>({
    {"latent_true", "trajectory time latent", Unit::one,
     "latent coordinates of the true trajectory"},
    latent_predicted,
    u_predicted,
    {"mse_latent", "trajectory time", Unit::latent_square,
     "mean squared error of the latent coordinates", Summary::mean, "forecast, latent"},
    {"mse_state", "trajectory time", Unit::error_square, "mean squared error of the state",
     Summary::errors, "forecast, state", "mean squared error"},
    {"relative_l2_of_time", "trajectory time", Unit::one, "relative l2 error of the state",
     Summary::none, "", "relative l2"},
    {"rmse_of_field", "trajectory field", Unit::state, "root mean squared error of each field",
     Summary::fields, "root mean squared error"},
    {"deviation_of_field", "trajectory field", Unit::state,
     "standard deviation of each field of the true trajectory", Summary::fields,
     "standard deviation of the truth"},
    {"relative_l2", "trajectory", Unit::one, "relative l2 error of the state over all times",
     Summary::errors, "relative l2"},
    {"valid_time", "trajectory", Unit::time, "time until the forecast's error is too large",
     Summary::times, "valid time"},
    {"perfect_model_valid_time", "trajectory", Unit::time,
     "the same for the solver from the decoded initial state; not a number where not asked for",
     Summary::times, "perfect model"},
    {"initial_distance", "trajectory", Unit::one,
     "distance of the initial condition from the training data, in standard deviations of the "
     "latent coordinates; infinite where a parameter lies outside the trained range"},
    initial_reconstruction_error,
    initial_outside,
    leaving_time,
    {"stepper_mse_latent", "stride trajectory time", Unit::latent_square,
     "mean squared error of the latent coordinates of the forecast by each stepper alone"},
    {"stepper_mse_state", "stride trajectory time", Unit::error_square,
     "mean squared error of the state of the forecast by each stepper alone"},
});

constexpr std::array of_adaptive_steps = std::to_array<Quantity>({
    {"mse_state", "tolerance trajectory time", Unit::error_square,
     "mean squared error of the state of the forecast by adaptive steps"},
    {"valid_time", "tolerance trajectory", Unit::time,
     "time until that forecast's error is too large"},
    {"step", "tolerance trajectory time", Unit::one, "stride of the step that was taken there"},
    {"spacing", "tolerance trajectory time", Unit::one,
     "distance in time steps of the nodes around each time"},
    {"steps", "tolerance trajectory stride", Unit::one, "steps that were taken by each stride"},
    {"evaluations", "tolerance trajectory stride", Unit::one,
     "evaluations of the network of each stride, those of checks among them"},
    {"fixed_mse_state", "stride trajectory time", Unit::error_square,
     "mean squared error of the state by the coupled strides from the coarsest down to each; not a "
     "number for coarser ones"},
    {"fixed_valid_time", "stride trajectory", Unit::time, "time until that error is too large"},
});

constexpr std::array of_solvers = std::to_array<Quantity>({
    {"mse_state", "time_step trajectory time", Unit::error_square,
     "mean squared error of the state"},
});

constexpr std::array of_long_times = std::to_array<Quantity>({
    {"power_spectrum", "wavenumber", Unit::one,
     "share of each wave in the mean square of u, mean over times and trajectories"},
    {"joint_density", "u_x u_xx", Unit::one, "joint density of u_x and u_xx"},
    {"lyapunov_exponent", "trajectory", Unit::per_time,
     "largest Lyapunov exponent from the start of each trajectory"},
});

constexpr std::array of_members = std::to_array<Quantity>({
    {"members", "initial_condition member time state", Unit::state, "state of a member"},
    {"members_latent", "initial_condition member time latent", Unit::one,
     "latent coordinates of a member, in its own model"},
});

constexpr std::array of_ensembles = std::to_array<Quantity>({
    {"control", "initial_condition time state", Unit::state,
     "forecast from the unperturbed initial condition by the first model"},
    {"mean", "initial_condition time state", Unit::state, "mean over the members"},
    {"standard_deviation", "initial_condition time state", Unit::state,
     "standard deviation of the members, unbiased in its square; not a number for one member",
     Summary::none, "", "", AtFixed::zero},
    {"minimum", "initial_condition time state", Unit::state, "smallest value of a member"},
    {"maximum", "initial_condition time state", Unit::state, "largest value of a member"},
    {"quantiles", "initial_condition quantile time state", Unit::state,
     "quantile over the members; of more than a block to 1/32 of its distance from the control"},
    {"probability", "initial_condition threshold time state", Unit::one,
     "share of the members above the threshold", Summary::none, "", "", AtFixed::above},
    {"counted", "initial_condition time", Unit::one,
     "share of the members that the statistics count: finite, and not stopped"},
    {"outside", "initial_condition time", Unit::one,
     "share of the members that are farther from the training data than forecast.outside_quantile "
     "allows"},
    {"left", "initial_condition time", Unit::one,
     "share of the members that are so or have been so before"},
    {"initial_distance", "initial_condition", Unit::one,
     "distance of the initial condition from the training data in latent space; infinite where a "
     "parameter lies outside the trained range"},
    {"initial_error", "initial_condition", Unit::error_square,
     "mean squared reconstruction error of the initial condition"},
});

constexpr std::array of_ensembles_beside_the_truth = std::to_array<Quantity>({
    {"truth", "initial_condition time state", Unit::state, "true trajectory"},
    {"crps", "initial_condition time state", Unit::state,
     "fair continuous ranked probability score; of one member the absolute error", Summary::none,
     "", "", AtFixed::nothing},
    {"rank", "initial_condition time state", Unit::one,
     "rank of the truth among the members: how many are below it, and half of those that equal it; "
     "rank_frequency spreads these over the ranks that they span",
     Summary::none, "", "", AtFixed::nothing},
    {"energy_score", "initial_condition time", Unit::error,
     "fair energy score, with Euclidean norms over the points; of one member the norm of its "
     "error"},
    {"spread", "time", Unit::error,
     "root of the mean variance of the members, over points and initial conditions; not a number "
     "where one member is alone"},
    {"skill", "time", Unit::error, "root mean square error of the mean over the members"},
    {"mean_crps", "time", Unit::error, "mean of crps over points and initial conditions"},
    {"mean_energy_score", "time", Unit::error, "mean of energy_score over initial conditions"},
    {"rank_frequency", "rank_bin", Unit::one,
     "share of the ranks of the truth that lie in this part of all ranks, after the start; where "
     "members equal the truth, in equal parts in each of the ranks that they span"},
    {"rank_expected", "rank_bin", Unit::one, "the same for members that are as the truth"},
    {"forecast_probability", "threshold probability_bin", Unit::one,
     "mean of the probabilities in this tenth that were forecast, after the start"},
    {"observed_frequency", "threshold probability_bin", Unit::one,
     "how often the truth was above the threshold then"},
    {"probability_count", "threshold probability_bin", Unit::one,
     "how many probabilities that are"},
    {"brier_score", "threshold", Unit::one, "mean squared difference of probability and outcome"},
});

constexpr std::array of_forecasts_of_states = std::to_array<Quantity>({
    u_predicted,
    latent_predicted,
    {"training_distance", "trajectory time", Unit::one,
     "distance of the forecast from the training data, in standard deviations of the latent "
     "coordinates"},
    initial_reconstruction_error,
    initial_outside,
    leaving_time,
});

/// `name` without the words at its end.
std::string without(const std::string& name, const std::string& end) {
    return name.ends_with(end) ? name.substr(0, name.size() - end.size()) : name;
}

}  // namespace

const std::span<const Quantity> surrogate_quantities = of_surrogates;
const std::span<const Quantity> adaptive_quantities = of_adaptive_steps;
const std::span<const Quantity> solver_quantities = of_solvers;
const std::span<const Quantity> long_time_quantities = of_long_times;
const std::span<const Quantity> member_quantities = of_members;
const std::span<const Quantity> ensemble_quantities = of_ensembles;
const std::span<const Quantity> ensemble_score_quantities = of_ensembles_beside_the_truth;
const std::span<const Quantity> states_forecast_quantities = of_forecasts_of_states;

bool Quantity::is_over(const std::string& axis) const {
    const auto all = words(axes);
    return std::find(all.begin(), all.end(), axis) != all.end();
}

bool Quantity::is_double() const {
    return unit == Unit::error || unit == Unit::error_square || unit == Unit::latent_square;
}

std::string Quantity::key() const { return without(without(name, "_of_time"), "_of_field"); }

std::vector<std::span<const Quantity>> all_quantities() {
    return {surrogate_quantities,      adaptive_quantities,       solver_quantities,
            long_time_quantities,      member_quantities,         ensemble_quantities,
            ensemble_score_quantities, states_forecast_quantities};
}

const Quantity& quantity(std::span<const Quantity> table, const std::string& name) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Quantity& own) { return own.name == name; });
    if (found == table.end()) throw std::invalid_argument("no quantity " + name);
    return *found;
}

}  // namespace lhits
