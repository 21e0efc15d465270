// Is a surrogate of use, what limits it, and what to try next: rules on plain numbers.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace lhits {

/// What is not known.
inline constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// What is known of a surrogate and its run. Errors are mean squared errors of the state over the
/// steps of all trajectories; infinite where a forecast diverged. Times are all in one unit.
struct Evidence {
    // Forecasts of test trajectories, which training has not seen.
    std::int64_t forecasts = 0;
    std::int64_t valid_forecasts = 0;  ///< that stay valid to the end
    std::int64_t diverged = 0;         ///< not finite at some time
    double error = not_known;
    double valid_time = not_known;  ///< median
    double whole_time = not_known;  ///< of a forecast
    /// Errors on these trajectories of what costs nothing: the initial state kept, the mean of the
    /// training data; and the longer of their median valid times.
    double persistence = not_known;
    double training_mean = not_known;
    double cheap_valid_time = not_known;
    double perfect_valid_time = not_known;  ///< of the solver from the decoded start, median
    double variance = not_known;            ///< of the training data
    double single_stepper = not_known;      ///< the least error of a stepper alone
    double solver_speed_up = not_known;     ///< beside the direct solver at equal accuracy
    bool by_valid_time = false;             ///< the deck chooses strides by it: chaos

    // Forecasts of training trajectories.
    double known_error = not_known;
    double known_valid_time = not_known;

    // Encoded and decoded, without stepping: test trajectories, training ones, validation ones.
    double reconstruction = not_known;
    double known_reconstruction = not_known;
    double validation_reconstruction = not_known;
    double pca = not_known;    ///< by as many principal components, test trajectories
    double noise = not_known;  ///< variance of noise in the data; 0: none seen
    bool noisy_truth = false;  ///< forecasts are held against noisy states

    /// By what factor validation losses fell over the last quarter of the iterations: of the
    /// autoencoder, and the median over the coupled steppers.
    double reduction_fell = not_known;
    double steppers_fell = not_known;
    double steppers_loss_ratio = not_known;  ///< of validation and training, median of the coupled

    // The deck.
    std::int64_t z = 0;
    std::int64_t largest_z = 0;  ///< of all that the deck asks for
    std::int64_t state_size = 0;
    bool reduces = true;           ///< it has a reduction
    bool trains_reduction = true;  ///< that is an autoencoder
    std::int64_t reduction_iterations = 0;
    std::int64_t stepper_iterations = 0;
    std::vector<std::int64_t> reduction_hidden{}, stepper_hidden{};
    std::int64_t train = 0;
    std::int64_t train_limit = 0;  ///< as many as the data file has; 0: no limit
    std::int64_t validation = 0;
    std::int64_t validation_limit = 0;       ///< likewise
    bool can_delay = true;                   ///< observation.delays could be set
    std::vector<std::string> delays_need{};  ///< settings that have to go with it

    // The worst test trajectory, from 0, and where it goes wrong.
    std::int64_t worst = 0;
    double worst_error = not_known;
    std::int64_t worst_step = -1;  ///< the first at which it is not valid; -1: valid to the end
    bool worst_outside = false;    ///< it starts outside the training data
    bool worst_leaves = false;     ///< its forecast leaves them
};

/// Where the error of the forecasts comes from, as parts of 1; all 0 where that is not known.
struct ErrorShares {
    double reconstruction = 0.0;  ///< encoding and decoding known states
    double stepping = 0.0;        ///< stepping known trajectories
    double unseen = 0.0;          ///< trajectories being new
};

ErrorShares error_shares(const Evidence& evidence);

/// Something to change: values for --set, and why. Without values where no key does it.
struct Advice {
    std::vector<std::string> settings;  ///< "reduction.latent=4"
    std::string reason;
};

/// Something that limits the surrogate.
struct Finding {
    std::string name;  ///< "overfitted"
    std::string text;
    double weight = 0.0;  ///< the part of the error that it explains
};

enum class Use { whole, part, none };

/// "usable", "usable in part", "not usable"
const char* use_name(Use use);

struct Verdict {
    Use use = Use::none;
    std::string text;  ///< by what measure, one sentence
    /// Worse than keeping the initial state, or than the mean of the training data, where it is not
    /// usable.
    bool worse_than_nothing = false;
    std::vector<Finding> findings;        ///< the weightiest first
    std::vector<Advice> next;             ///< the most promising first
    std::vector<std::string> not_judged;  ///< what could not be, and why
    std::string worst;                    ///< the worst trajectory and why
};

Verdict judge(const Evidence& evidence);

}  // namespace lhits
