// The command line again, for messages that say what to type instead.
#pragma once

#include <string>
#include <vector>

#include "lhits/io/given_command.hpp"

namespace CLI {
class App;
}

namespace lhits {

/// The options of `command` that were given, in their order; `program` is its name on the command
/// line.
GivenCommand given(const CLI::App& command, const std::string& program,
                   const std::vector<std::string>& files);

}  // namespace lhits
