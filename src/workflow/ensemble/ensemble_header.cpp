#include "ensemble_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <numeric>

#include "ensemble_scores.hpp"
#include "lhits/base/checksum.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"

namespace lhits {
namespace {

/// The keys that an ensemble depends on, beside its models and initial conditions.
std::vector<std::string> keys_that_count() {
    auto keys = ensemble_keys();
    std::erase(keys, "forecast.ensemble_file");
    for (const char* key : {"run.seed", "system.kind", "system.steps", "reduction.latent",
                            "forecast.outside_quantile", "forecast.stop_outside"}) {
        keys.emplace_back(key);
    }
    return keys;
}

}  // namespace

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
    Deck deck = run.deck;
    const auto seed = deck.run.seed;
    deck.run = {};
    deck.run.seed = seed;
    deck.trajectories.team = 1;
    deck.report = {};
    deck.forecast.ensemble.file = {};
    Checksum sum;
    sum.add(deck_text(deck));
    sum.add(std::to_string(header.made_from));
    return sum.value();
}

std::string ensemble_path(const Run& run) {
    return run.directory.path() + "/" + run.deck.forecast.ensemble.file;
}

bool ensemble_is_there(const Run& run, const EnsembleHeader& header) {
    const auto path = ensemble_path(run);
    if (!std::filesystem::exists(path)) return false;
    const auto found = read_ensemble_header(path);
    auto difference = deck_difference(found.deck, run.deck, keys_that_count());
    if (difference.empty() && found.made_from != header.made_from) {
        difference = "the models or the initial conditions were others";
    }
    if (difference.empty()) return true;
    throw InputError(fmt::format(
        "{}: expected the ensemble that this deck asks for, found another: {}; give this one a "
        "file of its own (--set forecast.ensemble_file=...), or remove the old one",
        path, difference));
}

}  // namespace lhits
