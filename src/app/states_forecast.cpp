#include "states_forecast.hpp"

#include <CLI/CLI.hpp>

#include "given.hpp"

namespace lhits {

void StatesForecastArguments::run(const Communicator& ranks) const {
    forecast_states(ranks, request);
}

std::shared_ptr<StatesForecastArguments> add_states_forecast(CLI::App& command) {
    auto arguments = std::make_shared<StatesForecastArguments>();
    auto& request = arguments->request;
    constexpr const char* group = "Forecast of new states, without a deck";
    auto* deck = command.get_option("DECK");
    auto* model = command.add_option("--model", request.model, "model.h5 of a run directory")
                      ->type_name("FILE")
                      ->group(group);
    const auto own = [&](CLI::Option* option) { return option->needs(model)->group(group); };
    own(command.add_option("--states", request.states.path,
                           "the states to start from: a file that 'lhits import' reads, or text"))
        ->type_name("FILE");
    own(command.add_option("-o,--output", request.output, "a file that does not exist yet, *.nc"))
        ->type_name("FILE");
    own(command.add_option("--surrogate", request.surrogate,
                           "which one (z4; default: the only one with a reduction)"));
    own(command.add_option("--steps", request.steps,
                           "steps of the forecast (default: those of the model's trajectories)"))
        ->check(CLI::PositiveNumber);
    own(command.add_option("--every", request.every, "steps between two times of the file"))
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    own(command.add_option("--at", request.states.at,
                           "the time of the states in their file (default: the last)"))
        ->type_name("TIME");
    const auto names = [&](const char* name, std::vector<std::string>& to, const char* text) {
        own(command.add_option(name, to, text))
            ->delimiter(',')
            ->allow_extra_args(false)
            ->type_name("NAME,...");
    };
    names("--variables", request.states.source.variables,
          "the components of the states in their file (default: as the model calls them)");
    names("--dimensions", request.states.source.dimensions,
          "what the dimensions of these are, as for 'lhits import'");
    own(command.add_option("--points", request.points,
                           "only the values nearest to these places: 0.5, or 0.5,1 in two "
                           "dimensions; repeatable"))
        ->type_name("PLACE")
        ->expected(1)
        ->take_all();
    own(command.add_option(
            "--parameters", request.states.parameters,
            "those of all states, or of one after the other (default: from the file)"))
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("NUMBER,...");
    own(command.add_option("--outside-quantile", request.outside_quantile,
                           "which part of the training trajectories counts as inside"))
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    // Either a deck or all of a model, its states and an output.
    deck->required(false)->excludes(model);
    command.parse_complete_callback([&command, arguments, deck, model] {
        if (model->empty()) {
            if (deck->empty())
                throw CLI::RequiredError("DECK, or --model with --states and --output,");
            return;
        }
        for (const auto* name : {"--states", "--output"}) {
            if (command.get_option(name)->empty()) throw CLI::RequiredError(name);
        }
        arguments->request.states.choice = "--at TIME";
        arguments->request.states.source.command = given(command, "lhits forecast", {});
    });
    return arguments;
}

}  // namespace lhits
