// The verdict for people, in report.md and in the log.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "lhits/base/log.hpp"
#include "markdown_table.hpp"
#include "report_tables.hpp"
#include "verdict_data.hpp"

namespace lhits {
namespace {

/// "--set a=1 --set b=2"; empty where no key does it.
std::string settings_text(const Json& advice) {
    std::string text;
    for (const auto& setting : advice["set"]) {
        text += fmt::format("{}--set {}", text.empty() ? "" : " ", setting.get<std::string>());
    }
    return text;
}

std::string text_of(const Json& json, const char* key) { return json[key].get<std::string>(); }

/// "z = 4"; of a sweep "z = 4 (run.seed=2)".
std::string name_of(const Json& verdict) {
    const auto name = text_of(verdict, "surrogate");
    return verdict.contains("point") ? fmt::format("{} ({})", name, text_of(verdict, "point"))
                                     : name;
}

/// An error as a part of the deviation of the data, in percent.
std::string percent_text(const Json& verdict, const char* key) {
    const auto& measures = verdict["measures"];
    const auto& error = measures[key];
    if (!error.is_number() || std::isnan(error.get<double>())) return "";
    return number_text(100.0 * std::sqrt(error.get<double>() / measures["variance"].get<double>()));
}

std::string measures_table(const Json& verdicts) {
    Table table({"", "verdict", "forecast, %", "in-sample", "initial state kept",
                 "mean of the training data", "best single stepper", "reconstruction",
                 "PCA, same z", "noise", "speed-up over a solver as accurate"});
    for (const auto& verdict : verdicts) {
        const auto error = [&](const char* key) { return percent_text(verdict, key); };
        const auto& speed_up = verdict["measures"]["solver_speed_up"];
        const bool is_known = speed_up.is_number() && !std::isnan(speed_up.get<double>());
        table.row({name_of(verdict), text_of(verdict, "use"), error("mse_state"),
                   error("in_sample"), error("persistence"), error("training_mean"),
                   error("single_stepper"), error("reconstruction"), error("pca"), error("noise"),
                   is_known ? number_text(speed_up) : ""});
    }
    return table.text();
}

}  // namespace

std::string verdict_text(const Json& verdict) {
    const auto& all = verdict["surrogates"];
    std::string text = fmt::format("\n**{}: {}.**\n", name_of(verdict), text_of(verdict, "text"));
    if (!verdict["try"].empty()) {
        text +=
            "\nWhat to try next, the most promising first (with `--set run.directory=FOLDER` "
            "this run is kept):\n\n";
    }
    for (const auto& advice : verdict["try"]) {
        const auto settings = settings_text(advice);
        text += settings.empty() ? fmt::format("- {}\n", text_of(advice, "reason"))
                                 : fmt::format("- `{}`: {}\n", settings, text_of(advice, "reason"));
    }
    text += "\nWhat was found:\n\n";
    for (const auto& finding : verdict["findings"]) {
        text += fmt::format("- {}\n", text_of(finding, "text"));
    }
    text += fmt::format("- worst forecast: {}\n", text_of(verdict, "worst"));
    for (const auto& what : verdict["not_judged"]) {
        text += fmt::format("- not judged: {}\n", what.get<std::string>());
    }
    if (all.size() > 1) {
        text += fmt::format("\nThis is the one of {} {}. All of them:\n", all.size(),
                            verdict.contains("point")
                                ? "seeds with the median error"
                                : "surrogates that is best on the validation trajectories");
    }
    return text +
           "\nErrors are roots of mean squares over all steps of the test trajectories, in percent "
           "of the standard deviation of the data; in-sample: of training trajectories.\n\n" +
           measures_table(all);
}

std::string verdict_summary(const Json& verdict) {
    std::string text;
    for (const auto& one : verdict["surrogates"]) {
        const auto line = fmt::format("{:<10} {}", name_of(one), text_of(one, "text"));
        text += "\n  " + (one["worse_than_nothing"].get<bool>() ? log::in_red(line) : line);
        text += fmt::format("\n             worst: {}", text_of(one, "worst"));
    }
    std::string head = "try next";
    for (const auto& advice : verdict["try"]) {
        const auto settings = settings_text(advice);
        const auto reason = text_of(advice, "reason");
        text += fmt::format("\n  {:<10} {}", head,
                            settings.empty() ? reason : fmt::format("{}  ({})", settings, reason));
        head.clear();
    }
    return text;
}

}  // namespace lhits
