// Numbers of a deck from numbers of its data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "deck_draft.hpp"

namespace lhits {

/// Pieces of trajectories of `steps` steps such that `trajectories` of them make at least
/// `wanted`; no steps: they are too short for that.
struct Pieces {
    std::int64_t steps = 0, gap = 0;
};
Pieces pieces_for(std::int64_t trajectories, std::int64_t steps, std::int64_t wanted);

/// An eighth of `count` trajectories for validation and another for test, at least one each and at
/// most 32; the others train.
void share_out(std::int64_t count, TrajectoriesTable& trajectories);

/// z, widths and minibatches from a PCA of `states`, (rows, n), whose elements are scaled as for
/// training; strides from the trajectories, which the draft has already.
void fit_networks(DeckDraft& draft, std::vector<float> states, std::size_t n);

}  // namespace lhits
