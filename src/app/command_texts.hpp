// The command line described for shells and for man, from the description that parses it.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace lhits {

/// A completion script for bash, to be sourced.
std::string bash_completion(const CLI::App& app);
/// The file _lhits of zsh's function path.
std::string zsh_completion(const CLI::App& app);
/// lhits.1: the manual page.
std::string manual_page(const CLI::App& app);

}  // namespace lhits
