// The part of the reaction-diffusion system that one rank of a team steps.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lhits/base/aligned.hpp"
#include "lhits/systems/etdrk4.hpp"
#include "lhits/systems/reaction_diffusion_2d.hpp"

namespace lhits {

/// Modes are kept as W_k / n^2 (W_k: the sum of slab_fourier.hpp in both directions), in the slab's
/// rows of kx. Between steps `mixed_` holds w transformed along x only, in rows of y.
class ReactionDiffusionSlab {
public:
    /// `initial`: u in the rows of this slab, then v. Borrows `fourier`. Collective over its team.
    ReactionDiffusionSlab(const ReactionDiffusion2dParameters& parameters,
                          const SlabFourier& fourier, std::span<const double> initial);

    /// Collective.
    void advance(std::int64_t steps);

    /// As `initial`. Not collective.
    void state(std::size_t member, std::span<double> out) const;

private:
    using Value = SlabFourier::Value;

    /// The products of w from mixed_, along x again in other_.
    void multiply();
    /// One of the four: what `update(N, line, at)` makes of N, a row of modes that begins at `at`,
    /// in `line` is w of the next one.
    template <class Update>
    void stage(const Update& update);
    /// The same without the products: `update` is given the modes of other_, transposed.
    template <class Update>
    void pass(const Update& update);
    void step();

    const SlabFourier& fourier_;
    std::size_t n_, values_;  // values_: of the slab
    double beta_;
    AlignedVector<double> e_, e2_, q_, f1_, f2_, f3_;  // of etdrk4.hpp, for each mode twice: re, im
    AlignedVector<double> v_, first_, middle_, sum_;   // v, N(v), a, v' there; re, im
    mutable AlignedVector<Value> mixed_, other_, line_, line2_;  // planes, and rows of one
};

}  // namespace lhits
