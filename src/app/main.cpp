#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mpi.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "blas_kernel.hpp"
#include "commands.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/interrupt.hpp"
#include "lhits/base/launcher.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/nearest.hpp"
#include "lhits/base/version.hpp"
#include "lhits/nn/kernels.hpp"
#include "lhits/parallel/environment.hpp"

namespace {

using lhits::Communicator;
using lhits::ExitStatus;

/// Ends the whole job with this rank's message: the other ranks may wait for this one.
[[noreturn]] void abort_all(const Communicator& ranks, ExitStatus status, const char* what) {
    lhits::log::error(fmt::format("rank {}: {}", ranks.rank(), what));
    MPI_Abort(ranks.handle(), static_cast<int>(status));
    std::abort();
}

struct Command {
    lhits::Action action;
    bool needs_mpi = true;
};

ExitStatus run(const Communicator& ranks, const lhits::Action& action) {
    try {
        action(ranks);
        return ExitStatus::done;
    } catch (const lhits::Error& error) {
        if (!error.everywhere() && ranks.size() > 1) {
            abort_all(ranks, error.status(), error.what());
        }
        if (ranks.rank() == 0) lhits::log::error(error.what());
        return error.status();
    } catch (const std::exception& error) {
        if (ranks.size() > 1) abort_all(ranks, ExitStatus::failure, error.what());
        throw;
    }
}

/// What is wrong with the command line, and where help is. A misspelt command is first of all a
/// missing one to CLI11.
std::string usage_fault(CLI::App& app, const CLI::ParseError& error) {
    const auto words = app.remaining(true);
    const auto chosen = app.get_subcommands();
    const std::string help = chosen.empty() ? "lhits" : "lhits " + chosen.front()->get_name();
    const auto fault = [&](const std::string& text) {
        return fmt::format("{}; see {} --help", text, help);
    };
    if (chosen.empty() && !words.empty()) {
        std::vector<std::string> names;
        for (const auto* known : app.get_subcommands({})) names.push_back(known->get_name());
        return fault(fmt::format("expected a command ({}), found {} (nearest: {})",
                                 fmt::join(names, ", "), words.front(),
                                 lhits::nearest(words.front(), names)));
    }
    if (!chosen.empty() && error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
        const auto& word = words.front();
        if (!word.starts_with('-')) return fault("expected no further word, found " + word);
        std::vector<std::string> names;
        for (const auto* option : chosen.front()->get_options()) {
            for (const auto& name : option->get_lnames()) names.push_back("--" + name);
        }
        return fault(fmt::format("expected an option of {}, found {} (nearest: {})", help, word,
                                 lhits::nearest(word, names)));
    }
    return fault(error.what());
}

/// Reads the command line. Returns true when there is something to do; `status` is set otherwise.
bool parse(int argc, char** argv, Command& command, ExitStatus& status) {
    CLI::App app(
        "lhits learns fast surrogates of multiscale PDE solvers and forecasts with them.\n"
        "Exit status: 0 done; 1 a failure; 2 bad usage, deck or input file; 75 stopped after a\n"
        "checkpoint, the same command goes on.",
        "lhits");
    app.require_subcommand(1);
    app.set_version_flag("--version",
                         fmt::format("lhits {} ({})", lhits::version(), lhits::git_revision()));
    lhits::add_stage_commands(app, command.action);
    lhits::add_check_command(app, command.action, command.needs_mpi);
    lhits::add_init_command(app, command.action);
    lhits::add_inspect_command(app, command.action, command.needs_mpi);
    lhits::add_keys_command(app, command.action, command.needs_mpi);
    lhits::add_plot_command(app, command.action, command.needs_mpi);
    lhits::add_import_command(app, command.action);
    lhits::add_export_command(app, command.action);
    lhits::add_bench_command(app, command.action);
    lhits::add_completion_command(app, command.action, command.needs_mpi);
    const bool speaks = lhits::launched_rank() <= 0;
    try {
        app.parse(argc, argv);
        return true;
    } catch (const CLI::Success& asked) {
        status = ExitStatus::done;
        if (speaks) app.exit(asked);
    } catch (const CLI::ParseError& error) {
        if (speaks) {  // a launcher ends the others when one of them fails: that must be this one
            status = ExitStatus::bad_input;
            std::fprintf(stderr, "lhits: error: %s\n", usage_fault(app, error).c_str());
        }
    }
    return false;
}

/// All of main(). MPI starts only for a command that is read and needs it.
ExitStatus start(int argc, char** argv) {
    Command command;
    ExitStatus status = ExitStatus::done;
    if (!parse(argc, argv, command, status)) return status;
    const char* slow_blas = lhits::require_fast_blas(argv);
    lhits::use_one_thread();
    lhits::note_stop_signals();
    const bool with_mpi = command.needs_mpi || lhits::launched_rank() >= 0;
    const lhits::MpiEnvironment mpi(with_mpi);
    const auto ranks = with_mpi ? Communicator::borrow(MPI_COMM_WORLD) : Communicator::self();
    lhits::log::start(ranks.rank() == 0);
    if (ranks.size() > 1) lhits::end_soon_after_sigterm();
    std::signal(SIGXFSZ, SIG_IGN);  // a file beyond its limit is an error of the call that writes
    if (slow_blas != nullptr) lhits::log::warning(slow_blas);
    if (lhits::product_kernels_are_slow()) {
        lhits::log::warning(
            "networks run on " + lhits::product_kernels() +
            " kernels without AVX2 or AVX-512: several times slower than with them");
    }
    return run(ranks, command.action);
}

}  // namespace

int main(int argc, char** argv) {
    ExitStatus status = ExitStatus::failure;
    try {
        status = start(argc, argv);
    } catch (const std::exception& error) {
        lhits::log::error(error.what());
    }
    return static_cast<int>(status);
}
