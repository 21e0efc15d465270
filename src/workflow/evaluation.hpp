// The trajectories that couplings and forecasts are scored on, with their latent coordinates.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lhits/base/aligned.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Members first, ..., first + count - 1 of a split.
struct MemberRange {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// `count` members in chunks of [forecast] chunk: what is computed together depends on the deck
/// alone, and so do the bits of the result.
std::vector<MemberRange> chunks(const Run& run, std::int64_t count);

/// `count` members, of `all` that wait for the solver, in batches that it integrates together on
/// `ranks` ranks: as large as it likes, but small enough that every rank has work. What is in a
/// batch does not change its members' bits, so this may depend on the number of ranks.
std::vector<MemberRange> batches(const Run& run, std::int64_t count, std::int64_t all,
                                 std::int64_t ranks);

/// The same, as many together as the solver likes on any number of ranks: for measuring its time.
std::vector<MemberRange> full_batches(const Run& run, std::int64_t count);

/// The true trajectories of a chunk in state space and as `reduction` encodes them.
struct ReferenceTrajectories {
    int count = 0;
    std::size_t times = 0;            ///< of a trajectory, the start among them
    std::size_t width = 0;            ///< of the state
    std::size_t latent = 0;           ///< columns of a latent row
    std::vector<float> u;             ///< (count, times, width)
    AlignedVector<float> z;           ///< (count, times, latent)
    AlignedVector<float> own_inputs;  ///< see inputs()
    std::size_t input_width = 0;      ///< of what is encoded

    std::int64_t steps() const { return static_cast<std::int64_t>(times) - 1; }
    std::span<const float> u_of(int member) const {
        return std::span(u).subspan(static_cast<std::size_t>(member) * times * width,
                                    times * width);
    }
    std::span<const float> z_of(int member) const {
        return std::span(z).subspan(static_cast<std::size_t>(member) * times * latent,
                                    times * latent);
    }
    /// The rows that were encoded, (count, times, input_width): the states, where these are all.
    std::span<const float> inputs() const {
        return own_inputs.empty() ? std::span<const float>(u) : std::span<const float>(own_inputs);
    }
    std::span<const float> inputs_of(int member) const {
        const auto block = times * input_width;
        return inputs().subspan(static_cast<std::size_t>(member) * block, block);
    }
    /// What is encoded at time 0, (count, input_width).
    std::vector<float> initial_inputs() const;
    /// The latent coordinates at time 0, (count, latent).
    AlignedVector<float> starts() const;
};

ReferenceTrajectories reference_trajectories(const TrajectoryReader& data, Split split,
                                             MemberRange range, Reduction& reduction);

/// All surrogates of model.h5 by name. Throws InputError, naming the stage to run first, when the
/// file or a stepper of the deck is not there.
std::map<std::string, Surrogate> read_surrogates(const Run& run);

}  // namespace lhits
