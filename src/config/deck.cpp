#include "lhits/config/deck.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "deck_reader.hpp"
#include "deck_writer.hpp"
#include "ensemble_checks.hpp"
#include "fine_tuning_checks.hpp"
#include "lhits/base/error.hpp"
#include "observation_checks.hpp"
#include "parameter_checks.hpp"
#include "reduction_checks.hpp"
#include "solver_checks.hpp"
#include "training_checks.hpp"

namespace lhits {

std::int64_t SteppersTable::window_of(std::size_t level) const {
    return window.size() == 1 ? window.front() : window.at(level);
}

void Deck::visit(const std::function<void(const std::string& table, Described& keys)>& visitor) {
    visitor("run", run);
    visitor("system", system);
    if (system_parameters != nullptr) visitor("system", *system_parameters);
    visitor("parameters", parameters);
    visitor("observation", observation);
    visitor("trajectories", trajectories);
    visitor("reduction", reduction);
    visitor("steppers", steppers);
    visitor("fine_tuning", fine_tuning);
    visitor("coupling", coupling);
    visitor("forecast", forecast);
    visitor("report", report);
}

std::int64_t Deck::train_steps() const {
    return trajectories.train_steps > 0 ? trajectories.train_steps : system.steps;
}

std::int64_t Deck::fine_tuning_window(std::size_t level) const {
    const auto& window = fine_tuning.window;
    if (window.empty()) return steppers.window_of(level);
    return window.size() == 1 ? window.front() : window.at(level);
}

std::vector<std::int64_t> usual_strides(const Deck& deck) {
    constexpr std::int64_t coarsest = 1024;
    const auto& window = deck.steppers.window;
    const auto span = *std::max_element(window.begin(), window.end());
    std::vector<std::int64_t> strides{1};
    while (2 * strides.back() <= coarsest && 2 * strides.back() * span <= deck.train_steps()) {
        strides.push_back(2 * strides.back());
    }
    return strides;
}

namespace {

/// Rules that involve more than one value of a table.
void check_deck(const Deck& deck, const DeckReader& reader) {
    const auto& strides = deck.steppers.strides;
    for (std::size_t i = 1; i < strides.size(); ++i) {
        if (strides[i] <= strides[i - 1]) {
            reader.refuse("steppers", "strides", "strides in increasing order",
                          fmt::format("{} after {}", strides[i], strides[i - 1]));
        }
        if (strides[i] % strides[i - 1] != 0) {
            reader.refuse("steppers", "strides",
                          "strides that nest (each divides the next, as in 1, 2, 4, 8)",
                          fmt::format("{} after {}", strides[i], strides[i - 1]));
        }
    }
    if (deck.train_steps() > deck.system.steps) {
        reader.refuse("trajectories", "train_steps",
                      fmt::format("at most system.steps = {}, as long as the trajectories for "
                                  "validation and test",
                                  deck.system.steps),
                      std::to_string(deck.train_steps()));
    }
    check_windows(deck, reader, "steppers", deck.steppers.window);
    check_recipe(reader, "steppers", deck.steppers.training);
    check_reduction(deck, reader);
    check_fine_tuning(deck, reader);
    check_parameters(deck, reader);
    check_observation(deck, reader);
    const auto& tolerances = deck.forecast.adaptive_tolerance;
    for (std::size_t i = 1; i < tolerances.size(); ++i) {
        if (tolerances[i] > tolerances[i - 1]) continue;
        reader.refuse("forecast", "adaptive_tolerance", "tolerances in increasing order",
                      fmt::format("{} after {}", tolerances[i], tolerances[i - 1]));
    }
    check_ensemble(deck, reader);
}

}  // namespace

Deck read_deck(const std::string& path, const std::vector<std::string>& overrides,
               const SystemParametersFactory& factory, const std::vector<std::string>& kinds,
               const SweepPoint& point) {
    DeckReader reader(path, overrides, point);
    Deck deck;
    reader.read("system", "kind", deck.system.kind);
    deck.system_parameters = factory(deck.system.kind);
    if (deck.system_parameters == nullptr) {
        reader.refuse_choice("system", "kind", kinds, deck.system.kind);
    }
    const auto* given = dynamic_cast<const GivenTrajectories*>(deck.system_parameters.get());
    reader.read("observation", deck.observation);
    const auto no_solver = why_no_solver(deck, given);
    if (!no_solver.empty()) deck.forecast.perfect_model = deck.forecast.direct_solver = false;
    if (given != nullptr) deck.system.steps = 0;  // as many as there are
    deck.visit([&](const std::string& table, Described& keys) { reader.read(table, keys); });
    reader.refuse_unknown();
    if (!no_solver.empty()) check_no_solver(deck, reader, no_solver);
    if (given != nullptr) complete_given(deck, *given, reader, no_solver);
    if (deck.steppers.strides.empty()) deck.steppers.strides = usual_strides(deck);
    check_deck(deck, reader);
    const auto name = std::filesystem::path(path).stem();
    if (deck.run.directory.empty()) deck.run.directory = ("runs" / name).string();
    if (deck.report.title.empty()) {
        deck.report.title = given != nullptr ? name.string() : deck.system.kind;
    }
    if (!point.name.empty()) deck.run.directory.append("/").append(point.folder());
    return deck;
}

namespace {

DeckWriter written(Deck& deck, std::optional<Stage> stage) {
    DeckWriter writer(stage);
    deck.visit([&](const std::string& table, Described& keys) { writer.write(table, keys); });
    return writer;
}

/// By "table.name". A list of one is as its only value, which may stand for it.
std::map<std::string, std::string> values_of(const std::string& text) {
    std::map<std::string, std::string> values;
    const auto parsed = toml::parse(text);
    for (const auto& [table, content] : parsed) {
        if (!content.is_table()) continue;
        for (const auto& [key, value] : *content.as_table()) {
            const auto* list = value.as_array();
            const bool single = list != nullptr && list->size() == 1;
            values[fmt::format("{}.{}", table.str(), key.str())] =
                node_text(single ? *list->get(0) : value);
        }
    }
    return values;
}

}  // namespace

std::string deck_text(Deck deck) { return written(deck, {}).text(); }

std::string deck_text(Deck deck, Stage stage) { return written(deck, stage).text(); }

std::map<std::string, Stage> key_stages(Deck deck) { return written(deck, {}).stages(); }

std::vector<KeyChange> deck_changes(const std::string& earlier_text, Deck deck, Stage stage) {
    std::map<std::string, std::string> earlier;
    try {
        earlier = values_of(earlier_text);
    } catch (const toml::parse_error& error) {
        return {{fmt::format("its line {} is not TOML ({})", error.source().begin.line,
                             error.description()),
                 Stage::generate}};
    }
    const auto defaults = values_of(deck_text(Deck{}));
    const auto stages = key_stages(deck);
    const auto now = values_of(deck_text(std::move(deck)));
    std::vector<KeyChange> changes;
    const auto add = [&](const std::string& key, const std::string& what) {
        const auto known = stages.find(key);
        const auto affected = known == stages.end() ? Stage::generate : known->second;
        if (depends_on(stage, affected)) changes.push_back({"key " + key + what, affected});
    };
    for (const auto& [key, value] : now) {
        const auto found = earlier.find(key);
        if (found == earlier.end()) {
            const auto usual = defaults.find(key);
            if (usual != defaults.end() && usual->second == value) continue;
            add(key, fmt::format(" is new (now {})", value));
        } else if (found->second != value) {
            add(key, fmt::format(" was {} and is now {}", found->second, value));
        }
    }
    for (const auto& [key, value] : earlier) {
        if (!now.contains(key)) add(key, fmt::format(" (was {}) is gone", value));
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const KeyChange& a, const KeyChange& b) { return a.affects < b.affects; });
    return changes;
}

}  // namespace lhits
