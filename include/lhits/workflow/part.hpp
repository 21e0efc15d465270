// A part of the forecasts, for a job of its own.
#pragma once

namespace lhits {

/// One of `count` parts, of about as many initial conditions each.
struct Part {
    int index = 0;  ///< from 0
    int count = 1;

    bool is_all() const { return count == 1; }
};

}  // namespace lhits
