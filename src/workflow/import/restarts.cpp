#include "restarts.hpp"

#include <fmt/format.h>

#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

/// Whether a file begins with the state that the one before ends with, in all trajectories.
bool repeats(const ImportRequest& request, std::size_t before, std::size_t after) {
    const auto source = open_data_source(request.files[before], request.source);
    const auto other = open_data_source(request.files[after], request.source);
    const auto& layout = source->shape().layout;
    std::vector<double> last(layout.size()), first(layout.size());
    for (std::int64_t i = 0; i < source->shape().trajectories; ++i) {
        source->read(i, source->shape().times - 1, 1, last);
        other->read(i, 0, 1, first);
        if (!same_states(layout, last, first)) return false;
    }
    return true;
}

}  // namespace

void leave_repeats_out(const Communicator& ranks, const ImportRequest& request, Scan& scan,
                       Joining& joining) {
    const auto& pairs = joining.repeats;
    std::vector<double> same(pairs.size(), 0.0);
    agree_on_errors(ranks, [&] {
        const auto size = static_cast<std::size_t>(ranks.size());
        for (auto r = static_cast<std::size_t>(ranks.rank()); r < pairs.size(); r += size) {
            const auto& [before, after] = pairs[r];
            same[r] = repeats(request, before, after) ? 1.0 : 0.0;
            if (same[r] > 0.0 || request.dt > 0.0) continue;
            throw InputError(fmt::format(
                "{}: expected to begin with the state that {} ends with, for both are of the time "
                "{:.15g}, found another; leave one of them out, or import the files one by one",
                request.files[after], request.files[before], scan.files[after].span.first));
        }
    });
    same = ranks.collect(std::move(same));
    std::size_t count = 0, last = 0;
    for (std::size_t r = 0; r < pairs.size(); ++r) {
        if (same[r] == 0.0) {
            joining.notes.push_back(
                fmt::format("{} begins at the time that {} ends with, with another state: both are "
                            "kept, for --dt wins",
                            request.files[pairs[r].second], request.files[pairs[r].first]));
            continue;
        }
        --scan.files[pairs[r].first].times;
        ++count;
        last = r;
    }
    if (count == 0) return;
    const auto& [before, after] = pairs[last];
    joining.notes.push_back(fmt::format(
        "{} state(s) of a restart left out, which two files have: {} begins with the one that {} "
        "ends with (time {:.15g})",
        count, request.files[after], request.files[before], scan.files[after].span.first));
}

}  // namespace lhits
