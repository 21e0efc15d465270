// Members of an ensemble through time: decoded, watched for leaving the training data, stopped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "member_forecasts.hpp"

namespace lhits {

/// The members at one time.
struct MembersAt {
    std::size_t time;
    std::span<const std::size_t> members;  ///< that have not been stopped
    std::span<const float> x;              ///< their decoded states, (members, points)
    std::int64_t outside;                  ///< how many are outside the training data now
    std::int64_t left;                     ///< now or before, those that were stopped among them
};

/// Shows the members that have been rolled out, at each time. With [forecast] stop_outside a member
/// is no longer shown from where it leaves the training data.
void follow_members(const Run& run, MemberForecasts& forecasts,
                    const std::function<void(const MembersAt&)>& show);

}  // namespace lhits
