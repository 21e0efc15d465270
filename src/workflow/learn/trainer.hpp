// Makes the parts of a model, one at a time, on one rank or in a team.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "learning_plan.hpp"
#include "lhits/hits/sampled_objective.hpp"
#include "lhits/hits/surrogate.hpp"
#include "training_data.hpp"
#include "training_task.hpp"

namespace lhits {

/// Keeps the data that the jobs of one rank share. Borrows the run and the store.
class Trainer {
public:
    Trainer(const Run& run, const ModelStore& store)
        : run_(run),
          store_(store),
          data_(run.directory.trajectories()),
          engine_(make_engine("native")) {}

    /// Collective over `team`: makes the parts of `job`.
    void make(const LearningJob& job, const Communicator& team, const Tick& tick);

private:
    void make_components(const LearningJob& job, const Communicator& team);
    void estimate_dimension(const LearningJob& job, const TrainingTask& task);
    void make_reduction(const LearningJob& job, const TrainingTask& task);
    TrainingState train_autoencoder(const LearningJob& job, const TrainingTask& task);
    TrainingState train_alone(const LearningJob& job, const TrainingTask& task,
                              const AutoencoderNetwork& network, const SampleDraws& draws,
                              const Regularisation& regularisation, const Parameters& first,
                              double weight_decay = 0.0);
    TrainingState train_stacked_autoencoder(const LearningJob& job, const TrainingTask& task,
                                            const AutoencoderNetwork& network,
                                            const SampleDraws& draws);
    /// Collective: the principal components of the scaled snapshots into the network's bypass.
    void project_first(const Communicator& team, const AutoencoderNetwork& network,
                       Parameters& parameters);
    void make_stepper(const LearningJob& job, const TrainingTask& task);
    void make_stepper_stack(const LearningJob& job, const TrainingTask& task);

    /// What one stepper is trained on.
    TrainingProblem problem_of_stepper(const SurrogatePlan& plan, std::size_t level);
    void keep_stepper(const ModelPart& part, const SurrogatePlan& plan, std::size_t level,
                      const TrainingState& state) const;

    /// Numbers of a network's own, the same whatever else the deck trains: number 0 of a surrogate
    /// is its reduction, the others are its steppers.
    RandomStream stream(Purpose purpose, const SurrogatePlan& plan, std::size_t network) const;
    Parameters initial(const auto& network, const SurrogatePlan& plan, std::size_t number) const {
        return initial_parameters(network, stream(Purpose::weights, plan, number));
    }
    SampleDraws snapshot_draws(const SurrogatePlan& plan, std::size_t network) const;
    const Snapshots& snapshots();
    const Scaler& scaler();
    const LatentData& latent(const std::string& surrogate);

    const Run& run_;
    const ModelStore& store_;
    TrajectoryReader data_;
    std::unique_ptr<Engine> engine_;
    std::optional<Snapshots> snapshots_;
    std::optional<Scaler> scaler_;  ///< of the snapshots
    std::string latent_of_;
    LatentData latent_;
};

}  // namespace lhits
