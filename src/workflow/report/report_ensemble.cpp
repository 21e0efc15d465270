// The ensemble forecast in the report.
#include <fmt/format.h>

#include <filesystem>

#include "../ensemble/ensemble_header.hpp"
#include "markdown_table.hpp"
#include "report_data.hpp"
#include "report_tables.hpp"

namespace lhits {

Json ensemble_json(const Run& run, const std::string& surrogate) {
    const auto path = ensemble_path(run);
    if (!run.deck.forecast.ensemble.asked() || !std::filesystem::exists(path)) return nullptr;
    const auto header = read_ensemble_header(path);
    Json json;
    json["file"] = run.deck.forecast.ensemble.file;
    json["members"] = header.ensemble_size;
    json["steps"] = header.steps;
    const auto numbers = read_ensemble_numbers(path);
    for (const auto& [name, value] : numbers.at(surrogate)) json[name] = value;
    if (header.ensemble_size < 2 && json.contains("spread")) json["spread"] = nullptr;  // none
    return json;
}

std::string ensemble_text(const Json& report) {
    Table table({"", "members", "steps", "CRPS", "energy score", "spread", "error of the mean",
                 "counted at the end", "leave the training data"});
    const auto entries = entries_with(report, "ensemble");
    if (entries.empty()) return {};
    for (const auto& entry : entries) {
        const auto& own = entry["ensemble"];
        const auto number = [&](const char* name) {
            return own.contains(name) && !own[name].is_null() ? number_text(own[name])
                                                              : std::string("-");
        };
        table.row({name_text(entry), own["members"].dump(), own["steps"].dump(), number("crps"),
                   number("energy_score"), number("spread"), number("skill"), number("counted"),
                   number("left")});
    }
    return fmt::format(
        "\n## Ensemble\n\nFair scores, means over the outputs after the start; spread is the root "
        "of the mean variance, beside the root mean square error of the ensemble mean: where the "
        "ensemble is as uncertain as it says, the two agree. One member has no spread, and its "
        "CRPS and energy score are its absolute error and the norm of it. Scores only where the "
        "truth is "
        "known.\n\n{}",
        table.text());
}

}  // namespace lhits
