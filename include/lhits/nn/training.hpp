// The training loop: Adam with a learning rate schedule, validation, best state kept, resumable.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "lhits/nn/network.hpp"

namespace lhits {

/// How the learning rate goes over the iterations.
enum class Schedule {
    constant,
    cosine,     ///< from the peak down to zero along half a cosine
    one_cycle,  ///< up from peak / 25 over the first 30 %, then down to zero, both along cosines
};

/// "constant", "cosine", "one-cycle"; throws std::invalid_argument for another name.
Schedule schedule_from(const std::string& name);

/// The rate of iteration `iteration`, 0 <= iteration < iterations.
double learning_rate(Schedule schedule, double peak, std::int64_t iteration,
                     std::int64_t iterations);

struct TrainingSettings {
    std::int64_t iterations = 1000;
    double learning_rate = 1e-3;
    Schedule schedule = Schedule::constant;
    std::int64_t validate_every = 1000;
    std::int64_t patience = 0;  ///< validations without gain before stopping; 0: never
    bool keep_last = false;     ///< keep the last validated state, not the best one
    /// Decoupled (AdamW: Loshchilov and Hutter, ICLR 2019): parameters shrink by this times the
    /// learning rate in every iteration. Not for stacks.
    double weight_decay = 0.0;
};

/// Everything that a training needs to go on: apart from the algorithm, so that it can be saved.
struct TrainingState {
    std::int64_t iteration = 0;  ///< iterations done
    Parameters parameters;
    Parameters first_moment;
    Parameters second_moment;
    Parameters kept_parameters;
    double kept_loss = 0.0;  ///< validation loss of kept_parameters; meaningless before the first
    std::int64_t validations = 0;
    std::int64_t validations_since_best = 0;
    std::vector<double> history;  ///< (validations, 3): iteration, training loss, validation loss
    bool finished = false;
    double seconds = 0.0;  ///< spent so far, over all runs

    /// Iteration 0 from these parameters.
    static TrainingState start(Parameters initial);
};

/// What is minimised.
class Objective {
public:
    Objective() = default;
    virtual ~Objective() = default;
    Objective(const Objective&) = delete;
    Objective& operator=(const Objective&) = delete;

    /// Loss of the batch of this iteration. `gradient` receives its derivative. In a team this is
    /// collective, and every rank gets the same bits.
    virtual double loss(std::span<const float> parameters, std::int64_t iteration,
                        std::span<float> gradient) = 0;
    /// Loss on the validation data.
    virtual double validation_loss(std::span<const float> parameters) = 0;
};

/// Iteration 0 from parameters that are trained already: they are kept until a validation is
/// better. Collective where the objective is.
TrainingState start_from(Objective& objective, Parameters trained);

/// Trains until the iterations are done or patience ends, from `state` on. `after_iteration` is
/// called with the state after each iteration and may throw to stop. On return the parameters
/// to keep are in state.kept_parameters. Throws Failure when the loss is not a number: `what` names
/// the network in the message.
void train(Objective& objective, const TrainingSettings& settings, TrainingState& state,
           const std::string& what,
           const std::function<void(const TrainingState&)>& after_iteration);

}  // namespace lhits
