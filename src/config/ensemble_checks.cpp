#include "ensemble_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lhits {
namespace {

/// Refuses a list of [forecast] whose values do not rise.
template <class T>
void check_rising(const DeckReader& reader, const char* key, const std::vector<T>& values) {
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (values[i] > values[i - 1]) continue;
        reader.refuse("forecast", key, "values in increasing order",
                      fmt::format("{} after {}", values[i], values[i - 1]));
    }
}

/// What an ensemble needs so that its members differ.
void check_perturbation(const EnsembleKeys& keys, const DeckReader& reader) {
    const auto& kind = keys.perturbation;
    const auto models = std::max<std::int64_t>(1, static_cast<std::int64_t>(keys.models.size()));
    if (kind == "none" && keys.members > models) {
        reader.refuse("forecast", "members",
                      fmt::format("at most {} where nothing perturbs them", models),
                      fmt::format("{}; set forecast.perturbation to \"state\", \"latent\", "
                                  "\"pca\" or a file",
                                  keys.members));
    }
    const bool drawn = kind == "state" || kind == "latent" || kind == "pca";
    if (drawn && keys.perturbation_size == 0.0) {
        reader.refuse("forecast", "perturbation_size",
                      fmt::format("a size greater than 0 for perturbation = \"{}\"", kind), "0");
    }
    if (!drawn && keys.perturbation_size != 0.0) {
        reader.refuse("forecast", "perturbation_size",
                      "0 unless perturbation is \"state\", \"latent\" or \"pca\"",
                      fmt::format("{}", keys.perturbation_size));
    }
}

}  // namespace

void check_ensemble(const Deck& deck, const DeckReader& reader) {
    const auto& keys = deck.forecast.ensemble;
    check_rising(reader, "quantiles", keys.quantiles);
    check_rising(reader, "thresholds", keys.thresholds);
    check_rising(reader, "output_points", keys.output_points);
    check_perturbation(keys, reader);
    if (keys.keep_members > keys.members) {
        reader.refuse("forecast", "keep_members",
                      fmt::format("at most the {} members", keys.members),
                      std::to_string(keys.keep_members));
    }
    if (keys.initial_conditions == "drawn" && keys.initial_condition_count == 0) {
        reader.refuse("forecast", "initial_condition_count",
                      "how many initial conditions are drawn, at least 1", "0");
    }
    if (keys.initial_conditions == "test" &&
        keys.initial_condition_count > deck.trajectories.test) {
        reader.refuse("forecast", "initial_condition_count",
                      fmt::format("at most the {} test trajectories", deck.trajectories.test),
                      std::to_string(keys.initial_condition_count));
    }
    const bool from_file = keys.initial_conditions != "test" && keys.initial_conditions != "drawn";
    if (!keys.parameters.empty() && (!from_file || deck.parameters.count() == 0)) {
        reader.refuse(
            "forecast", "parameters",
            "nothing unless initial conditions are from a file, and parameters.names names "
            "something",
            fmt::format("{} number(s)", keys.parameters.size()));
    }
    const auto steps = keys.steps > 0 ? keys.steps : deck.system.steps;
    if (keys.initial_conditions == "test" && steps > deck.system.steps) {
        reader.refuse(
            "forecast", "steps",
            fmt::format("at most the {} steps of the test trajectories", deck.system.steps),
            std::to_string(steps));
    }
    if (keys.output_every > steps) {
        reader.refuse("forecast", "output_every",
                      fmt::format("at most the {} steps of the forecast", steps),
                      std::to_string(keys.output_every));
    }
    if (keys.file.find('/') != std::string::npos || keys.file.empty() ||
        !keys.file.ends_with(".h5")) {
        reader.refuse("forecast", "ensemble_file",
                      "the name of a file in the run directory that ends in .h5",
                      "\"" + keys.file + "\"");
    }
    for (const char* taken : {"trajectories.h5", "model.h5", "forecast.h5"}) {
        if (keys.file != taken) continue;
        reader.refuse("forecast", "ensemble_file", "a name that no other file of a run has",
                      "\"" + keys.file + "\"");
    }
}

}  // namespace lhits
