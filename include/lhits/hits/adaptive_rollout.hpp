// Adaptive time-stepping: each member goes on by as large a stride as agrees with finer ones.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lhits/base/aligned.hpp"
#include "lhits/hits/rollout.hpp"

namespace lhits {

/// What adaptive steps are asked to do.
struct AdaptiveSteps {
    std::int64_t steps = 0;  ///< T, in dt
    /// Largest disagreement of a step, in standard deviations of the latent coordinates. With 0
    /// only the finest level is taken.
    double tolerance = 0.0;
    std::int64_t every = 1;  ///< wanted are the steps 0, every, 2 every ... up to T
    /// The leading columns of a row that are compared; the others, 0: none, are constants.
    int compared = 0;
};

/// What came of it. Levels are counted as they were given.
struct AdaptiveTrajectories {
    AlignedVector<float> values;      ///< (members, T / every + 1, d)
    std::vector<std::int64_t> taken;  ///< steps that were accepted, (members, levels)
    std::vector<std::int64_t>
        evaluations;             ///< rows through each level's network, (members, levels)
    std::vector<float> stride;   ///< of the step at each wanted time, (members, T / every + 1)
    std::vector<float> spacing;  ///< of the nodes around it, both in dt
};

/// Each member for itself, in two passes. Throws std::invalid_argument when there is no level or a
/// stride does not divide that of the level before.
///
/// Forwards: a step of stride s is compared with s / s' ones of the next finer stride s', by the
/// root mean square over the compared columns. Where they disagree by less than the tolerance, the
/// finer result is taken (its nodes on the way cost nothing more), and the next step tries the next
/// coarser stride; elsewhere s' is tried, of which the first step is already there. The finest
/// stride is taken unchecked. No step goes past the first node at or after the last wanted time.
/// The tolerance is for a step, whatever its stride: a learned stepper errs about as much in a long
/// step as in a short one, so that few long steps that agree are the best.
///
/// Gaps: as in a Rollout, finer levels make nodes within each step, all gaps and members at once;
/// but a gap whose new nodes lie within the tolerance of the straight line between its ends is not
/// divided further. Between nodes values are interpolated linearly.
///
/// After adaptive hierarchical time-stepping (Hamid, Rafiq, Nahvi, Bazaz 2023, arXiv 2311.05961),
/// which also takes the coarsest of nested learned steppers that a tolerance allows, but asks how
/// far the state moves, of all members together and beforehand; here it is asked on line how far
/// two strides disagree, as step doubling does (Hairer, Norsett, Wanner, Solving ODEs I, II.4).
///
/// The bits of a member do not depend on the others where those of a level do not.
AdaptiveTrajectories roll_out_adaptively(std::span<const Level> coarse_to_fine,
                                         std::span<const float> start, int members, int dimension,
                                         const AdaptiveSteps& asked);

}  // namespace lhits
