// Members of an ensemble forward in time, on one rank.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "../evaluation.hpp"
#include "ensemble_inputs.hpp"

namespace lhits {

/// Member j of an initial condition is a function of the deck, the models and j: it starts from a
/// perturbation of its own, and is rolled out by model number j mod (number of models). Its bits do
/// not depend on which others are rolled out. Borrows everything it is made of.
class MemberForecasts {
public:
    /// Of one surrogate's name.
    MemberForecasts(const Run& run, EnsembleInputs& inputs, const std::string& surrogate);

    std::size_t times() const { return times_; }
    std::size_t points() const { return elements_.size(); }
    std::size_t latent() const { return latent_; }

    /// Rolls out members; or the control, which is not perturbed, by the first model. What was
    /// rolled out before is forgotten.
    void roll_out(std::int64_t initial_condition, MemberRange members);
    void roll_out_control(std::int64_t initial_condition);

    /// How far an unperturbed initial condition is from the training data of the first model, and
    /// its mean squared reconstruction error there.
    struct Start {
        /// 0 where the model does not know where its training data are, infinite where a parameter
        /// lies outside them.
        float distance;
        double error;
    };
    Start start_of(std::int64_t initial_condition);

    /// How many there are now.
    std::size_t count() const { return owners_.size(); }
    /// The latent coordinates of all times of a member, (times, latent).
    std::span<const float> latent_of(std::size_t member) const;
    /// Of some members at one time, (members, points).
    void decode(std::size_t time, std::span<const std::size_t> members, std::span<float> x);
    /// Their distances from the training data; empty where the model does not know where these are.
    std::span<const float> distances(std::size_t time, std::span<const std::size_t> members);
    /// The distance beyond which the model of a member calls a state outside.
    float limit_of(std::size_t member) const { return parts_[owners_[member].part].limit; }

private:
    /// One model's surrogate, and its members now.
    struct Part {
        Surrogate* surrogate;
        Decoder decoder;
        std::vector<Level> levels;
        float limit;
        std::vector<bool> idle;  // of the coordinates
        std::vector<std::size_t> members{};
        AlignedVector<float> z{};  // (members, times, latent)
    };
    /// Where a member is.
    struct Owner {
        std::size_t part;
        std::size_t place;
    };

    std::vector<float> perturbed_state(std::int64_t initial_condition, std::int64_t member) const;
    std::vector<Level> levels_of(Surrogate& surrogate) const;
    void start(std::int64_t initial_condition, std::int64_t first, Part& part);
    void roll_out_rows(Part& part);
    std::span<const float> gather(std::size_t time, std::span<const std::size_t> members,
                                  std::size_t part);

    const Run& run_;
    const EnsembleInputs& inputs_;
    std::vector<std::int64_t> elements_;
    std::vector<float> sizes_;  // of perturbations: see sizes_of()
    std::int64_t steps_;
    std::int64_t every_;
    std::size_t times_;
    std::size_t latent_ = 0;       // columns of a latent row
    std::size_t phases_ = 0;       // the first of them
    std::size_t coordinates_ = 0;  // those that are neither phases nor parameters
    std::unique_ptr<Engine> engine_;
    std::vector<Part> parts_;
    std::vector<Owner> owners_;  // by member
    std::vector<float> file_perturbations_;
    std::int64_t file_first_ = 0;
    AlignedVector<float> rows_;
    AlignedVector<float> decoded_;
    std::vector<std::size_t> chosen_;  // of the members asked for, those of a part
    std::vector<float> distances_;
    std::vector<float> part_distances_;
};

}  // namespace lhits
