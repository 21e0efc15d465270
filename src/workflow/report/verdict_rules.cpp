#include "verdict_rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lhits {
namespace {

// Thresholds, of squared errors where they are of errors: 4 is twice as much as one sees.

/// Test trajectories err twice as much as training ones.
constexpr double overfitted_error = 4.0;
/// Or, in chaos, are valid half as long.
constexpr double overfitted_time = 2.0;
/// The losses that networks have on validation data and on training data then.
constexpr double overfitted_reduction = 2.0;
constexpr double overfitted_steppers = 4.0;
/// Fewer iterations of Adam than this train no network.
constexpr std::int64_t few_iterations = 1000;
/// Losses that fell by a tenth over the last quarter of a training still fall.
constexpr double still_falling = 1.1;
/// Noise that is half of an error is its floor.
constexpr double floor_share = 0.5;
/// A single stepper that errs half as much was overlooked in choosing the strides.
constexpr double overlooked = 4.0;
/// Coordinates that lose a hundredth of the variance, a tenth of the deviation, are too few; of
/// those that lose less the autoencoder could make more.
constexpr double much_of_the_variance = 0.01;
/// Coordinates and layers grow by half and to the double: a change that can be seen.
constexpr std::int64_t half = 2;
constexpr std::int64_t twice = 2;
constexpr std::int64_t four_times = 4;

bool noise_is_the_floor(const Evidence& e) {
    return e.noise > 0.0 && e.noise >= floor_share * e.known_reconstruction;
}

/// Whether networks do better on what they are trained on.
bool networks_overfit(const Evidence& e) {
    const double unseen = std::min(e.reconstruction, e.validation_reconstruction);
    return e.steppers_loss_ratio >= overfitted_steppers ||
           (!noise_is_the_floor(e) && unseen >= overfitted_reduction * e.known_reconstruction);
}

/// Test trajectories are worse than training ones by more than chance.
bool unseen_is_worse(const Evidence& e) {
    if (is_chaotic(e)) return e.known_valid_time >= overfitted_time * e.valid_time;
    const double known = without_noise(e, e.known_error, true);
    return without_noise(e, e.error, e.noisy_truth) >= overfitted_error * known;
}

bool is_short(std::int64_t iterations, double fell) {
    return iterations < few_iterations || fell >= still_falling;
}

bool reduction_is_short(const Evidence& e) {
    return e.trains_reduction && !noise_is_the_floor(e) &&
           (is_short(e.reduction_iterations, e.reduction_fell) || e.reconstruction > e.pca);
}

bool steppers_are_short(const Evidence& e) {
    return is_short(e.stepper_iterations, e.steppers_fell);
}

std::string losses_text(std::int64_t iterations, double fell) {
    if (std::isnan(fell)) return fmt::format("{} iterations", iterations);
    return fmt::format(
        "{} iterations, over the last quarter of which the validation loss fell by a factor of "
        "{:.2f}",
        iterations, fell);
}

std::string longer(const char* key, std::int64_t iterations) {
    return fmt::format("{}={}", key, std::max(four_times * iterations, twice * few_iterations));
}

std::string wider(const char* key, std::vector<std::int64_t> widths) {
    for (auto& width : widths) width *= twice;
    return fmt::format("{}=[{}]", key, fmt::join(widths, ","));
}

/// Advice to set one key; without a setting, no key does it.
std::vector<Advice> advise(const std::string& setting, const std::string& reason) {
    std::vector<Advice> all(1);
    if (!setting.empty()) all.front().settings.push_back(setting);
    all.front().reason = reason;
    return all;
}

std::vector<Advice> more_coordinates(const Evidence& e, const std::string& reason) {
    const auto z = e.largest_z + std::max<std::int64_t>(1, e.largest_z / half);
    return advise(fmt::format("reduction.latent={}", std::min(z, e.state_size - 1)), reason);
}

std::vector<Advice> more_trajectories(const Evidence& e, const std::string& reason) {
    const auto wanted = four_times * e.train;
    const auto most = e.train_limit > 0 ? std::min(wanted, e.train_limit) : wanted;
    if (most > e.train) return advise(fmt::format("trajectories.train={}", most), reason);
    return advise("", "import more trajectories, the data file has no more: " + reason);
}

std::vector<Advice> more_validation(const Evidence& e) {
    const auto wanted = std::max<std::int64_t>(four_times, twice * e.validation);
    const auto most = e.validation_limit > 0 ? std::min(wanted, e.validation_limit) : wanted;
    if (most <= e.validation) return {};
    return advise(fmt::format("trajectories.validation={}", most), "a better choice of strides");
}

/// Why networks err that step known trajectories, or new ones: the losses tell.
enum class Cause { overfitted, short_training, small };

Cause cause_of(const Evidence& e) {
    if (networks_overfit(e) && (unseen_is_worse(e) || !steppers_are_short(e))) {
        return Cause::overfitted;
    }
    return steppers_are_short(e) ? Cause::short_training : Cause::small;
}

/// The part of the error that comes in when networks step, where that is its cause.
double share_if(Cause cause, const Case& c) {
    return cause_of(c.seen) == cause ? c.shares.stepping + c.shares.unseen : 0.0;
}

bool is_lone_coordinate(const Case& c) {
    return c.seen.reduces && c.seen.z == 1 && c.use != Use::whole;
}

bool loses_much(const Evidence& e) { return e.reconstruction >= much_of_the_variance * e.variance; }

constexpr std::array rules = std::to_array<Rule>({
    {"z = 1", [](const Case& c) { return is_lone_coordinate(c) ? 1.0 : 0.0; },
     [](const Evidence&) -> std::string {
         return "with one coordinate a forecast cannot oscillate: it can only rise or fall";
     },
     [](const Evidence& e) { return more_coordinates(e, "one coordinate cannot oscillate"); }},
    {"overfitted", [](const Case& c) { return share_if(Cause::overfitted, c); },
     [](const Evidence& e) {
         if (is_chaotic(e)) {
             return fmt::format(
                 "overfitted: forecasts of training trajectories are valid until {:.3g}, of test "
                 "trajectories until {:.3g}",
                 e.known_valid_time, e.valid_time);
         }
         return fmt::format(
             "overfitted: the error is {} on test trajectories, {} on training ones ({} of them); "
             "of reconstruction {} and {}; the loss of the steppers is {:.2g} times as large on "
             "validation data as on training data",
             percent(e, e.error), percent(e, e.known_error), e.train, percent(e, e.reconstruction),
             percent(e, e.known_reconstruction), e.steppers_loss_ratio);
     },
     [](const Evidence& e) {
         return more_trajectories(e, "the networks do far better on what they are trained on");
     }},
    {"noise", [](const Case& c) { return noise_is_the_floor(c.seen) ? 1.0 : 0.0; },
     [](const Evidence& e) {
         return fmt::format("noise of {} of the data's deviation{}", percent(e, e.noise),
                            e.noisy_truth
                                ? ": no error that is measured on such data can be smaller"
                                : ": states that forecasts start from are known no better");
     },
     [](const Evidence& e) {
         auto all = more_trajectories(e, "more data average noise out");
         if (!e.can_delay) return all;
         auto delays = advise("observation.delays=[1,2,3,4]",
                              "earlier states beside each one average noise out");
         auto& settings = delays.front().settings;
         settings.insert(settings.end(), e.delays_need.begin(), e.delays_need.end());
         all.insert(all.begin(), delays.begin(), delays.end());
         return all;
     }},
    {"autoencoder under-trained",
     [](const Case& c) { return reduction_is_short(c.seen) ? c.shares.reconstruction : 0.0; },
     [](const Evidence& e) {
         return fmt::format(
             "autoencoder under-trained: {}; it reconstructs to {}, PCA of the same z to {}",
             losses_text(e.reduction_iterations, e.reduction_fell), percent(e, e.reconstruction),
             percent(e, e.pca));
     },
     [](const Evidence& e) {
         return advise(longer("reduction.iterations", e.reduction_iterations),
                       e.reconstruction > e.pca ? "the autoencoder is worse than PCA"
                                                : "the autoencoder still improves");
     }},
    {"steppers under-trained", [](const Case& c) { return share_if(Cause::short_training, c); },
     [](const Evidence& e) {
         return fmt::format("steppers under-trained: {}",
                            losses_text(e.stepper_iterations, e.steppers_fell));
     },
     [](const Evidence& e) {
         return advise(longer("steppers.iterations", e.stepper_iterations),
                       e.stepper_iterations < few_iterations ? "so few train no network"
                                                             : "the steppers still improve");
     }},
    {"z too small",
     [](const Case& c) {
         if (!c.seen.reduces || noise_is_the_floor(c.seen) || is_lone_coordinate(c)) return 0.0;
         if (c.seen.largest_z + 1 >= c.seen.state_size) return 0.0;
         const bool loses = !reduction_is_short(c.seen) && loses_much(c.seen);
         return (loses ? c.shares.reconstruction : 0.0) + share_if(Cause::small, c);
     },
     [](const Evidence& e) {
         return fmt::format(
             "z too small, it seems: {} coordinates reconstruct to {}, and steppers that have "
             "converged err by {} on training trajectories",
             e.z, percent(e, e.reconstruction), percent(e, e.known_error));
     },
     [](const Evidence& e) {
         return more_coordinates(e,
                                 "training has converged, and the coordinates do not tell enough");
     }},
    {"autoencoder too small",
     [](const Case& c) {
         const bool is_small = c.seen.trains_reduction && !noise_is_the_floor(c.seen) &&
                               !reduction_is_short(c.seen) && !loses_much(c.seen);
         return is_small ? c.shares.reconstruction : 0.0;
     },
     [](const Evidence& e) {
         return fmt::format("the autoencoder has converged: {}; it reconstructs to {}",
                            losses_text(e.reduction_iterations, e.reduction_fell),
                            percent(e, e.reconstruction));
     },
     [](const Evidence& e) {
         return advise(wider("reduction.hidden", e.reduction_hidden), "a wider autoencoder");
     }},
    {"steppers too small",
     [](const Case& c) { return is_lone_coordinate(c) ? 0.0 : 0.5 * share_if(Cause::small, c); },
     [](const Evidence& e) {
         return fmt::format("the steppers have converged: {}",
                            losses_text(e.stepper_iterations, e.steppers_fell));
     },
     [](const Evidence& e) {
         return advise(wider("steppers.hidden", e.stepper_hidden), "wider steppers");
     }},
    {"chaos", [](const Case& c) { return is_chaotic(c.seen) && !c.seen.by_valid_time ? 0.5 : 0.0; },
     [](const Evidence&) -> std::string {
         return "chaos, it seems: forecasts are right for a while and then as wrong as any state";
     },
     [](const Evidence&) {
         return advise("coupling.score=valid-time", "strides that are right for longest");
     }},
    {"slower than a solver", [](const Case& c) { return c.seen.solver_speed_up < 1.0 ? 0.1 : 0.0; },
     [](const Evidence& e) {
         return fmt::format(
             "slower than a solver: one that is as accurate takes {:.2g} of the forecast's time",
             e.solver_speed_up);
     },
     [](const Evidence&) { return std::vector<Advice>{}; }},
    {"strides",
     [](const Case& c) { return c.seen.single_stepper * overlooked <= c.seen.error ? 0.5 : 0.0; },
     [](const Evidence& e) {
         return fmt::format(
             "strides chosen by chance: one stepper alone errs by {}, the coupled ones by {}; {} "
             "validation trajectories chose them",
             percent(e, e.single_stepper), percent(e, e.error), e.validation);
     },
     more_validation},
});

}  // namespace

const std::span<const Rule> verdict_rules = rules;

std::string percent(const Evidence& e, double error) {
    if (std::isnan(error)) return "not known";
    const double value = 100.0 * std::sqrt(error / e.variance);
    if (!(value < 1e4)) return "over 10000 %";
    return value < 10.0 ? fmt::format("{:.2g} %", value) : fmt::format("{:.0f} %", value);
}

bool is_chaotic(const Evidence& e) {
    // Right for a while, then as wrong as any other state, also from known states.
    return e.by_valid_time || (e.valid_time >= twice_as_long * e.cheap_valid_time &&
                               e.error >= e.training_mean && e.known_error >= e.training_mean);
}

double without_noise(const Evidence& e, double error, bool is_noisy) {
    return is_noisy && e.noise > 0.0 && !std::isnan(error) ? std::max(0.0, error - e.noise) : error;
}

}  // namespace lhits
