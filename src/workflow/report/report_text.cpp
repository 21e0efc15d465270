// report.md, put together, and the summary in the log.
#include <fmt/format.h>

#include "../protocol.hpp"
#include "lhits/base/units.hpp"
#include "markdown_table.hpp"
#include "report_data.hpp"
#include "report_tables.hpp"
#include "verdict_data.hpp"

namespace lhits {
namespace {

std::string units_of_errors(const Json& report) {
    if (report["units"].is_null()) {
        return " The fields have different units: errors of the state add up their numbers as they "
               "are.";
    }
    const auto units = report["units"].get<std::string>();
    if (units == "1") return {};
    return fmt::format(" Those of the state are in {}.", square_of(units, "²"));
}

/// " (Table 1)" where the paper has the system.
std::string table_of_paper(const Json& report, int number) {
    return report.contains("printed") ? fmt::format(" (Table {})", number) : std::string();
}

std::string introduction(const Json& report) {
    const auto& system = report["system"];
    const auto fixed = system["fixed"].get<std::string>();
    const auto score = entries_of(report).front()["coupling"]["score"].get<std::string>();
    return fmt::format(
        "\n## What was done\n\n{}: n = {}, {} steps of {}{}; {} training, {} validation and {} "
        "test "
        "trajectories, "
        "seed {}; {} rank(s); lhits {} ({}).{}\n\n"
        "Errors are mean squared errors over all steps of all trajectories that are scored, "
        "without the initial state.{} Protocols: \"unseen\" forecasts the test trajectories with "
        "the strides that do best on the validation trajectories; \"in-sample\" forecasts "
        "trajectories that the networks were trained on, with the strides that do best on these. "
        "The best strides are those of the {}.{}\n",
        system["kind"].get<std::string>(), system["n"].get<int>(), system["steps"].get<int>(),
        system["dt"].get<double>(), with_blank(report["time_units"].get<std::string>()),
        report["trajectories"]["train"].get<int>(), report["trajectories"]["validation"].get<int>(),
        report["trajectories"]["test"].get<int>(), report["seed"].get<std::int64_t>(),
        report["ranks"].get<int>(), report["lhits_version"].get<std::string>(),
        report["git_revision"].get<std::string>(), fixed.empty() ? "" : " " + fixed + ".",
        units_of_errors(report),
        score == "valid-time" ? "longest mean valid time" : "smallest error",
        report.contains("printed") ? " \"printed\": Hamid et al. (2024), in-sample, their data and "
                                     "one trajectory."
                                   : "");
}

std::string scores_text(const Json& report, const PrintedValues& paper) {
    std::string text;
    std::string growth;
    const Json first = entries_of(report).front();
    for (const std::string protocol : {unseen, in_sample}) {
        const auto* scores = scores_of(first, protocol);
        if (scores == nullptr) continue;
        text += fmt::format("\n## Accuracy, {}: {} trajectories{}\n\n{}", protocol,
                            (*scores)["forecast"]["trajectories"].get<int>(),
                            table_of_paper(report, 1), errors_table(report, protocol, paper));
        const auto fields = fields_table(report, protocol);
        if (!fields.empty()) text += "\nEach field by itself:\n\n" + fields;
        growth += fmt::format("\n## Error over time, {}\n\nMeans over the trajectories.\n\n{}",
                              protocol, error_over_time_table(report, protocol));
    }
    text += fmt::format(
        "\n## Valid times\n\nA forecast is valid until its error relative to the standard "
        "deviation of the data reaches {}; the perfect model is the solver itself, started from "
        "the same decoded state.{}\n\n{}",
        report["valid_nrmse"].get<double>(), unit_of_times(report), valid_times_table(report));
    return text + growth;
}

std::string direct_solver_text(const Json& report) {
    if (!report.contains("direct_solver")) return {};
    const auto& direct = report["direct_solver"];
    return fmt::format(
        "\n## The direct solver\n\nThe solver itself (level 0) and coarser ones, each with time "
        "steps about twice as long as the one before, until one blows up or there is none; all "
        "from "
        "the first states of the {} test trajectories over the same steps, compared with these. "
        "Seconds are sums over ranks of what integrating takes, up to {} trajectories at once, and "
        "for the surrogates of what rolling out and decoding takes, up to {} at once.\n\n{}\n"
        "Of equal accuracy is the cheapest solver whose mean squared error and median valid time "
        "are as good as the surrogate's (level 0: even the first coarser one is worse). Spent: "
        "trajectories, trainings and choice of strides; it has paid off after so many forecasts "
        "that they have saved as much time beside the solver of level 0.\n\n{}",
        direct["trajectories"].get<int>(), direct["members_at_once"].get<int>(),
        report["members_at_once"].get<int>(), solvers_table(report), comparison_table(report));
}

std::string dimension_text(const Json& report) {
    if (!report.contains("dimension")) return {};
    const auto& dimension = report["dimension"];
    const auto& values = dimension["singular_values"];
    std::string text = fmt::format(
        "\n## Dimension of the data\n\nAs estimated: {}. Its {} singular values, as parts of the "
        "largest:",
        dimension["text"].get<std::string>(), values.size());
    for (const auto& value : values) {
        text += fmt::format(" {:.1e}", value.get<double>() / values.front().get<double>());
    }
    return text +
           fmt::format(" ({:.3g} s of training).\n", dimension["train_seconds"].get<double>());
}

std::string fine_tuning_text(const Json& report) {
    Table table({"", "iterations", "before", "after", "training, s"});
    const auto entries = entries_with(report, "fine_tuning");
    if (entries.empty()) return {};
    for (const auto& entry : entries) {
        const auto& tuned = entry["fine_tuning"];
        table.row({name_text(entry), fmt::format("{}", tuned["iterations"].get<int>()),
                   number_text(tuned["mse_validation_before"]),
                   number_text(tuned["mse_validation"]), number_text(tuned["train_seconds"])});
    }
    return "\n## Fine-tuning\n\nAutoencoder and steppers, trained on together after their own "
           "trainings; mean squared error of decoded forecasts over windows of the validation "
           "trajectories, mean of all strides, in the units that the autoencoder is trained "
           "in.\n\n" +
           table.text();
}

std::string seconds_table(const Json& seconds) {
    Cells stages, values;
    for (const auto& [stage, value] : seconds.items()) {
        stages.push_back(stage);
        values.push_back(number_text(value));
    }
    Table table(stages);
    table.row(values);
    return table.text();
}

}  // namespace

std::string report_text(const Json& report) {
    const auto paper = report.contains("printed")
                           ? printed_values(report["system"]["kind"].get<std::string>())
                           : PrintedValues();
    std::string text = fmt::format("# {}\n", report["title"].get<std::string>()) +
                       verdict_text(report["verdict"]) + introduction(report) +
                       scores_text(report, paper) + parameters_text(report) +
                       dimension_text(report) + fine_tuning_text(report) + trust_text(report) +
                       ensemble_text(report) + statistics_text(report) + adaptive_text(report);
    text += fmt::format("\n## Cost{}\n\n", table_of_paper(report, 2));
    text +=
        "Training: the sum over the networks, each on its rank or team. "
        "Choice of strides and forecast: the sum over ranks; a forecast is rolled out and decoded, "
        "over all test trajectories, with the strides chosen before.\n\n";
    text += costs_table(report, paper);
    text += direct_solver_text(report);
    for (const auto& entry : entries_of(report)) {
        if (!entry["steppers"].front().contains("mse_test")) continue;
        const bool theirs = entry["z"] == paper.z;
        text += fmt::format("\n## Single steppers, {}{}\n\n{}", name_text(entry),
                            theirs ? fmt::format(" ({})", paper.steppers_table) : "",
                            steppers_table(entry, paper));
    }
    return text + "\n## Wall time of the stages, s\n\n" + seconds_table(report["seconds"]);
}

std::string report_summary(const Json& report) {
    std::string text = "report:" + verdict_summary(report["verdict"]);
    std::string head = "errors";
    for (const auto& entry : entries_of(report)) {
        const auto& f = entry["forecast"];
        text +=
            fmt::format("\n  {:<10} {}: mean squared error {} (median {}, worst {}), strides {}",
                        head, name_text(entry), error_text(entry, f["mse_state"]),
                        error_text(entry, f["mse_state_median"]),
                        error_text(entry, f["mse_state_worst"]), strides_text(entry["coupling"]));
        head.clear();
        if (!entry.contains("in_sample")) continue;
        const auto& learnt = entry["in_sample"];
        text +=
            fmt::format("; in-sample {}, strides {}", number_text(learnt["forecast"]["mse_state"]),
                        strides_text(learnt["coupling"]));
    }
    text += "\n  seconds   ";
    for (const auto& [stage, value] : report["seconds"].items()) {
        text += fmt::format(" {} {},", stage, number_text(value));
    }
    text.pop_back();
    return text;
}

}  // namespace lhits
