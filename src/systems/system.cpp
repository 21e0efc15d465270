#include "lhits/systems/system.hpp"

#include <fmt/format.h>

#include "lhits/base/error.hpp"

namespace lhits {

std::unique_ptr<System> System::coarser(int) const { return nullptr; }

std::vector<double> System::initial_state_with(std::span<const double>,
                                               const RandomStream& stream) const {
    return initial_state(stream);
}

std::vector<float> System::recorded(std::int64_t, std::int64_t, std::int64_t) const {
    throw Failure(kind() + ": expected to be integrated, for it has a solver");
}

std::vector<double> System::recorded_parameters(std::int64_t, std::int64_t) const {
    throw Failure(kind() + ": expected to draw its parameters, for it has a solver");
}

std::size_t System::members_of(std::span<const double> initial) const {
    const std::size_t n = start_size();
    if (initial.empty() || initial.size() % n != 0) {
        throw Failure(
            fmt::format("{}: expected initial states of {} numbers each, found {} numbers", kind(),
                        n, initial.size()));
    }
    return initial.size() / n;
}

}  // namespace lhits
