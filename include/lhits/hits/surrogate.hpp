// What is learned for one latent dimension: a reduction, steppers, and which of them are coupled.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lhits/hits/coupling.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/hits/stepper.hpp"
#include "lhits/hits/trust.hpp"

namespace lhits {

/// L-HiTS for one z (Hamid et al. 2024), or multiscale HiTS where the reduction is the identity.
/// Learned in the order of the members; what is not there yet is empty.
struct Surrogate {
    std::unique_ptr<Reduction> reduction;
    TrainingSummary reduction_training;  ///< losses: mean squared error of the reconstruction
    std::vector<Stepper> steppers;       ///< by rising stride
    /// Counts into `steppers`; by the name of the protocol that they were chosen for.
    std::map<std::string, Coupling> couplings;
    std::optional<Trust> trust;

    /// The coupled steppers, or the single one number `only`, coarsest first, as levels of a
    /// rollout. Borrows this object and `engine`. Throws std::out_of_range for a stepper that is
    /// not there.
    std::vector<Level> coupled_levels(Engine& engine, const Coupling& coupling) const;
    std::vector<Level> single_level(Engine& engine, std::size_t only) const;
};

Record surrogate_record(const Surrogate& surrogate);
/// Throws InputError when the record does not fit.
Surrogate read_surrogate(const Record& record);

}  // namespace lhits
