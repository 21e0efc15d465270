// Coarser solvers of those systems that take a fixed step in time.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>

#include "lhits/systems/interpolated.hpp"

namespace lhits {

/// How many steps are left of `every` between two samples when each is 2^level times as long, as
/// nearly as may be; 0 when there is less than one.
inline std::int64_t longer_steps(std::int64_t every, int level) {
    const double left = std::ldexp(static_cast<double>(every), -level);
    return left < 1.0 ? 0 : std::llround(left);
}

/// A system with the samples of another, each `dt`, which takes `every` steps between them, and
/// about 2^level times as long steps: `make(time_step, sample_every)`, interpolated where a step is
/// longer than `dt`.
template <class Make>
std::unique_ptr<System> with_longer_steps(double dt, std::int64_t every, int level,
                                          const Make& make) {
    if (const auto left = longer_steps(every, level); left > 0) {
        return make(dt / static_cast<double>(left), left);
    }
    const auto apart = std::llround(std::ldexp(1.0, level) / static_cast<double>(every));
    return std::make_unique<Interpolated>(make(dt * static_cast<double>(apart), 1), apart);
}

}  // namespace lhits
