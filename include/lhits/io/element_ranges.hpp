// Between which values each element of states lies, and so which elements never vary.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

class Communicator;

/// Elements that never vary.
struct FoundFixed {
    std::vector<std::int64_t> at;  ///< rising
    std::vector<float> value;      ///< not a number: missing
};

class ElementRanges {
public:
    /// Borrows the layout, of whole states. `missing` elements have no value in any state.
    ElementRanges(const StateLayout& layout, std::vector<bool> missing);

    const std::vector<bool>& missing() const { return missing_; }

    /// States one after the other.
    void add(std::span<const double> u);

    /// Collective: of the states of all ranks together, on rank 0; of no use elsewhere afterwards.
    void gather(const Communicator& ranks);

    // Of what was added; after gather() on rank 0, of all ranks:

    /// The least and the largest value of a component; both not a number where all are missing.
    std::pair<float, float> range_of(std::size_t component) const;

    /// What varies by less than rounding (1e-6 of the largest absolute value of its component), and
    /// what is missing.
    FoundFixed fixed() const;

private:
    const StateLayout& layout_;
    std::vector<bool> missing_;
    std::vector<float> low_, negative_high_;
};

}  // namespace lhits
