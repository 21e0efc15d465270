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
    const auto& sizes = keys.perturbation_size;
    const auto most = sizes.empty() ? 0.0 : *std::max_element(sizes.begin(), sizes.end());
    if (drawn && most == 0.0) {
        reader.refuse("forecast", "perturbation_size",
                      fmt::format("a size greater than 0 for perturbation = \"{}\"", kind), "0");
    }
    if (!drawn && most > 0.0) {
        reader.refuse("forecast", "perturbation_size",
                      "0 unless perturbation is \"state\", \"latent\" or \"pca\"",
                      fmt::format("{}", most));
    }
    if (kind != "state" && sizes.size() > 1) {
        reader.refuse("forecast", "perturbation_size",
                      "one number unless perturbation is \"state\", which may have one for each "
                      "field",
                      fmt::format("{}", sizes.size()));
    }
}

/// Thresholds for all fields rise; those for one field each are different.
void check_thresholds(const EnsembleKeys& keys, const DeckReader& reader) {
    const auto& fields = keys.threshold_fields;
    if (fields.empty()) return check_rising(reader, "thresholds", keys.thresholds);
    if (fields.size() != keys.thresholds.size()) {
        reader.refuse(
            "forecast", "threshold_fields",
            fmt::format("a field for each of the {} thresholds, or none", keys.thresholds.size()),
            std::to_string(fields.size()));
    }
    for (std::size_t i = 1; i < fields.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (fields[i] != fields[j] || keys.thresholds[i] != keys.thresholds[j]) continue;
            reader.refuse("forecast", "thresholds", "each threshold of a field once",
                          fmt::format("{} of {} twice", keys.thresholds[i], fields[i]));
        }
    }
}

}  // namespace

void check_ensemble(const Deck& deck, const DeckReader& reader) {
    const auto& keys = deck.forecast.ensemble;
    check_rising(reader, "quantiles", keys.quantiles);
    check_thresholds(keys, reader);
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
