// Fields in other units than the files have them in.
#pragma once

#include <span>
#include <vector>

#include "lhits/workflow/import.hpp"

namespace lhits {

class UnitChange {
public:
    /// Throws InputError for names that are no components, and for components whose new units are
    /// not given.
    UnitChange(const ImportRequest& request, const StateLayout& layout);

    /// Whether a component has other values than in the files.
    bool changes(std::size_t component) const;

    /// (value + offset) * scale, of states one after the other.
    void apply(std::span<double> u) const;

private:
    const StateLayout& layout_;
    std::vector<double> offset_, scale_;  // of each component
    bool none_ = true;
};

}  // namespace lhits
