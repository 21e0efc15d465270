// What is learned for one latent dimension: a reduction, steppers, and which of them are coupled.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lhits/base/whole_state.hpp"
#include "lhits/hits/coupling.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/hits/stepper.hpp"
#include "lhits/hits/trust.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

class Communicator;

/// How a further training of all networks together ended: losses are mean squared errors of decoded
/// forecasts, in scaled units (fine_tuning_problem()).
struct FineTuning {
    TrainingSummary training;
    double loss_before = 0.0;  ///< on the validation data
};

/// L-HiTS for one z (Hamid et al. 2024), or multiscale HiTS where the reduction is the identity.
/// Learned in the order of the members; what is not there yet is empty.
struct Surrogate {
    std::optional<Reduction> reduction;
    TrainingSummary reduction_training;  ///< losses: mean squared error of the reconstruction
    std::vector<Stepper> steppers;       ///< by rising stride
    /// Counts into `steppers`; by the name of the protocol that they were chosen for.
    std::map<std::string, Coupling> couplings;
    std::optional<Trust> trust{};  ///< how far its forecasts can be trusted, once that is known
    std::optional<FineTuning> fine_tuning{};  ///< where there was one
    RunHeader origin{};  ///< what it was learned of, where it is from a model file
    std::string name{};  ///< in that file: "z4"

    /// Collective: the surrogate `name` ("z4") of a model file, which rank 0 reads for all; without
    /// a name as surrogate_name() has it. Throws InputError, on every rank, when the file cannot be
    /// used, when there is no such surrogate or it is not finished; the message then lists those
    /// there are.
    static Surrogate load(const std::string& path, const Communicator& ranks,
                          const std::string& name = "");

    /// In origin.coordinates.time_units.
    double dt() const { return origin.dt; }
    /// Of the elements of a whole state, with those that never vary.
    StateLayout coordinates() const { return whole_layout(origin.coordinates); }
    int state_size() const { return reduction->state_size() + fixed_elements(); }
    /// What a forecast starts from: a whole state, and behind it the parameters of its trajectory,
    /// by origin.parameter_names, where there are any.
    int input_size() const {
        return reduction->input_size() +
               fixed_elements() * (1 + static_cast<int>(origin.delays.size()));
    }

    /// Where `states`, (members, input_size()), are at `times`: (members, times, state_size()).
    /// Times count from the states on, in the unit of dt(), increasing from 0 or later; at 0 a
    /// state is what its latent coordinates say. Elements that never varied in training come out as
    /// their constants, or as no number where they were missing, whatever `states` has there. By
    /// the coupling chosen for states unseen before; strides finer than the times need are not run.
    /// Between the nodes of its finest stride latent coordinates are interpolated linearly; a time
    /// within 1e-6 dt of a step is that of the step. Computed in 32 bits. The bits of a member do
    /// not depend on the others, nor those of a time on later ones. Far from the training data a
    /// surrogate may say anything, also what is not finite. Not collective; not by two threads at
    /// once. Throws InputError when states or times are not as they must be.
    std::vector<float> forecast(std::span<const float> states, std::span<const double> times);
    std::vector<double> forecast(std::span<const double> states, std::span<const double> times);

    /// Of the coupled steppers, coarsest first.
    std::vector<std::int64_t> strides_of(const Coupling& coupling) const;

    /// The coupled steppers, or the single one number `only`, coarsest first, as levels of a
    /// rollout. Borrows this object and `engine`. Throws std::out_of_range for a stepper that is
    /// not there.
    std::vector<Level> coupled_levels(Engine& engine, const Coupling& coupling) const;
    std::vector<Level> single_level(Engine& engine, std::size_t only) const;

    /// Of all networks: the encoder's, the decoder's, then those of the steppers in turn.
    Parameters parameters() const;
    void set_parameters(std::span<const float> parameters);

private:
    int fixed_elements() const { return static_cast<int>(origin.coordinates.fixed.at.size()); }
};

Record surrogate_record(const Surrogate& surrogate);
/// Throws InputError when the record does not fit.
Surrogate read_surrogate(const Record& record);

}  // namespace lhits
