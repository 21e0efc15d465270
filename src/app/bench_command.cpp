#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

#include "blas_kernel.hpp"
#include "commands.hpp"
#include "lhits/base/version.hpp"
#include "lhits/bench/bench.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/nn/kernels.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/timetable.hpp"
#include "lhits/workflow/sweep.hpp"

namespace lhits {
namespace {

struct BenchArguments {
    BenchSettings settings;
    std::string json;
    std::string deck;
    std::string costs;
};

/// Collective: the BLAS kernel, and whether all ranks run the same one.
std::string kernels_of(const Communicator& ranks) {
    const std::string own = blas_kernel();
    std::string first = ranks.broadcast(own);
    const bool same = ranks.max(own == first ? 0.0 : 1.0) == 0.0;
    if (ranks.size() == 1) return first;
    return fmt::format("{} on {} {} ranks", first, same ? "all" : "some but not all", ranks.size());
}

std::string seconds_text(double seconds) {
    if (seconds < 1e-3) return fmt::format("{:.1f} us", 1e6 * seconds);
    if (seconds < 1.0) return fmt::format("{:.2f} ms", 1e3 * seconds);
    return fmt::format("{:.2f} s", seconds);
}

void print(const Measurement& result) {
    const bool arithmetic = result.flops > 0.0;
    fmt::print("{:18} {:>10} {:8.2f} {} {:5.0f} % of {:16} {}\n", result.name,
               seconds_text(result.seconds),
               1e-9 * (arithmetic ? result.flops : result.bytes) / result.seconds,
               arithmetic ? "GF/s" : "GB/s", 100.0 * result.fraction(), result.limit, result.what);
    std::fflush(stdout);
}

nlohmann::json json_of(const Measurement& result) {
    nlohmann::json entry{{"what", result.what},       {"seconds", result.seconds},
                         {"repeats", result.repeats}, {"fraction", result.fraction()},
                         {"limit", result.limit},     {"limit_seconds", result.limit_seconds}};
    if (result.flops > 0.0) entry["flops"] = result.flops;
    if (result.bytes > 0.0) entry["bytes"] = result.bytes;
    return entry;
}

/// Rank 0 measures; with more ranks all do the same work at the same time, as in a run.
void bench_all(const Communicator& ranks, const BenchArguments& arguments) {
    nlohmann::json content;
    const auto kernels = kernels_of(ranks);
    auto& about = content["about"];
    about = {{"version", version()},
             {"revision", git_revision()},
             {"ranks", ranks.size()},
             {"blas_kernel", kernels},
             {"products", product_kernels()}};
    const bool speaks = ranks.rank() == 0;
    const auto write = [&](const std::string& text) {
        on_root(ranks, [&] {
            if (!arguments.json.empty()) write_text_file(arguments.json, text);
        });
    };
    write("{}\n");  // what cannot be written is told of now, not at the end
    if (speaks) {
        fmt::print("BLAS kernel: {}; products of the networks: {}\n", kernels, product_kernels());
    }
    agree_on_errors(ranks, [&] {
        bench(arguments.settings, [&](const Measurement& result) {
            if (speaks) print(result);
            content[result.name] = json_of(result);
        });
    });
    write(content.dump(2) + "\n");
}

/// What the work of a deck takes, for 'lhits check --ranks'. With more ranks all measure the same
/// at the same time, as they would work in a run; rank 0 writes.
void bench_costs(const Communicator& ranks, const BenchArguments& arguments) {
    Timeline timeline;
    const Sweep sweep = make_sweep(ranks, {arguments.deck}, {}, timeline);
    const auto costs = measured_costs(sweep);
    on_root(ranks, [&] { write_text_file(arguments.costs, costs); });
}

}  // namespace

void add_bench_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "bench", "measures the machine and the hot paths: time, rate, part of the limit");
    auto arguments = std::make_shared<BenchArguments>();
    auto& settings = arguments->settings;
    command->add_option("--json", arguments->json, "writes the figures to this file as well");
    command->add_option("--only", settings.only, "measures these only")->delimiter(',');
    command->add_option("--seconds", settings.seconds, "to spend on each, at least")
        ->check(CLI::PositiveNumber);
    command->add_option("--folder", settings.folder, "for trial files, which are removed")
        ->check(CLI::ExistingDirectory);
    auto* deck = command->add_option("--deck", arguments->deck,
                                     "measures what the work of this deck takes instead");
    auto* costs = command->add_option(
        "--costs", arguments->costs, "the file for that, for 'lhits check --ranks N --costs FILE'");
    deck->needs(costs);
    costs->needs(deck);
    command->callback([&action, arguments] {
        action = [arguments](const Communicator& ranks) {
            arguments->deck.empty() ? bench_all(ranks, *arguments) : bench_costs(ranks, *arguments);
        };
    });
}

}  // namespace lhits
