#include "lhits/base/units.hpp"
#include "report_tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "../protocol.hpp"
#include "lhits/io/quantities.hpp"
#include "markdown_table.hpp"

namespace lhits {
namespace {

std::string printed(const std::map<int, double>& table, int key) {
    const auto found = table.find(key);
    return found == table.end() ? "" : fmt::format("{:.3g}", found->second);
}

bool is_full_space(const Json& entry) { return entry["reduction"]["kind"] == "identity"; }

/// For what the paper prints of latent coordinates: 0 where there are none.
int z_of(const Json& entry) { return is_full_space(entry) ? 0 : entry["z"].get<int>(); }

}  // namespace

std::string number_text(const Json& value) {
    if (!value.is_number()) return "not known";
    if (!std::isfinite(value.get<double>())) return "diverged";
    return fmt::format("{:.3g}", value.get<double>());
}

std::string error_text(const Json& entry, const Json& error) {
    const bool stops = entry["trust"]["stopped_outside"].get<bool>();
    const bool ended = stops && error.is_number() && !std::isfinite(error.get<double>());
    return ended ? "ended" : number_text(error);
}

std::string unit_of_times(const Json& report) {
    const auto units = report["time_units"].get<std::string>();
    const auto scale = report["time_scale"].get<double>();
    if (scale != 1.0) {
        return fmt::format(" Times are in units of {:g}{}.", scale, with_blank(units));
    }
    return units == "1" ? "" : fmt::format(" Times are in {}.", units);
}

std::string strides_text(const Json& coupling) {
    const auto& strides = coupling["strides"];
    const auto first = strides.front().get<int>();
    const auto last = strides.back().get<int>();
    return first == last ? fmt::format("{}", first) : fmt::format("{} to {}", first, last);
}

std::string name_text(const Json& entry) {
    if (is_full_space(entry)) return "full space";
    return fmt::format("z = {}", entry["z"].get<int>());
}

std::vector<Json> entries_of(const Json& report) {
    std::vector<Json> entries(report["latent"].begin(), report["latent"].end());
    if (report.contains("hits")) entries.push_back(report["hits"]);
    return entries;
}

const Json* scores_of(const Json& entry, const std::string& protocol) {
    if (protocol == unseen) return &entry;
    const auto found = entry.find("in_sample");
    return found == entry.end() ? nullptr : &*found;
}

std::vector<Json> entries_with(const Json& report, const char* key) {
    auto entries = entries_of(report);
    std::erase_if(entries,
                  [&](const Json& entry) { return !entry.contains(key) || entry[key].is_null(); });
    return entries;
}

std::string errors_table(const Json& report, const std::string& protocol,
                         const PrintedValues& paper) {
    const auto scores = [&](const Json& entry) -> const Json& {
        return *scores_of(entry, protocol);
    };
    const auto reduction = [&](const char* key) {
        return [=](const Json& entry) { return number_text(scores(entry)["reduction"][key]); };
    };
    const bool is_unseen = protocol == unseen;
    std::vector<Column> columns{
        {"", name_text},
        {"reconstruction", reduction(is_unseen ? "mse_test" : "mse")},
        {"PCA", [=, of_pca = reduction(is_unseen ? "pca_mse_test" : "pca_mse")](const Json& entry) {
             return is_full_space(entry) ? "" : of_pca(entry);
         }}};
    const auto add = [&](const std::string& head, const std::string& key) {
        columns.push_back({head, [=](const Json& entry) {
                               const auto& forecast = scores(entry)["forecast"];
                               return forecast.contains(key) ? error_text(entry, forecast[key])
                                                             : "";
                           }});
    };
    for (const auto& quantity : surrogate_quantities) {
        if (!quantity.is_error()) continue;
        const auto key = quantity.key();
        const bool several = quantity.summary == Summary::errors;
        add(quantity.head + std::string(several ? ": mean" : ""), key);
        if (several) add("median", key + "_median");
        if (several) add("worst", key + "_worst");
        const auto theirs = paper.errors.find(key);
        if (theirs == paper.errors.end()) continue;
        columns.push_back(
            {"printed", [=](const Json& entry) { return printed(theirs->second, z_of(entry)); }});
    }
    columns.push_back(
        {"strides", [&](const Json& entry) { return strides_text(scores(entry)["coupling"]); }});
    return table_of(entries_of(report), columns);
}

namespace {

/// A field that is constant has nothing to hold an error against.
std::string share_text(const Json& field) {
    const auto deviation = field["deviation"].get<double>();
    if (deviation == 0.0) return "constant";
    return number_text(100.0 * field["rmse"].get<double>() / deviation);
}

}  // namespace

std::string fields_table(const Json& report, const std::string& protocol) {
    std::vector<Json> rows;
    for (const auto& entry : entries_of(report)) {
        const auto& fields = (*scores_of(entry, protocol))["forecast"]["fields"];
        if (fields.size() < 2) return {};
        for (Json field : fields) {
            field["surrogate"] = name_text(entry);
            if (field["units"] == "1") field["units"] = "";
            rows.push_back(std::move(field));
        }
    }
    const auto text = [](const char* key) {
        return [=](const Json& field) { return field[key].get<std::string>(); };
    };
    std::vector<Column> columns{
        {"", text("surrogate")}, {"field", text("name")}, {"in", text("units")}};
    for (const auto& quantity : surrogate_quantities) {
        if (quantity.summary != Summary::fields) continue;
        columns.push_back({quantity.head, [key = quantity.key()](const Json& field) {
                               return field.contains(key) ? number_text(field[key]) : "";
                           }});
    }
    columns.push_back({"error, % of that", share_text});
    return table_of(rows, columns);
}

std::string valid_times_table(const Json& report) {
    Table table({"", "protocol", "trajectories", "valid time: median", "mean", "deviation",
                 "10 % below", "90 % below", "perfect model: median", "mean", "deviation"});
    for (const auto& entry : entries_of(report)) {
        for (const std::string protocol : {unseen, in_sample}) {
            const auto* scores = scores_of(entry, protocol);
            if (scores == nullptr) continue;
            const auto& f = (*scores)["forecast"];
            const auto& spread = f["valid_time_spread"];
            Cells cells{name_text(entry),
                        protocol,
                        fmt::format("{}", spread["count"].get<int>()),
                        number_text(f["valid_time"]),
                        number_text(spread["mean"]),
                        number_text(spread["deviation"]),
                        number_text(spread["quantile_10"]),
                        number_text(spread["quantile_90"])};
            if (f.contains("perfect_model_valid_time")) {
                const auto& perfect = f["perfect_model_valid_time_spread"];
                cells.insert(cells.end(),
                             {number_text(f["perfect_model_valid_time"]),
                              number_text(perfect["mean"]), number_text(perfect["deviation"])});
            } else {
                cells.insert(cells.end(), {"not asked for", "", ""});
            }
            table.row(cells);
        }
    }
    return table.text();
}

std::string error_over_time_table(const Json& report, const std::string& protocol) {
    const auto entries = entries_of(report);
    const auto unit = report["time_units"].get<std::string>();
    const auto errors = [&](const Json& entry) -> const Json& {
        return (*scores_of(entry, protocol))["forecast"]["error_over_time"];
    };
    std::vector<Json> rows;  // the number of each time
    for (std::size_t i = 0; i < errors(entries.front())["time"].size(); ++i) rows.push_back(i);
    std::vector<Column> columns{{unit == "1" ? "time" : "time, " + unit, [&](const Json& i) {
                                     const auto& times = errors(entries.front())["time"];
                                     return fmt::format("{:g}",
                                                        times[i.get<std::size_t>()].get<double>());
                                 }}};
    for (const auto& entry : entries) {
        auto name = name_text(entry) + ": ";
        for (const auto& quantity : surrogate_quantities) {
            const auto key = quantity.key();
            if (!quantity.is_error_over_time() || !errors(entry).contains(key)) continue;
            columns.push_back({name + quantity.over_time, [&, key](const Json& i) {
                                   return error_text(entry,
                                                     errors(entry)[key][i.get<std::size_t>()]);
                               }});
            name.clear();
        }
    }
    return table_of(rows, columns);
}

std::string costs_table(const Json& report, const PrintedValues& paper) {
    Table table({"", "training, s", "printed", "choice of strides, s", "forecast, s", "printed",
                 "each, s", "relative l2 error, unseen", "in-sample", "printed"});
    for (const auto& entry : entries_of(report)) {
        const bool full = is_full_space(entry);
        const bool theirs = paper.z >= 0 && (full || entry["z"] == paper.z);
        const auto beside = [&](std::size_t i) {
            if (!theirs) return std::string();
            return fmt::format("{:.4g}", (full ? paper.hits : paper.latent_hits).at(i));
        };
        const auto* learnt = scores_of(entry, in_sample);
        const auto& f = entry["forecast"];
        table.row({full ? "multiscale HiTS" : "L-HiTS, " + name_text(entry),
                   number_text(entry["train_seconds"]), beside(0),
                   number_text(entry["coupling"]["seconds"]), number_text(f["seconds"]), beside(1),
                   number_text(f["seconds_per_forecast"]), number_text(f["relative_l2"]),
                   learnt ? number_text((*learnt)["forecast"]["relative_l2"]) : "", beside(2)});
    }
    return table.text();
}

std::string solvers_table(const Json& report) {
    Table table({"level", "time step", "s", "mean squared error", "valid time"});
    const auto& direct = report["direct_solver"];
    const auto row = [&](int level, const Json& solver) {
        table.row({fmt::format("{}", level), number_text(solver["time_step"]),
                   number_text(solver["seconds"]), number_text(solver["mse_state"]),
                   number_text(solver["valid_time"])});
    };
    row(0, direct);
    for (const auto& solver : direct["coarsened"]) row(solver["level"].get<int>(), solver);
    return table.text();
}

std::string comparison_table(const Json& report) {
    Table table({"", "forecast, s", "speed-up", "solver of equal accuracy: level", "s", "speed-up",
                 "spent, s", "pays off after"});
    for (const auto& entry : entries_of(report)) {
        const auto& equal = entry["equal_accuracy"];
        const auto of_equal = [&](const char* key) {
            return equal.is_null() ? std::string() : number_text(equal[key]);
        };
        const auto& pays = entry["pays_off_after"];
        table.row({name_text(entry), number_text(entry["forecast"]["seconds"]),
                   number_text(entry["forecast"]["speed_up"]), of_equal("level"),
                   of_equal("seconds"), of_equal("speed_up"), number_text(entry["spent_seconds"]),
                   pays.is_number() ? fmt::format("{:.0f} forecasts", pays.get<double>())
                   : entry["spent_seconds"].is_null() ? number_text(pays)
                                                      : "never"});
    }
    return table.text();
}

std::string steppers_table(const Json& entry, const PrintedValues& paper) {
    const bool theirs = !is_full_space(entry) && entry["z"] == paper.z;
    const auto* learnt = scores_of(entry, in_sample);
    Table table({"stride", "forecast, state: unseen", "in-sample", "printed", "forecast, s",
                 "training, s", "validation loss"});
    for (std::size_t i = 0; i < entry["steppers"].size(); ++i) {
        const auto& stepper = entry["steppers"][i];
        const int stride = stepper["stride"].get<int>();
        table.row({fmt::format("{}", stride), number_text(stepper["mse_test"]),
                   learnt ? number_text((*learnt)["steppers"][i]["mse"]) : "",
                   theirs ? printed(paper.stepper, stride) : "",
                   number_text(stepper["forecast_seconds"]), number_text(stepper["train_seconds"]),
                   number_text(stepper["mse_validation"])});
    }
    const auto& f = entry["forecast"];
    const auto strides = strides_text(entry["coupling"]);
    table.row({fmt::format("coupled, {}{}", strides,
                           learnt && strides_text((*learnt)["coupling"]) != strides
                               ? fmt::format(" (in-sample {})", strides_text((*learnt)["coupling"]))
                               : ""),
               number_text(f["mse_state"]),
               learnt ? number_text((*learnt)["forecast"]["mse_state"]) : "",
               theirs ? fmt::format("{:.3g}", paper.coupled) : "", number_text(f["seconds"]),
               number_text(entry["train_seconds"]), ""});
    return table.text();
}

}  // namespace lhits
