#include "deck_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "fit.hpp"
#include "lhits/base/layout_text.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/words.hpp"
#include "lhits/config/key_reference.hpp"
#include "lhits/systems/recorded.hpp"
#include "lhits/systems/registry.hpp"

namespace lhits {
namespace {

/// Numbers in the sample of states that PCA looks at.
constexpr std::size_t sample_values = std::size_t{1} << 23U;
constexpr std::size_t most_sample_rows = 4096;

/// Fewer trajectories are cut into pieces.
constexpr std::int64_t enough_trajectories = 10;

std::size_t sample_rows(std::size_t n) {
    return std::clamp<std::size_t>(sample_values / n, 16, most_sample_rows);
}

/// A text as comments of at most 100 columns.
std::string comment(const std::string& text) {
    constexpr std::size_t width = 100;
    std::string result;
    std::size_t column = 0;
    for (const auto& word : words(text)) {
        const bool fits = column > 0 && column + 1 + word.size() <= width;
        result += fmt::format("{} {}", fits ? "" : column > 0 ? "\n#" : "#", word);
        column = (fits ? column : 1) + 1 + word.size();
    }
    return result + '\n';
}

/// A few states of all trajectories, evenly spread.
std::vector<float> sample_of(const Recorded& system, std::int64_t steps) {
    const auto rows = static_cast<std::int64_t>(sample_rows(system.state_size()));
    const auto trajectories = std::min(system.count(), rows);
    const auto each = std::max<std::int64_t>(1, rows / trajectories);
    std::vector<float> states;
    for (std::int64_t i = 0; i < trajectories; ++i) {
        const auto number = i * system.count() / trajectories;
        const auto u = system.read(number, steps);
        const auto n = static_cast<std::ptrdiff_t>(system.state_size());
        for (std::int64_t k = 0; k < std::min(each, steps + 1); ++k) {
            const auto time = k * (steps + 1) / std::min(each, steps + 1);
            const auto first = u.begin() + time * n;
            states.insert(states.end(), first, first + n);
        }
    }
    return states;
}

}  // namespace

DeckDraft draft_for_data(const std::string& path) {
    auto parameters = std::make_shared<RecordedParameters>();
    parameters->file = path;
    const auto header = read_data_header(path);
    DeckDraft draft;
    draft.findings.push_back(
        fmt::format("{} has {} trajectories of {} steps of {:g}{}, states of {}.", path,
                    header.trajectories, header.steps, header.dt,
                    with_blank(header.coordinates.time_units), layout_text(header.coordinates)));
    if (header.trajectories < enough_trajectories) {
        const auto pieces = pieces_for(header.trajectories, header.steps, enough_trajectories);
        parameters->piece_steps = pieces.steps;
        parameters->gap_steps = pieces.gap;
        draft.findings.push_back(
            pieces.steps > 0
                ? fmt::format("So few are cut into pieces of {} steps, with {} left out between "
                              "two; forecasts are not longer than a piece.",
                              pieces.steps, pieces.gap)
                : "These are few, and too short to be cut: a surrogate may be no good.");
    } else {
        parameters->order = "drawn";  // files are often in an order that means something
    }
    const Recorded system(*parameters);
    auto& deck = draft.deck;
    deck.system.kind = Recorded::name;
    deck.system.steps = system.steps();
    deck.system_parameters = parameters;
    deck.report.title = std::filesystem::path(path).stem().string();
    deck.forecast.perfect_model = deck.forecast.direct_solver = false;
    share_out(system.count(), deck.trajectories);
    fit_networks(draft, sample_of(system, system.steps()), system.state_size());
    return draft;
}

DeckDraft draft_for_system(const std::string& kind, const Communicator& alone) {
    DeckDraft draft;
    auto& deck = draft.deck;
    deck.system.kind = kind;
    deck.system_parameters = make_system_parameters(kind);
    const auto system = make_system(kind, *deck.system_parameters, alone);
    const auto n = system->state_size();
    const auto rows = static_cast<std::int64_t>(sample_rows(n)) / 2;
    const auto steps = std::min(deck.system.steps, std::max<std::int64_t>(rows, 1024));
    std::vector<float> states;
    for (std::uint32_t i = 0; i < 2; ++i) {
        const RandomStream stream(1, Purpose::initial_condition_train, i);
        const auto u = system->integrate(system->initial_state(stream), steps, true, [](double) {});
        for (std::int64_t k = 0; k < std::min(rows, steps); ++k) {
            const auto first =
                u.begin() + k * steps / std::min(rows, steps) * static_cast<std::ptrdiff_t>(n);
            states.insert(states.end(), first, first + static_cast<std::ptrdiff_t>(n));
        }
    }
    draft.findings.push_back(fmt::format("The system {} has states of {} and steps of {:g}{}.",
                                         kind, layout_text(system->layout()), system->dt(),
                                         with_blank(system->layout().time_units)));
    constexpr std::int64_t usual_trajectories = 64;
    share_out(usual_trajectories, deck.trajectories);
    deck.report.title = kind;
    fit_networks(draft, std::move(states), n);
    return draft;
}

std::string draft_text(const DeckDraft& draft) {
    std::string text = "# A deck of lhits, drafted by 'lhits init'. 'lhits keys' lists all keys.\n";
    for (const auto& finding : draft.findings) text += comment(finding);
    Deck usual;
    if (draft.deck.system_parameters != nullptr) {
        usual.system_parameters = make_system_parameters(draft.deck.system.kind);
    }
    std::vector<std::pair<std::string, TableText>> by_default;
    usual.visit([&](const std::string& table, Described& keys) {
        by_default.emplace_back(table, table_text(keys));
    });
    Deck deck = draft.deck;
    std::string open;
    std::size_t number = 0;
    deck.visit([&](const std::string& table, Described& described) {
        const auto own = table_text(described);
        const auto& other = by_default.at(number++).second;
        for (std::size_t k = 0; k < own.keys.size(); ++k) {
            const auto& key = own.keys[k];
            const bool changed = key.value != other.keys.at(k).value;
            if (!changed && !key.looked_for) continue;
            if (open != table) text += fmt::format("\n[{}]\n", table);
            open = table;
            text +=
                comment(key.unit.empty() ? key.text : fmt::format("{} In {}.", key.text, key.unit));
            text += fmt::format("{} = {}\n", key.name, key.value);
        }
    });
    return text;
}

}  // namespace lhits
