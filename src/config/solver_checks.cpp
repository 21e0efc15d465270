#include "solver_checks.hpp"

#include <fmt/format.h>

#include "parameter_checks.hpp"

namespace lhits {

std::string why_no_solver(const Deck& deck, const GivenTrajectories* given) {
    if (given != nullptr) {
        return fmt::format(", for there is no solver where system.kind = \"{}\"", deck.system.kind);
    }
    if (deck.observation.sees_all() && deck.observation.delays.empty()) return {};
    return " where [observation] has entries, for the solver cannot start from what is seen";
}

void check_no_solver(const Deck& deck, const DeckReader& reader, const std::string& why) {
    const auto refuse_if = [&](const char* key, bool asked) {
        if (asked) reader.refuse("forecast", key, "false" + why, "true");
    };
    refuse_if("perfect_model", deck.forecast.perfect_model);
    refuse_if("direct_solver", deck.forecast.direct_solver);
    refuse_if("statistics", deck.forecast.statistics);
}

void complete_given(Deck& deck, const GivenTrajectories& given, const DeckReader& reader,
                    const std::string& why) {
    if (deck.forecast.ensemble.initial_conditions == "drawn") {
        reader.refuse("forecast", "initial_conditions", "\"test\" or a file" + why, "\"drawn\"");
    }
    if (!deck.system.initial_conditions.empty()) {
        reader.refuse("system", "initial_conditions", "none" + why, deck.system.initial_conditions);
    }
    auto extent = given.extent();
    check_given_parameters(deck.parameters, extent.parameters, reader);
    deck.parameters.names = extent.parameters;
    const auto history = deck.observation.history();
    if (history >= extent.steps) {
        reader.refuse(
            "observation", "delays",
            fmt::format("delays shorter than the {} steps of the trajectories of "
                        "system.file",
                        extent.steps),
            fmt::format("a history of {} steps; give longer trajectories or shorter delays",
                        history));
    }
    extent.steps -= history;
    if (deck.system.steps > extent.steps) {
        reader.refuse("system", "steps",
                      fmt::format("at most {}, as the trajectories have{}", extent.steps,
                                  history > 0 ? " after the longest delay" : ""),
                      std::to_string(deck.system.steps));
    }
    if (deck.system.steps == 0) deck.system.steps = extent.steps;
    const auto& t = deck.trajectories;
    if (t.train + t.validation + t.test > extent.trajectories) {
        reader.refuse("trajectories", "train",
                      fmt::format("train + validation + test of at most {}, as there are",
                                  extent.trajectories),
                      fmt::format("{} + {} + {}", t.train, t.validation, t.test));
    }
}

}  // namespace lhits
