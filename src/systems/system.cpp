#include "lhits/systems/system.hpp"

#include <fmt/format.h>

#include "lhits/base/error.hpp"

namespace lhits {

std::unique_ptr<System> System::coarser(int) const { return nullptr; }

std::size_t System::members_of(std::span<const double> initial) const {
    const std::size_t n = state_size();
    if (initial.empty() || initial.size() % n != 0) {
        throw Failure(
            fmt::format("{}: expected initial states of {} numbers each, found {} numbers", kind(),
                        n, initial.size()));
    }
    return initial.size() / n;
}

}  // namespace lhits
