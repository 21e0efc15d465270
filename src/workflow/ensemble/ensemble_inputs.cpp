#include "ensemble_inputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "../protocol.hpp"
#include "../input_rows.hpp"
#include "../networks.hpp"
#include "lhits/workflow/trajectory_starts.hpp"
#include "lhits/base/checksum.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/config/per_component.hpp"
#include "lhits/io/initial_conditions.hpp"
#include "lhits/io/perturbation_file.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/nn/eigenpairs.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

const EnsembleKeys& keys_of(const Run& run) { return run.deck.forecast.ensemble; }

[[noreturn]] void refuse(const std::string& path, const std::string& what,
                         const std::string& expected, const std::string& found) {
    throw InputError(fmt::format(
        "{}: expected a model of this run's system with {} {}, found {}; name models of the same "
        "system in forecast.models",
        path, what, expected, found));
}

bool same_places(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.size() != b.size()) return false;
    const double size = a.empty() ? 1.0 : std::abs(a.back() - a.front()) + 1e-300;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::abs(a[i] - b[i]) > 1e-6 * size) return false;
    }
    return true;
}

void check_axis(const std::string& path, const StateAxis& own, const StateAxis& other) {
    if (other.units != own.units) {
        refuse(path, own.name + " in", fmt::format("'{}'", own.units),
               fmt::format("'{}'", other.units));
    }
    if (same_places(own.places, other.places)) return;
    refuse(path, "the grid",
           fmt::format("from {:g} to {:g}", own.places.front(), own.places.back()),
           fmt::format("one from {:g} to {:g}", other.places.front(), other.places.back()));
}

std::string described(const StateLayout& layout) {
    return fmt::format("{} (in {})", layout.component_names(), layout.component_units());
}

/// Also that every surrogate of the deck is there, with what forecasts need.
void check_model(const Run& run, const std::string& path, const Model& model) {
    const auto own = run.system->layout();
    const auto& other = model.coordinates;
    if (other.size() != own.size()) {
        refuse(path, "n =", std::to_string(own.size()), std::to_string(other.size()));
    }
    if (other.components != own.components || other.component != own.component) {
        refuse(path, "the components", described(own), described(other) + " elsewhere");
    }
    if (other.axis_names() != own.axis_names()) {
        refuse(path, "the axes", own.axis_names(), other.axis_names());
    }
    for (std::size_t a = 0; a < own.axes.size(); ++a) {
        check_axis(path, own.axes[a], other.axes[a]);
    }
    if (other.time_units != own.time_units) {
        refuse(path, "time in", fmt::format("'{}'", own.time_units),
               fmt::format("'{}'", other.time_units));
    }
    if (std::abs(model.dt - run.system->dt()) > 1e-9 * run.system->dt()) {
        refuse(path, "dt =", fmt::format("{:g}", run.system->dt()), fmt::format("{:g}", model.dt));
    }
    for (const auto& plan : surrogate_plans(run)) {
        const auto found = model.surrogates.find(plan.name);
        if (found == model.surrogates.end()) {
            std::vector<std::string> names;
            for (const auto& [name, surrogate] : model.surrogates) names.push_back(name);
            refuse(path, "the surrogate", plan.name, fmt::format("{}", fmt::join(names, ", ")));
        }
        const auto& surrogate = found->second;
        if (!surrogate.couplings.contains(unseen)) {
            refuse(path, "the coupling of", plan.name, "none; run 'lhits couple DECK' there first");
        }
    }
}

std::vector<float> first_states_of_test(const Run& run, const TrajectoryReader& data) {
    const auto& keys = keys_of(run);
    const auto count = keys.initial_condition_count > 0 ? keys.initial_condition_count
                                                        : run.deck.trajectories.test;
    std::vector<float> states;
    for (std::int64_t i = 0; i < count; ++i) {
        std::vector<float> copy;
        AlignedVector<float> room;
        const auto u = data.trajectories(Split::test, i, 1, copy);
        const auto row = input_rows(data, Split::test, i, u.first(data.state_size()),
                                    embedding_size(run) + run.deck.parameters.count(), room);
        states.insert(states.end(), row.begin(), row.end());
    }
    return states;
}

/// The parameters of initial condition `index` of `count` from a file: those that the deck gives to
/// it, or to all.
std::span<const double> given_parameters(const Run& run, std::size_t index, std::size_t count) {
    const auto& given = keys_of(run).parameters;
    const auto each = run.deck.parameters.count();
    if (given.size() != each && given.size() != count * each) {
        throw InputError(fmt::format(
            "forecast.parameters: expected {} number(s) for all initial conditions of {}, or for "
            "each of the {}, found {}",
            each, keys_of(run).initial_conditions, count, given.size()));
    }
    return std::span(given).subspan(given.size() == each ? 0 : index * each, each);
}

std::vector<float> states_of_file(const Run& run) {
    const auto& keys = keys_of(run);
    const auto [found, notes] =
        read_initial_conditions(keys.initial_conditions, run.system->layout());
    for (const auto& note : notes) log::info(fmt::format("forecast: {}", note));
    const auto count = keys.initial_condition_count > 0
                           ? static_cast<std::size_t>(keys.initial_condition_count)
                           : found.size();
    if (found.size() < count) {
        throw InputError(fmt::format(
            "{}: expected {} initial conditions (forecast.initial_condition_count), found {}",
            keys.initial_conditions, count, found.size()));
    }
    std::vector<float> states;
    for (std::size_t i = 0; i < count; ++i) {
        states.insert(states.end(), found[i].begin(), found[i].end());
        const auto parameters = given_parameters(run, i, count);
        states.insert(states.end(), parameters.begin(), parameters.end());
    }
    return states;
}

/// Collective: each rank draws some, and integrates over the spin-up.
std::vector<float> drawn_states(const Run& run) {
    const auto names = run.deck.parameters.count();
    const auto width = embedding_size(run) + names;
    const auto history = run.deck.observation.history();
    const auto count = static_cast<int>(keys_of(run).initial_condition_count);
    std::vector<double> states(static_cast<std::size_t>(count) * width, 0.0);
    agree_on_errors(run.ranks, [&] {
        const auto own = share_of(count, run.ranks.rank(), run.ranks.size());
        for (int i = own.begin; i < own.end; ++i) {
            const RandomStream stream(static_cast<std::uint64_t>(run.deck.run.seed),
                                      Purpose::initial_condition_forecast,
                                      static_cast<std::uint32_t>(i));
            const auto start = run.system->initial_state(stream);
            const auto solved = run.system->integrate(start, history, true, [](double) {});
            const std::vector<float> samples(solved.begin(), solved.end());
            const auto row =
                embedded(samples, run.system->state_size(), run.deck.observation.delays, history,
                         std::span(start).last(names));
            std::copy(row.begin(), row.end(),
                      states.begin() +
                          static_cast<std::ptrdiff_t>(i) * static_cast<std::ptrdiff_t>(width));
        }
    });
    const auto all = run.ranks.collect(std::move(states));
    return {all.begin(), all.end()};
}

/// The eigenvectors of a covariance times the roots of its eigenvalues, by falling ones: sums of
/// these with normal factors have that covariance.
std::vector<float> scaled_directions(const std::string& path, std::span<const double> covariance,
                                     std::size_t n) {
    constexpr double rounding = 1e-6;
    const auto pairs = largest_eigenpairs(covariance, n, n);
    std::vector<float> directions;
    for (std::size_t k = 0; k < n; ++k) {
        const double value = pairs.values[k];
        if (value < -rounding * pairs.values.front()) {
            throw InputError(fmt::format(
                "{}: expected a covariance, found a matrix with the negative eigenvalue {:g} (the "
                "largest is {:g}); correct it",
                path, value, pairs.values.front()));
        }
        if (value <= rounding * rounding * pairs.values.front()) break;
        for (std::size_t i = 0; i < n; ++i) {
            directions.push_back(static_cast<float>(std::sqrt(value) * pairs.vectors[k * n + i]));
        }
    }
    return directions;
}

/// Of the first model.
void add_principal_directions(const Run& run, EnsembleInputs& inputs) {
    const auto& keys = keys_of(run);
    const Record& pca = inputs.models.front().record.child("pca");
    const auto& variances = pca.doubles("variances");
    const auto& components = pca.floats("components");
    const auto n = variances.empty() ? 1 : components.size() / variances.size();
    const auto there = variances.size();
    const auto wanted = keys.perturbation_directions > 0
                            ? static_cast<std::size_t>(keys.perturbation_directions)
                            : there;
    if (wanted > there || there == 0) {
        throw InputError(fmt::format(
            "forecast.perturbation_directions: expected at most the {} principal directions that "
            "{} has, found {}",
            there, inputs.paths.front(), wanted));
    }
    inputs.direction_size = n;
    inputs.directions.assign(components.begin(),
                             components.begin() + static_cast<std::ptrdiff_t>(wanted * n));
    for (std::size_t i = 0; i < inputs.directions.size(); ++i) {
        inputs.directions[i] *= static_cast<float>(std::sqrt(variances[i / n]));
    }
}

/// Collective: one rank reads for all.
void read_models(const Run& run, EnsembleInputs& inputs, Checksum& sum) {
    inputs.paths = keys_of(run).models;
    if (inputs.paths.empty()) {
        on_root(run.ranks, [&] { require_stage(run.directory.model(), "couple"); });
        inputs.paths = {run.directory.model()};
    }
    std::string contents;
    for (const auto& path : inputs.paths) {
        inputs.models.push_back(read_model_file(path, run.ranks));
        agree_on_errors(run.ranks, [&] { check_model(run, path, inputs.models.back()); });
        on_root(run.ranks, [&] {
            Checksum own;
            own.add(read_text_file(path));
            contents += fmt::format("{} ", own.value());
        });
    }
    sum.add(run.ranks.broadcast(contents));
}

}  // namespace

std::int64_t ensemble_steps(const Run& run) {
    const auto& keys = keys_of(run);
    return keys.steps > 0 ? keys.steps : run.deck.system.steps;
}

void check_fields(const Deck& deck, const System& system) {
    const auto& keys = deck.forecast.ensemble;
    const auto layout = system.layout();
    per_component("trajectories.noise", deck.trajectories.noise, layout);
    if (keys.perturbation == "state") {
        per_component("forecast.perturbation_size", keys.perturbation_size, layout);
    }
    for (const auto& field : keys.threshold_fields) component_number(layout, field);
}

std::int32_t component_number(const StateLayout& layout, const std::string& field) {
    const auto& all = layout.components;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const StateComponent& one) { return one.name == field; });
    if (found != all.end()) return static_cast<std::int32_t>(found - all.begin());
    throw InputError(
        fmt::format("forecast.threshold_fields: expected fields of the state ({}), "
                    "found {}",
                    layout.component_names(), in_quotes(field)));
}

void check_output_points(const Deck& deck, const System& system) {
    const auto& points = deck.forecast.ensemble.output_points;
    const auto layout = system.layout();
    const auto n = static_cast<std::int64_t>(layout.whole_size());
    for (const auto element : points) {
        if (element < n) continue;
        throw InputError(fmt::format(
            "forecast.output_points: expected elements of the state, from 0 to {}, found {}", n - 1,
            element));
    }
    if (points.empty() || !varying_of(layout, points).empty()) return;
    throw InputError(
        "forecast.output_points: expected an element that varies, found constant and missing ones "
        "only; add others");
}

std::vector<std::int64_t> output_elements(const Run& run) {
    auto elements = keys_of(run).output_points;
    if (!elements.empty()) return elements;
    elements.resize(run.system->layout().whole_size());
    std::iota(elements.begin(), elements.end(), std::int64_t{0});
    return elements;
}

bool starts_from_test(const Run& run) { return keys_of(run).initial_conditions == "test"; }

EnsembleInputs read_ensemble_inputs(const Run& run) {
    const auto& keys = keys_of(run);
    EnsembleInputs inputs;
    Checksum sum;
    inputs.state_size = run.system->state_size();
    inputs.known_size = embedding_size(run);
    inputs.row_size = inputs.known_size + run.deck.parameters.count();
    read_models(run, inputs, sum);
    agree_on_errors(run.ranks, [&] {
        if (keys.perturbation == "pca") add_principal_directions(run, inputs);
        if (keys.perturbation_file()) {
            const auto layout = run.system->layout();
            const auto covariance = read_covariance(keys.perturbation, layout);
            inputs.direction_size = layout.size();
            if (covariance.empty()) {
                check_perturbations(keys.perturbation, keys.members, layout);
            } else {
                inputs.directions = scaled_directions(keys.perturbation, covariance, layout.size());
            }
            sum.add(read_text_file(keys.perturbation));
        }
        if (starts_from_test(run)) {
            require_stage(run.directory.trajectories(), "generate");
            inputs.data.emplace(run.directory.trajectories());
            inputs.starts = first_states_of_test(run, *inputs.data);
        } else if (keys.initial_conditions != "drawn") {
            inputs.starts = states_of_file(run);
        }
    });
    if (keys.initial_conditions == "drawn") inputs.starts = drawn_states(run);
    sum.add(std::span<const float>(inputs.starts));
    inputs.checksum = sum.value();
    return inputs;
}

}  // namespace lhits
