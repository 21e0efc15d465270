#include "lhits/workflow/run.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "lhits/base/checksum.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/units.hpp"
#include "lhits/io/initial_conditions.hpp"
#include "lhits/io/source_checksum.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/systems/lane_fourier.hpp"
#include "lhits/systems/observed_system.hpp"
#include "lhits/systems/parametric_system.hpp"
#include "lhits/systems/registry.hpp"
#include "lhits/workflow/trajectory_starts.hpp"
#include "ensemble/ensemble_inputs.hpp"
#include "forecast/long_time_statistics.hpp"

namespace lhits {
namespace {

void check_latent(const Deck& deck, const System& system) {
    const auto& dimension = deck.reduction.dimension;
    if (dimension.estimate && dimension.width > static_cast<std::int64_t>(system.state_size())) {
        throw InputError(fmt::format(
            "reduction.dimension_width: expected at most the numbers of a state (n = {}), found "
            "{}; a little more than the dimension looked for is enough",
            system.state_size(), dimension.width));
    }
    if (deck.reduction.kind == "identity") return;  // they are ignored
    const auto n =
        static_cast<std::int64_t>(system.state_size() * (1 + deck.observation.delays.size()));
    for (const auto z : deck.reduction.latent) {
        if (z < n) continue;
        throw InputError(fmt::format(
            "reduction.latent: expected fewer coordinates than the state has (n = {}), found {}; "
            "for steppers in the full space set reduction.baseline = true, or reduction.kind = "
            "\"identity\" for nothing else",
            n, z));
    }
}

/// Learning what a parameter does takes two values of it.
void check_variety(const Deck& deck, const System& system) {
    const auto names = system.parameter_names();
    if (system.can_integrate() || names.empty()) return;
    const auto first = system.recorded_parameters(deck.run.seed, 0);
    std::vector<bool> vary(names.size(), false);
    for (std::int64_t i = 1; i < deck.trajectories.train; ++i) {
        const auto own = system.recorded_parameters(deck.run.seed, i);
        for (std::size_t p = 0; p < own.size(); ++p) vary[p] = vary[p] || own[p] != first[p];
    }
    for (std::size_t p = 0; p < names.size(); ++p) {
        if (vary[p]) continue;
        throw InputError(fmt::format(
            "system.file: expected more than one value of its parameter {} for training "
            "(trajectories.train = {}), found {} only; set trajectories.train or "
            "system.order = \"drawn\", or import the data without this parameter",
            names[p], deck.trajectories.train, first[p]));
    }
}

}  // namespace

void check_phase(const Deck& deck, const System& system) {
    const auto layout = system.layout();
    const bool whole = deck.observation.sees_all();
    if (!deck.reduction.phase || (system.periodic() && layout.components.size() == 1 && whole)) {
        return;
    }
    throw InputError(fmt::format(
        "reduction.phase: expected true only for one field on a periodic interval, as that of "
        "kuramoto-sivashinsky, seen as a whole, found {} of {}; set reduction.phase = false",
        layout.component_names(), system.kind()));
}

/// Collective over `team`.
std::unique_ptr<System> system_of(const Deck& deck, const Communicator& team) {
    const auto& parameters = deck.parameters;
    const auto make = [kind = deck.system.kind, settings = deck.system_parameters,
                       names = parameters.names,
                       ranks = std::make_shared<const Communicator>(team.borrowed())](
                          std::span<const double> values) {
        std::map<std::string, double> changed;
        for (std::size_t i = 0; i < values.size(); ++i) changed[names[i]] = values[i];
        return make_system(kind, *settings, *ranks, changed);
    };
    std::unique_ptr<System> system;
    if (parameters.low.empty()) {  // there are none, or its trajectories have them
        system = make({});
    } else {
        system = std::make_unique<ParametricSystem>(parameters.names, parameters.low,
                                                    parameters.high, make);
    }
    const auto& seen = deck.observation;
    if (seen.sees_all() && seen.delays.empty()) return system;
    const auto elements = observed_elements(system->layout(), seen.components, seen.points);
    return std::make_unique<ObservedSystem>(std::move(system), elements);
}

/// Of the data file, or of the initial conditions; 0 without, or where they are gone.
std::int64_t source_of(const Deck& deck, const System& system) {
    const auto* given = dynamic_cast<const GivenTrajectories*>(deck.system_parameters.get());
    if (given != nullptr) return given->content();
    const auto& path = deck.system.initial_conditions;
    if (path.empty() || !std::filesystem::exists(path)) return 0;
    Checksum sum;
    for (const auto& state : read_initial_conditions(path, system.start_layout()).states) {
        sum.add(std::span(state));
    }
    return sum.value();
}

Run make_run(const Communicator& ranks, const DeckSource& source, Timeline& timeline) {
    Deck deck;
    std::unique_ptr<System> system;
    agree_on_errors(ranks, [&] {
        deck = read_deck(source.path, source.overrides, make_system_parameters, system_kinds(),
                         source.point);
        if (deck.run.team > ranks.size()) {
            throw InputError(
                fmt::format("run.team: expected at most the {} ranks of this run, "
                            "found {}; start more ranks or set run.team = 0",
                            ranks.size(), deck.run.team));
        }
        if (deck.trajectories.team > ranks.size() || ranks.size() % deck.trajectories.team != 0) {
            throw InputError(fmt::format(
                "trajectories.team: expected a number that divides the {} rank(s) of this run, "
                "found {}; start another number of ranks or change the team",
                ranks.size(), deck.trajectories.team));
        }
    });
    // Rank 0 may have to measure which Fourier transform is fastest; the others must not on their
    // own, or their bits could differ.
    const auto make = [&] { system = system_of(deck, Communicator::self()); };
    on_root(ranks, make);
    add_fourier_wisdom(ranks.broadcast(fourier_wisdom()));
    agree_on_errors(ranks, [&] {
        if (ranks.rank() != 0) make();
        check_latent(deck, *system);
        check_variety(deck, *system);
        check_phase(deck, *system);
        check_statistics(deck, *system);
        check_output_points(deck, *system);
        check_fields(deck, *system);
    });
    auto team = Communicator::self();
    std::unique_ptr<System> team_system;
    if (const int size = static_cast<int>(deck.trajectories.team); size > 1) {
        team = ranks.split(ranks.rank() / size);
        agree_on_errors(ranks, [&] { team_system = system_of(deck, team); });
    }
    std::string content;
    on_root(ranks, [&] { content = std::to_string(source_of(deck, *system)); });
    content = ranks.broadcast(content);
    RunDirectory directory(deck.run.directory);
    const Device device = choose_device(deck.run.device, deck.run.tf32, ranks);
    return {ranks,           source.point,           std::move(deck),      std::move(system),
            std::move(team), std::move(team_system), std::move(directory), timeline,
            device,          std::stoll(content)};
}

std::vector<SurrogatePlan> surrogate_plans(const Run& run) {
    std::vector<SurrogatePlan> plans;
    const auto& reduction = run.deck.reduction;
    const SurrogatePlan full{full_space, "identity",
                             static_cast<std::int64_t>(run.system->state_size())};
    if (reduction.kind == full.kind) return {full};
    for (const auto z : reduction.latent) {
        plans.push_back({fmt::format("z{}", z), reduction.kind, z});
    }
    if (reduction.baseline) plans.push_back(full);
    return plans;
}

void require_own_source(const Run& run) {
    if (run.source == 0) return;
    const auto& directory = run.directory;
    for (const auto& path : {directory.trajectories(), directory.model(), directory.forecast()}) {
        const auto found = read_source(path);
        if (found == 0 || found == run.source) continue;
        const bool given = !run.system->can_integrate();
        throw InputError(
            fmt::format("{}: expected what was made of {} as {} now, found what was made of other "
                        "contents under "
                        "the same name; choose another folder (--set run.directory=...); --fresh "
                        "starts over and "
                        "keeps the old folder under another name",
                        path, given ? "the data file of system.file" : "system.initial_conditions",
                        given ? "it is" : "they are"));
    }
}

std::vector<KeyChange> changes_since(const Run& run, const std::string& path,
                                     const std::string& deck, Stage stage) {
    auto changes = deck_changes(deck, run.deck, stage);
    for (const auto& change : changes) {
        if (change.affects != Stage::generate) continue;
        throw InputError(fmt::format(
            "{}: expected a file of this run's deck, found one of another: {}; remove the file, or "
            "choose another folder (--set run.directory=...)",
            path, change.text));
    }
    return changes;
}

void set_aside(const std::string& path, const char* stage, const char* what,
               const std::vector<KeyChange>& changes, const Part& part) {
    const auto& first = changes.front().text;
    if (!part.is_all()) {
        throw InputError(fmt::format(
            "{}: expected none, or one of this deck, found one of another: {}; remove the file, or "
            "run 'lhits forecast DECK' without --part",
            path, first));
    }
    const auto other = free_name(path);
    std::filesystem::rename(path, other);
    const auto more =
        changes.size() > 1 ? fmt::format(" (and {} more)", changes.size() - 1) : std::string();
    log::info(fmt::format("{}: {}{}: {} made again; the earlier file is kept as {}", stage, first,
                          more, what, other));
}

std::int64_t trajectories(const Run& run, Split split) {
    switch (split) {
        case Split::train: return run.deck.trajectories.train;
        case Split::validation: return run.deck.trajectories.validation;
        case Split::test: break;
    }
    return run.deck.trajectories.test;
}

std::string units_of_valid_times(const Run& run) {
    const bool scaled = run.deck.report.time_scale != 1.0;
    return scaled ? std::string() : with_blank(run.system->layout().time_units);
}

std::int64_t steps_of(const Run& run, Split split) {
    return split == Split::train ? run.deck.train_steps() : run.deck.system.steps;
}

TrajectoryHeader trajectory_header(const Run& run) {
    const auto& deck = run.deck;
    std::map<Split, std::vector<double>> parameters;
    if (deck.parameters.count() > 0) {
        for (const auto split : {Split::train, Split::validation, Split::test}) {
            parameters[split] = parameters_of(run, split);
        }
    }
    return {{run.system->kind(), run.system->dt(), deck.system.steps, run.system->layout(),
             deck_text(deck), deck.run.seed, run.system->parameter_names(), deck.observation.delays,
             run.source},
            deck.trajectories.train,
            deck.trajectories.validation,
            deck.trajectories.test,
            deck.train_steps(),
            std::move(parameters)};
}

}  // namespace lhits
