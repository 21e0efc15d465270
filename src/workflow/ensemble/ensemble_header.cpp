#include "ensemble_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <numeric>

#include "ensemble_scores.hpp"
#include "lhits/base/checksum.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
EnsembleHeader ensemble_header(const Run& run, std::int64_t initial_conditions) {
    const auto& keys = run.deck.forecast.ensemble;
    EnsembleHeader header;
    static_cast<RunHeader&>(header) = trajectory_header(run);
    header.steps = ensemble_steps(run);
    for (const auto& plan : surrogate_plans(run))
        header.groups.push_back({plan.name, plan.dimension(run)});
    header.output_every = keys.output_every;
    header.outputs = output_elements(run);
    header.elements = varying_of(header.coordinates, header.outputs);
    header.initial_conditions = initial_conditions;
    header.members.resize(static_cast<std::size_t>(keys.keep_members));
    std::iota(header.members.begin(), header.members.end(), std::int64_t{0});
    header.ensemble_size = keys.members;
    header.quantiles = keys.quantiles;
    header.thresholds = keys.thresholds;
    for (const auto& field : keys.threshold_fields) {
        header.threshold_fields.push_back(component_number(header.coordinates, field));
    }
    header.truth = starts_from_test(run);
    header.rank_bins = rank_bins(keys.members);
    header.probability_bins = probability_bins;
    return header;
}

EnsembleHeader ensemble_header(const Run& run, const EnsembleInputs& inputs) {
    auto header = ensemble_header(run, inputs.initial_conditions());
    for (std::int64_t i = 0; i < header.initial_conditions; ++i) {
        const auto own = inputs.parameters(i);
        header.parameters.insert(header.parameters.end(), own.begin(), own.end());
    }
    header.models = fmt::format("{}", fmt::join(inputs.paths, " "));
    header.made_from = inputs.checksum;
    return header;
}

std::int64_t progress_checksum(const Run& run, const EnsembleHeader& header) {
    Checksum sum;
    sum.add(deck_text(run.deck, Stage::ensemble));
    sum.add(std::to_string(header.made_from));
    return sum.value();
}

std::string ensemble_path(const Run& run) {
    return run.directory.path() + "/" + run.deck.forecast.ensemble.file;
}

bool ensemble_is_there(const Run& run, const EnsembleHeader& header, const Part& part) {
    bool there = false;
    on_root(run.ranks, [&] {
        const auto path = ensemble_path(run);
        if (!std::filesystem::exists(path)) return;
        const auto found = read_ensemble_header(path);
        auto changes = changes_since(run, path, found.deck, Stage::ensemble);
        if (changes.empty() && found.made_from != header.made_from) {
            auto& other = changes.emplace_back();
            other.text = "models or initial conditions were others";
            other.affects = Stage::ensemble;
        }
        there = changes.empty();
        if (!there) set_aside(path, "forecast", "the ensemble is", changes, part);
    });
    return run.ranks.any(there);
}

}  // namespace lhits
