#include "kept_members.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace lhits {

KeptMembers::KeptMembers(QuantityWriter* writer, const EnsembleHeader& header, std::string group,
                         std::int64_t initial_condition, MemberRange block)
    : writer_(writer), group_(std::move(group)), initial_condition_(initial_condition) {
    if (writer == nullptr) return;
    // They follow each other in the file and in the block.
    const auto& numbers = header.members;
    const auto first = std::lower_bound(numbers.begin(), numbers.end(), block.first);
    const auto end = std::lower_bound(first, numbers.end(), block.first + block.count);
    if (first == end) return;
    first_ = static_cast<std::size_t>(*first - block.first);
    count_ = static_cast<std::size_t>(end - first);
    place_ = first - numbers.begin();
    times_ = static_cast<std::size_t>(header.times());
    points_ = header.elements.size();
    u_.assign(count_ * times_ * points_, std::numeric_limits<float>::quiet_NaN());
}

void KeptMembers::see(const MembersAt& now) {
    for (std::size_t i = 0; i < now.members.size() && now.members[i] < first_ + count_; ++i) {
        if (now.members[i] < first_) continue;
        std::copy_n(now.x.data() + i * points_, points_,
                    u_.data() + ((now.members[i] - first_) * times_ + now.time) * points_);
    }
}

void KeptMembers::write(const MemberForecasts& forecasts) {
    if (count_ == 0) return;
    std::vector<float> z;
    for (std::size_t m = first_; m < first_ + count_; ++m) {
        const auto own = forecasts.latent_of(m);
        z.insert(z.end(), own.begin(), own.end());
    }
    const std::vector<Along> block{{"initial_condition", initial_condition_},
                                   {"member", place_, static_cast<std::int64_t>(count_)}};
    writer_->write(group_ + "/members", block, u_);
    writer_->write(group_ + "/members_latent", block, z);
}

}  // namespace lhits
