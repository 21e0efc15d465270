#include "follow_members.hpp"

#include <numeric>
#include <vector>

namespace lhits {

void follow_members(const Run& run, MemberForecasts& forecasts,
                    const std::function<void(const MembersAt&)>& show) {
    const bool stops = run.deck.forecast.stop_outside;
    std::vector<std::size_t> members(forecasts.count());
    std::iota(members.begin(), members.end(), std::size_t{0});
    std::vector<bool> has_left(members.size(), false);
    std::int64_t left = 0;
    AlignedVector<float> x;
    for (std::size_t time = 0; time < forecasts.times(); ++time) {
        const auto distances = forecasts.distances(time, members);
        std::int64_t outside = 0;
        std::vector<std::size_t> rest;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const auto member = members[i];
            const bool is_outside = distances[i] > forecasts.limit_of(member);
            if (is_outside) {
                ++outside;
                if (!has_left[member]) ++left;
                has_left[member] = true;
            }
            if (!is_outside || !stops) rest.push_back(member);
        }
        members.swap(rest);
        x.resize(members.size() * forecasts.points());
        forecasts.decode(time, members, x);
        show({time, members, x, outside, left});
    }
}

}  // namespace lhits
