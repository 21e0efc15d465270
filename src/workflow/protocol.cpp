#include "protocol.hpp"

#include <algorithm>

namespace lhits {

std::string Protocol::group(const std::string& surrogate) const {
    return name == unseen ? surrogate : surrogate + "-" + name;
}

std::vector<Protocol> protocols(const Run& run) {
    const auto whole = [&](Split split) { return TrajectorySet{split, trajectories(run, split)}; };
    std::vector<Protocol> all{{unseen, whole(Split::validation), whole(Split::test)}};
    const TrajectorySet learnt{
        Split::train, std::min(run.deck.forecast.in_sample, trajectories(run, Split::train))};
    if (learnt.count > 0) all.push_back({in_sample, learnt, learnt});
    return all;
}

}  // namespace lhits
