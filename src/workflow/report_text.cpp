#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>

#include "lhits/base/progress.hpp"
#include "report_data.hpp"

namespace lhits {
namespace {

using Json = nlohmann::ordered_json;

/// Values printed by Hamid et al. (2024) for FitzHugh-Nagumo.
struct Printed {
    // Table 1, by z: mean squared error of the coupled forecast in latent and in state space.
    std::map<int, double> mse_latent{{1, 2.34},    {2, 1.47e-3}, {4, 2.42e-2},
                                     {6, 2.79e-2}, {8, 2.13e-3}, {10, 5.96e-3}};
    std::map<int, double> mse_state{{1, 2.44e-1}, {2, 1.37e-4}, {4, 2.20e-3},
                                    {6, 3.60e-3}, {8, 2.88e-4}, {10, 9.97e-4}};
    // Table 2: seconds of training and of prediction, relative l2 error.
    std::vector<double> hits{1767.0, 8.08, 2e-4};
    std::vector<double> latent_hits{1248.0, 3.52, 2e-4};
    // Table 3, z = 2, by stride: mean squared error of each stepper alone.
    std::map<int, double> stepper{{1, 3.73e-1},   {2, 3.55e-1},   {4, 2.36e-1},   {8, 3.52e-3},
                                  {16, 2.26e-3},  {32, 8.07e-3},  {64, 6.04e-2},  {128, 2.58e-1},
                                  {256, 2.92e-1}, {512, 3.14e-1}, {1024, 2.85e-1}};
    double coupled = 1.37e-4;
};

/// The paper's values for this system, where it has some.
std::optional<Printed> printed_for(const Json& report) {
    const auto kind = report["system"]["kind"].get<std::string>();
    if (kind.starts_with("fhn-lattice")) return Printed{};
    return {};
}

std::string number(const Json& value) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) return "diverged";
    return fmt::format("{:.3g}", value.get<double>());
}

std::string printed(const std::map<int, double>* table, int key) {
    if (table == nullptr || !table->contains(key)) return "";
    return fmt::format("{:.3g}", table->at(key));
}

std::string strides_text(const Json& coupling) {
    const auto& strides = coupling["strides"];
    const auto first = strides.front().get<int>();
    const auto last = strides.back().get<int>();
    return first == last ? fmt::format("{}", first) : fmt::format("{} to {}", first, last);
}

/// Table 1: what each latent dimension gives.
std::string errors_table(const Json& report, const Printed* paper) {
    std::string text =
        "| z | reconstruction | PCA | forecast, latent | printed | forecast, state: mean | median "
        "| "
        "worst | printed | strides | valid time | perfect model |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    const auto row = [&](const std::string& name, const Json& entry, int key) {
        const auto& f = entry["forecast"];
        text += fmt::format(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", name,
            number(entry["reduction"]["mse_test"]),
            entry["reduction"]["pca_mse_test"].is_null()
                ? ""
                : number(entry["reduction"]["pca_mse_test"]),
            number(f["mse_latent"]), printed(paper ? &paper->mse_latent : nullptr, key),
            number(f["mse_state"]), number(f["mse_state_median"]), number(f["mse_state_worst"]),
            printed(paper ? &paper->mse_state : nullptr, key), strides_text(entry["coupling"]),
            number(f["valid_time"]),
            f.contains("perfect_model_valid_time") ? number(f["perfect_model_valid_time"])
                                                   : "not asked for");
    };
    for (const auto& entry : report["latent"]) {
        const int z = entry["z"].get<int>();
        row(fmt::format("{}", z), entry, z);
    }
    if (report.contains("hits")) row("full space", report["hits"], -1);
    return text;
}

double training_seconds(const Json& entry) {
    double sum = entry["reduction"]["train_seconds"].get<double>();
    for (const auto& stepper : entry["steppers"]) sum += stepper["train_seconds"].get<double>();
    return sum;
}

/// Table 2: what training and forecasting cost.
std::string costs_table(const Json& report, const Printed* paper) {
    std::string text =
        "| | training, s | printed | forecast, s | printed | relative l2 error | printed |\n"
        "|---|---|---|---|---|---|---|\n";
    const auto row = [&](const std::string& name, const Json& entry,
                         const std::vector<double>* theirs) {
        const auto beside = [&](std::size_t i) {
            return theirs == nullptr ? std::string() : fmt::format("{:.4g}", (*theirs)[i]);
        };
        text +=
            fmt::format("| {} | {:.4g} | {} | {} | {} | {} | {} |\n", name, training_seconds(entry),
                        beside(0), number(entry["forecast"]["seconds"]), beside(1),
                        number(entry["forecast"]["relative_l2"]), beside(2));
    };
    if (report.contains("hits")) {
        row("multiscale HiTS", report["hits"], paper ? &paper->hits : nullptr);
    }
    for (const auto& entry : report["latent"]) {
        const bool theirs = paper != nullptr && entry["z"] == 2;
        row(fmt::format("L-HiTS, z = {}", entry["z"].get<int>()), entry,
            theirs ? &paper->latent_hits : nullptr);
    }
    return text;
}

/// Table 3: each stepper on its own, and the coupled ones.
std::string steppers_table(const Json& entry, const Printed* paper) {
    const bool same_z = paper != nullptr && entry["z"] == 2;
    std::string text =
        "| stride | forecast, state | printed | forecast, s | training, s | validation loss |\n"
        "|---|---|---|---|---|---|\n";
    for (const auto& stepper : entry["steppers"]) {
        text +=
            fmt::format("| {} | {} | {} | {} | {:.4g} | {:.3g} |\n", stepper["stride"].get<int>(),
                        number(stepper["mse_test"]),
                        printed(same_z ? &paper->stepper : nullptr, stepper["stride"].get<int>()),
                        number(stepper["forecast_seconds"]), stepper["train_seconds"].get<double>(),
                        stepper["mse_validation"].get<double>());
    }
    text += fmt::format("| coupled, {} | {} | {} | {} | {:.4g} | |\n",
                        strides_text(entry["coupling"]), number(entry["forecast"]["mse_state"]),
                        same_z ? fmt::format("{:.3g}", paper->coupled) : "",
                        number(entry["forecast"]["seconds"]), training_seconds(entry));
    return text;
}

}  // namespace

std::string report_text(const Json& report) {
    const auto paper = printed_for(report);
    const Printed* theirs = paper ? &*paper : nullptr;
    const auto& system = report["system"];
    const auto& seconds = report["seconds"];
    std::string text = fmt::format(
        "# {}\n\n{}: n = {}, {} steps of {}; {} training, {} validation and {} test trajectories, "
        "seed {}; {} rank(s); lhits {} ({}).\n\nErrors are mean squared errors over all steps of "
        "all test trajectories (protocol: unseen), without the initial state. A forecast is valid "
        "until its error relative to the standard deviation of the data reaches {}; the perfect "
        "model is the solver itself, started from the same decoded state. \"printed\": Hamid et "
        "al. (2024), their data and one test trajectory.\n\n## Accuracy (Table 1)\n\n",
        report["title"].get<std::string>(), system["kind"].get<std::string>(),
        system["n"].get<int>(), system["steps"].get<int>(), system["dt"].get<double>(),
        report["trajectories"]["train"].get<int>(), report["trajectories"]["validation"].get<int>(),
        report["trajectories"]["test"].get<int>(), report["seed"].get<std::int64_t>(),
        report["ranks"].get<int>(), report["lhits_version"].get<std::string>(),
        report["git_revision"].get<std::string>(), report["valid_nrmse"].get<double>());
    text += errors_table(report, theirs);
    text += statistics_text(report);
    text +=
        "\n## Cost (Table 2)\n\nTraining: the sum over the networks, each on its rank or team. "
        "Forecast: all test trajectories, rolled out and decoded, the sum over ranks.\n\n";
    text += costs_table(report, theirs);
    for (const auto& entry : report["latent"]) {
        if (!entry["steppers"].front().contains("mse_test")) continue;
        text += fmt::format("\n## Single steppers, z = {} (Table 3)\n\n", entry["z"].get<int>());
        text += steppers_table(entry, theirs);
    }
    if (report.contains("hits") && report["hits"]["steppers"].front().contains("mse_test")) {
        text += "\n## Single steppers in the full space\n\n";
        text += steppers_table(report["hits"], nullptr);
    }
    text += "\n## Wall time of the stages, s\n\n|";
    std::string rule = "|";
    std::string values = "|";
    for (const auto& [stage, value] : seconds.items()) {
        text += fmt::format(" {} |", stage);
        rule += "---|";
        values += fmt::format(" {} |", number(value));
    }
    return text + "\n" + rule + "\n" + values + "\n";
}

std::string report_summary(const Json& report) {
    std::string text = "report:";
    const auto line = [&](const std::string& name, const Json& entry) {
        text += fmt::format(
            "\n  {:<10} mean squared error of the state {} (median {}, worst {}) over {} test "
            "trajectories; strides {}",
            name, number(entry["forecast"]["mse_state"]),
            number(entry["forecast"]["mse_state_median"]),
            number(entry["forecast"]["mse_state_worst"]), report["trajectories"]["test"].get<int>(),
            strides_text(entry["coupling"]));
    };
    for (const auto& entry : report["latent"]) {
        line(fmt::format("z = {}", entry["z"].get<int>()), entry);
    }
    if (report.contains("hits")) line("full space", report["hits"]);
    text += "\n  seconds   ";
    for (const auto& [stage, value] : report["seconds"].items()) {
        text += fmt::format(" {} {},", stage, number(value));
    }
    text.pop_back();
    return text;
}

}  // namespace lhits
