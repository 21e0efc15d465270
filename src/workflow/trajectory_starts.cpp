#include "lhits/workflow/trajectory_starts.hpp"

namespace lhits {
namespace {

Purpose purpose_of(Split split) {
    switch (split) {
        case Split::train: return Purpose::initial_condition_train;
        case Split::validation: return Purpose::initial_condition_validation;
        case Split::test: break;
    }
    return Purpose::initial_condition_test;
}

RandomStream stream_of(const Run& run, Split split, std::int64_t trajectory) {
    return {static_cast<std::uint64_t>(run.deck.run.seed), purpose_of(split),
            static_cast<std::uint32_t>(trajectory)};
}

/// Number of a trajectory among those of all splits, in their order.
std::int64_t number_of(const Run& run, Split split, std::int64_t trajectory) {
    const auto& t = run.deck.trajectories;
    switch (split) {
        case Split::train: return trajectory;
        case Split::validation: return t.train + trajectory;
        case Split::test: break;
    }
    return t.train + t.validation + trajectory;
}

}  // namespace

std::vector<double> parameters_of(const Run& run, Split split, std::int64_t trajectory) {
    if (!run.system->can_integrate()) {
        return run.system->recorded_parameters(run.deck.run.seed,
                                               number_of(run, split, trajectory));
    }
    const auto& keys = run.deck.parameters;
    const auto& given = split == Split::train        ? keys.train
                        : split == Split::validation ? keys.validation
                                                     : keys.test;
    if (given.empty()) return run.system->draw_parameters(stream_of(run, split, trajectory));
    return keys.given_to(trajectory, trajectories(run, split), given);
}

std::vector<double> parameters_of(const Run& run, Split split) {
    std::vector<double> all;
    for (std::int64_t i = 0; i < trajectories(run, split); ++i) {
        const auto own = parameters_of(run, split, i);
        all.insert(all.end(), own.begin(), own.end());
    }
    return all;
}

std::vector<double> drawn_start(const Run& run, Split split, std::int64_t trajectory) {
    return run.system->initial_state_with(parameters_of(run, split, trajectory),
                                          stream_of(run, split, trajectory));
}

}  // namespace lhits
