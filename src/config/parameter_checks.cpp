#include "parameter_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace lhits {
namespace {

constexpr const char* table = "parameters";

void check_range(const ParametersTable& keys, const DeckReader& reader) {
    for (const auto& [key, values] : {std::pair("low", &keys.low), std::pair("high", &keys.high)}) {
        if (values->size() == keys.count()) continue;
        reader.refuse(table, key, fmt::format("{} number(s), one for each name", keys.count()),
                      fmt::format("{}", values->size()));
    }
    for (std::size_t i = 0; i < keys.count(); ++i) {
        if (keys.low[i] < keys.high[i]) continue;
        reader.refuse(table, "high",
                      fmt::format("more than the low {} of {}", keys.low[i], keys.names[i]),
                      fmt::format("{}", keys.high[i]));
    }
}

void check_given(const ParametersTable& keys, const DeckReader& reader, const char* key,
                 const std::vector<double>& given, std::int64_t trajectories) {
    const auto settings = static_cast<std::int64_t>(given.size() / keys.count());
    if (given.size() % keys.count() != 0) {
        reader.refuse(table, key, fmt::format("{} numbers for each setting", keys.count()),
                      fmt::format("{} numbers", given.size()));
    }
    if (settings > trajectories) {
        reader.refuse(table, key,
                      fmt::format("at most one setting for each of the {} trajectories "
                                  "(trajectories.{})",
                                  trajectories, key),
                      std::to_string(settings));
    }
}

/// Learning what a parameter does takes two values of it.
void check_variety(const ParametersTable& keys, const DeckReader& reader) {
    for (std::size_t i = 0; i < keys.count() && !keys.train.empty(); ++i) {
        std::set<double> values;
        for (std::size_t v = i; v < keys.train.size(); v += keys.count()) {
            values.insert(keys.train[v]);
        }
        if (values.size() > 1) continue;
        reader.refuse(table, "train", fmt::format("more than one value of {}", keys.names[i]),
                      fmt::format("{}; set it in [system] where it does not vary", keys.train[i]));
    }
}

/// All lists of numbers with their keys.
std::vector<std::pair<const char*, const std::vector<double>*>> lists_of(
    const ParametersTable& keys) {
    return {{"low", &keys.low},
            {"high", &keys.high},
            {"train", &keys.train},
            {"validation", &keys.validation},
            {"test", &keys.test}};
}

}  // namespace

void check_given_parameters(const ParametersTable& keys, const std::vector<std::string>& names,
                            const DeckReader& reader) {
    const auto there =
        names.empty() ? std::string("none") : fmt::format("{}", fmt::join(names, ", "));
    if (!keys.names.empty() && keys.names != names) {
        reader.refuse(table, "names",
                      fmt::format("nothing, or the parameters of system.file ({})", there),
                      fmt::format("{}; 'lhits import --parameters' takes them over",
                                  fmt::join(keys.names, ", ")));
    }
    for (const auto& [key, values] : lists_of(keys)) {
        if (values->empty()) continue;
        reader.refuse(table, key,
                      fmt::format("nothing, for trajectories have the parameters that system.file "
                                  "gives them ({})",
                                  there),
                      fmt::format("{} number(s)", values->size()));
    }
}

void check_parameters(const Deck& deck, const DeckReader& reader) {
    const auto& keys = deck.parameters;
    if (keys.names.empty()) {
        for (const auto& [key, values] : lists_of(keys)) {
            if (values->empty()) continue;
            reader.refuse(
                table, key, "nothing where parameters.names is empty",
                fmt::format("{} number(s); name the keys of [system] that vary", values->size()));
        }
        if (deck.reduction.conditioned) {
            reader.refuse("reduction", "conditioned", "false where parameters.names is empty",
                          "true; name the keys of [system] that vary");
        }
        return;
    }
    if (deck.reduction.conditioned && deck.reduction.kind != "autoencoder" &&
        deck.reduction.kind != "variational") {
        reader.refuse("reduction", "conditioned",
                      fmt::format("false where kind = \"{}\"", deck.reduction.kind), "true");
    }
    if (std::set<std::string>(keys.names.begin(), keys.names.end()).size() != keys.count()) {
        reader.refuse(table, "names", "each name once", fmt::format("{} names", keys.count()));
    }
    const bool given = dynamic_cast<const GivenTrajectories*>(deck.system_parameters.get());
    if (given) return;
    check_range(keys, reader);
    check_given(keys, reader, "train", keys.train, deck.trajectories.train);
    check_given(keys, reader, "validation", keys.validation, deck.trajectories.validation);
    check_given(keys, reader, "test", keys.test, deck.trajectories.test);
    check_variety(keys, reader);
    if (keys.train.empty() && deck.trajectories.train < 2) {
        reader.refuse("trajectories", "train", "at least 2, for parameters that vary",
                      std::to_string(deck.trajectories.train));
    }
}

}  // namespace lhits
