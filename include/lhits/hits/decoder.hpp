// From latent coordinates to some elements of a state only.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "lhits/hits/reduction.hpp"

namespace lhits {

/// What Reduction::decode() does, without computing elements that nobody asks for, where it can be:
/// the last layer is cut down. Not safe for use by two threads at once.
class Decoder {
public:
    /// `elements` count into the state. Copies what it needs. Throws std::out_of_range for one that
    /// is not there.
    Decoder(const Reduction& reduction, std::span<const std::int64_t> elements);

    std::size_t elements() const { return elements_.size(); }

    /// z (rows, dimension of the reduction) to x (rows, elements()). The bits of a row do not
    /// depend on the others.
    void decode(std::span<const float> z, int rows, std::span<float> x);

private:
    /// The elements of rows of `width`.
    void pick(std::span<const float> from, std::size_t width, std::span<float> x) const;

    std::vector<std::size_t> elements_;
    DecoderParts parts_;
    std::unique_ptr<Reduction> whole_;  ///< where a reduction does not come apart
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> raw_;
    AlignedVector<float> read_;  ///< the columns of raw_ that the network reads, where it has more
};

}  // namespace lhits
