// Affine scaling of every component, fitted on training data.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace lhits {

/// scaled = (x - offset) / scale, component by component. Without components it changes nothing.
struct Scaler {
    std::vector<float> offset;
    std::vector<float> scale;

    /// `data` is (rows, width). "none": offset 0, scale 1; "standard": mean and standard
    /// deviation; "min-max": to [0, 1]. A component that does not vary beyond rounding gets the
    /// largest scale of the others, or 1. Throws
    /// std::invalid_argument for another kind.
    static Scaler fit(const std::string& kind, std::span<const float> data, std::size_t width);

    std::size_t width() const { return offset.size(); }
    /// Of `width` components, also where this has none.
    Scaler full(std::size_t width) const;
    /// In place on (rows, width).
    void apply(std::span<float> data) const;
    void undo(std::span<float> data) const;
};

}  // namespace lhits
