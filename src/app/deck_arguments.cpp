#include <CLI/CLI.hpp>

#include "commands.hpp"

namespace lhits {

void DeckArguments::add_to(CLI::App& command) {
    command.add_option("DECK", deck, "the deck, a TOML file (examples in input/)")->required();
    command
        .add_option("--set", overrides,
                    "table.key=value: overrides a value of the deck; repeatable")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->take_all();
}

}  // namespace lhits
