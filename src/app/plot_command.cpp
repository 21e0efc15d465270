#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/script.hpp"

namespace lhits {
namespace {

struct PlotArguments {
    std::string run;
    std::vector<std::string> words;  ///< for the script
};

/// Debian's own Python has what the figures need; one of the user's (pyenv, conda) may not.
std::string python() {
    if (const char* chosen = std::getenv("LHITS_PYTHON"); chosen != nullptr) return chosen;
    constexpr const char* usual = "/usr/bin/python3";
    return std::filesystem::exists(usual) ? usual : "python3";
}

/// Becomes the script. Throws InputError where it cannot.
void draw(const PlotArguments& arguments) {
    std::vector<std::string> words{python(), script("plot.py"), arguments.run};
    words.insert(words.end(), arguments.words.begin(), arguments.words.end());
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execvp(pointers.front(), pointers.data());
    throw InputError(
        fmt::format("expected Python as {}, found: {}; install it, or name another one by the "
                    "variable LHITS_PYTHON",
                    words.front(), std::strerror(errno)));
}

}  // namespace

void add_plot_command(CLI::App& app, Action& action, bool& needs_mpi) {
    auto* command = app.add_subcommand(
        "plot", "draws the figures of a run, or of forecasts of new states, by Python");
    auto arguments = std::make_shared<PlotArguments>();
    command
        ->add_option("RUN", arguments->run,
                     "the run directory, or a file that 'lhits forecast --model' wrote")
        ->required();
    const auto hand_on = [&](const char* name, const char* type, const char* text) {
        command
            ->add_option_function<std::string>(
                name,
                [arguments, name](const std::string& value) {
                    arguments->words.emplace_back(name);
                    arguments->words.push_back(value);
                },
                text)
            ->type_name(type);
    };
    hand_on("--trajectory", "WHICH",
            "the one to draw: best, median or worst by its error (of new states: by its distance "
            "from the training data), or a number (default: median)");
    hand_on("--out", "DIR", "where the figures go (default: RUN/figures; of out.nc out-figures)");
    hand_on("--dpi", "N", "dots an inch of PNG");
    command->add_flag_callback(
        "--movie", [arguments] { arguments->words.emplace_back("--movie"); },
        "animations of the fields, and no other figure");
    command->callback([&action, &needs_mpi, arguments] {
        needs_mpi = false;
        action = [arguments](const Communicator& ranks) {
            if (ranks.rank() == 0) draw(*arguments);
        };
    });
}

}  // namespace lhits
