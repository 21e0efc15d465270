#include "evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lhits/base/error.hpp"
#include "input_rows.hpp"
#include "lhits/hits/phase.hpp"
#include "model_store.hpp"

namespace lhits {

namespace {

std::vector<MemberRange> cut(std::int64_t count, std::int64_t size) {
    std::vector<MemberRange> ranges;
    for (std::int64_t first = 0; first < count; first += size) {
        ranges.push_back({first, std::min(size, count - first)});
    }
    return ranges;
}

}  // namespace

std::vector<MemberRange> chunks(const Run& run, std::int64_t count) {
    return cut(count, run.deck.forecast.chunk);
}

std::vector<MemberRange> batches(const Run& run, std::int64_t count, std::int64_t all,
                                 std::int64_t ranks) {
    return cut(count, std::min(run.system->batch(), (all + ranks - 1) / ranks));
}

std::vector<MemberRange> full_batches(const Run& run, std::int64_t count) {
    return cut(count, run.system->batch());
}

std::vector<float> ReferenceTrajectories::initial_inputs() const {
    std::vector<float> result;
    for (int m = 0; m < count; ++m) {
        const auto first = inputs_of(m).first(input_width);
        result.insert(result.end(), first.begin(), first.end());
    }
    return result;
}

AlignedVector<float> ReferenceTrajectories::starts() const {
    AlignedVector<float> result(static_cast<std::size_t>(count) * latent);
    for (int m = 0; m < count; ++m) {
        std::copy_n(z_of(m).data(), latent, result.data() + static_cast<std::size_t>(m) * latent);
    }
    return result;
}

ReferenceTrajectories reference_trajectories(const TrajectoryReader& data, Split split,
                                             MemberRange range, Reduction& reduction) {
    ReferenceTrajectories result;
    result.count = static_cast<int>(range.count);
    result.times = data.times(split);
    result.width = data.state_size();
    result.latent = static_cast<std::size_t>(reduction.dimension());
    result.input_width = static_cast<std::size_t>(reduction.input_size());
    // A copy, for bits may depend on how memory is aligned, and mapped files lie anywhere.
    const auto u = data.trajectories(split, range.first, range.count, result.u);
    if (result.u.empty()) result.u.assign(u.begin(), u.end());
    for (int m = 0; m < result.count && result.input_width > result.width; ++m) {
        AlignedVector<float> room;
        const auto rows =
            input_rows(data, split, range.first + m, result.u_of(m), result.input_width, room);
        result.own_inputs.insert(result.own_inputs.end(), rows.begin(), rows.end());
    }
    result.z.resize(static_cast<std::size_t>(result.count) * result.times * result.latent);
    for (int m = 0; m < result.count; ++m) {
        const auto block = result.times * result.latent;
        reduction.encode(result.inputs_of(m), static_cast<int>(result.times),
                         std::span(result.z).subspan(static_cast<std::size_t>(m) * block, block));
        if (reduction.phases() > 0) {
            unwrap_phases(std::span(result.z).subspan(static_cast<std::size_t>(m) * block, block),
                          result.latent);
        }
    }
    return result;
}

std::map<std::string, Surrogate> read_surrogates(const Run& run) {
    const Record model = read_model(run, "train");
    std::map<std::string, Surrogate> surrogates;
    for (const auto& plan : surrogate_plans(run)) {
        Surrogate surrogate;
        using_content_of(run.directory.model(),
                         [&] { surrogate = read_surrogate(model.child(plan.name)); });
        if (surrogate.steppers.size() != run.deck.steppers.strides.size()) {
            throw InputError(fmt::format(
                "{}: expected {} steppers of {}, found {}; run 'lhits train DECK' first",
                run.directory.model(), run.deck.steppers.strides.size(), plan.name,
                surrogate.steppers.size()));
        }
        surrogates.emplace(plan.name, std::move(surrogate));
    }
    return surrogates;
}

}  // namespace lhits
