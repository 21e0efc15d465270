#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/nearest.hpp"
#include "lhits/base/words.hpp"
#include "lhits/config/key_reference.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/systems/registry.hpp"

namespace lhits {
namespace {

struct KeysArguments {
    std::string name;
    bool markdown = false;
};

const char* redone_text(Stage affects) {
    switch (affects) {
        case Stage::generate: return "everything";
        case Stage::reduce: return "from reduce on";
        case Stage::train: return "from train on";
        case Stage::couple: return "from couple on";
        case Stage::forecasts: return "forecast, ensemble, report";
        case Stage::forecast: return "forecast, report";
        case Stage::ensemble: return "ensemble, report";
        case Stage::report: return "report";
        case Stage::nothing: break;
    }
    return "nothing";
}

std::string values_text(const KeyText& key) {
    if (key.words.empty()) return key.type;
    return fmt::format("\"{}\"", fmt::join(key.words, "\", \""));
}

/// As people write it in a deck.
std::string default_text(const KeyText& key) {
    std::string text;
    for (const char c : key.value) {
        if (c == ' ' && text.ends_with('[')) continue;
        if (c == ']' && text.ends_with(' ')) text.pop_back();
        text += c == '\'' ? '"' : c;
    }
    return text;
}

std::string heading(const TableText& table) {
    return fmt::format("[{}]{}{}", table.name, table.condition.empty() ? "" : " ", table.condition);
}

/// In lines of 80 columns, each behind `indent`.
std::string wrapped(const std::string& text, const std::string& indent) {
    constexpr std::size_t columns = 80;
    std::string result, line;
    for (const auto& word : words(text)) {
        if (!line.empty() && indent.size() + line.size() + 1 + word.size() > columns) {
            result += indent + line + "\n";
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return line.empty() ? result : result + indent + line + "\n";
}

/// A line for each key: its default and the first sentence.
std::string list_text(const TableText& table) {
    constexpr std::size_t widest = 36;
    auto text = heading(table) + "\n" + wrapped(table.purpose, "");
    for (const auto& key : table.keys) {
        auto setting = fmt::format("{} = {}", key.name, default_text(key));
        if (setting.size() > widest) setting = setting.substr(0, widest - 3) + "...";
        const auto sentence = key.text.substr(0, key.text.find(". "));
        text += fmt::format("  {:{}} {}{}\n", setting, widest, sentence,
                            sentence.size() < key.text.size() ? "." : "");
    }
    return text + "\n";
}

std::string full_text(const TableText& table, const KeyText& key) {
    auto text = fmt::format("{}.{}{}\n{}", table.name, key.name,
                            table.condition.empty() ? "" : " where " + table.condition,
                            wrapped(key.text, "  "));
    const auto add = [&](const char* what, const std::string& value) {
        if (!value.empty()) text += fmt::format("  {:8} {}\n", what, value);
    };
    add("values", values_text(key));
    add("default", default_text(key));
    add("unit", key.unit);
    add("since", key.since);
    const bool all = key.affects == Stage::generate;
    add("redone", fmt::format("{} when it changes{}", redone_text(key.affects),
                              all ? ", in another run directory or with --fresh" : ""));
    return text + "\n";
}

/// A cell of a Markdown table.
std::string cell(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '|') result += '\\';
        result += c;
    }
    return result;
}

std::string markdown(const std::vector<TableText>& tables) {
    auto text = fmt::format(R"(# The keys of a deck

Written by `lhits keys --markdown`. `lhits keys TABLE.KEY` prints the same of one key on the terminal.

- Every key has a default: a deck has only the keys that are to be different. A single value stands for a list of one.
- *redone*: what a run directory that has results makes again when the key changes. *everything* needs another run
  directory, or `--fresh`.
- All keys are there since lhits {}, where nothing else is said.
)",
                            About{}.since);
    for (const auto& table : tables) {
        text += fmt::format(
            "\n{} `{}`\n\n{}\n\n| key | what it does | values | default | unit | redone |\n"
            "|---|---|---|---|---|---|\n",
            table.condition.empty() ? "##" : "###", heading(table), table.purpose);
        for (const auto& key : table.keys) {
            const auto since = key.since == About{}.since ? "" : " Since " + key.since + ".";
            text += fmt::format("| `{}` | {}{} | {} | `{}` | {} | {} |\n", key.name, cell(key.text),
                                since, values_text(key), default_text(key), key.unit,
                                redone_text(key.affects));
        }
    }
    return text;
}

/// Throws InputError for a name that no table and no key has.
std::string text_about(const std::vector<TableText>& tables, const std::string& name) {
    std::string text;
    std::vector<std::string> known;
    std::string elsewhere;  // the key of this name in whatever table
    const auto own = name.substr(name.find('.') + 1);
    for (const auto& table : tables) {
        known.push_back(table.name);
        if (name == table.name) text += list_text(table);
        for (const auto& key : table.keys) {
            known.push_back(table.name + "." + key.name);
            if (name == known.back()) text += full_text(table, key);
            if (own == key.name && elsewhere.empty()) elsewhere = known.back();
        }
    }
    if (!text.empty()) return text;
    throw InputError(fmt::format(
        "expected a table or TABLE.KEY of a deck, found {} (nearest: {}); see lhits keys", name,
        elsewhere.empty() ? nearest(name, known) : elsewhere));
}

std::string keys_text(const KeysArguments& arguments) {
    const auto tables = key_reference(make_system_parameters, system_kinds());
    if (arguments.markdown) return markdown(tables);
    if (!arguments.name.empty()) return text_about(tables, arguments.name);
    std::string text;
    for (const auto& table : tables) text += list_text(table);
    return text + "'lhits keys TABLE.KEY' explains a key in full.\n";
}

}  // namespace

void add_keys_command(CLI::App& app, Action& action, bool& needs_mpi) {
    auto* command = app.add_subcommand("keys", "explains the keys of a deck");
    auto arguments = std::make_shared<KeysArguments>();
    auto* name = command->add_option("NAME", arguments->name,
                                     "a table of the deck, or TABLE.KEY (default: all tables)");
    command->add_flag("--markdown", arguments->markdown, "the whole reference, as input/KEYS.md")
        ->excludes(name);
    command->callback([&action, &needs_mpi, arguments] {
        needs_mpi = false;
        action = [arguments](const Communicator& ranks) {
            on_root(ranks, [&] { std::fputs(keys_text(*arguments).c_str(), stdout); });
        };
    });
}

}  // namespace lhits
