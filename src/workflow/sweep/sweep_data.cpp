#include "sweep_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/version.hpp"
#include "lhits/io/quantities.hpp"
#include "../report/report_tables.hpp"
#include "../report/statistics.hpp"

namespace lhits {
namespace {

using Json = nlohmann::ordered_json;

/// TOML's values are JSON's, as far as decks go, but for texts in single quotes; else the text.
Json value_of(const std::string& text) {
    if (text.size() > 1 && text.starts_with('\'') && text.ends_with('\'')) {
        return text.substr(1, text.size() - 2);
    }
    const auto value = Json::parse(text, nullptr, false);
    return value.is_discarded() ? Json(text) : value;
}

Json values_of(const SweepPoint& point) {
    Json values = Json::object();
    for (const auto& value : point.values) values[value.key] = value_of(value.text);
    return values;
}

/// One surrogate of one point.
Json member_json(const Run& run, const Json& entry, std::int64_t seed) {
    const auto& forecast = entry["forecast"];
    Json json;
    json["point"] = run.point.name;
    json["folder"] = run.point.folder();
    json["values"] = values_of(run.point);
    json["surrogate"] = name_text(entry);
    json["z"] = entry["z"];
    json["seed"] = seed;
    json["strides"] = entry["coupling"]["strides"];
    json["mse_validation"] = entry["coupling"]["mse_validation"];
    json["valid_time_validation"] = entry["coupling"]["valid_time_validation"];
    json["reduction_mse"] = entry["reduction"]["mse_test"];
    for (const auto& quantity : surrogate_quantities) {
        if (quantity.is_error()) json[quantity.key()] = forecast[quantity.key()];
    }
    json["valid_time"] = forecast["valid_time"];
    json["train_seconds"] = entry["train_seconds"];
    json["seconds_per_forecast"] = forecast["seconds_per_forecast"];
    if (entry.contains("in_sample")) {
        json["mse_state_in_sample"] = entry["in_sample"]["forecast"]["mse_state"];
        json["mse_latent_in_sample"] = entry["in_sample"]["forecast"]["mse_latent"];
    }
    json["steppers"] = Json::array();
    for (const auto& stepper : entry["steppers"]) {
        if (!stepper.contains("mse_test")) break;
        json["steppers"].push_back({{"stride", stepper["stride"]}, {"mse", stepper["mse_test"]}});
    }
    return json;
}

/// What the members of a group share.
Json key_of(const Json& member) {
    Json key = {{"surrogate", member["surrogate"]}, {"z", member["z"]}, {"values", Json::object()}};
    for (const auto& [name, value] : member["values"].items()) {
        if (name != "run.seed" && name != "reduction.latent") key["values"][name] = value;
    }
    return key;
}

/// A setting for the deck of a sweep, where keys that are swept are set in [sweep].
std::string setting_in(const Json& swept, const std::string& key, const std::string& value) {
    return swept.contains(key) ? fmt::format("sweep.{}=[{}]", key, value)
                               : fmt::format("{}={}", key, value);
}

/// Where the recommended z is the largest or the smallest of several: says so, and to try one more.
void add_edge(Json& verdict, const Json& groups, const Json& swept) {
    std::set<std::int64_t> all;
    for (const auto& group : groups) {
        if (group["surrogate"] != "full space") all.insert(group["z"].get<std::int64_t>());
    }
    const auto z = verdict["z"].get<std::int64_t>();
    const bool is_largest = z == *all.rbegin();
    if (all.size() < 2 || z == 1 || (!is_largest && z != *all.begin())) return;
    const auto other = is_largest ? z + std::max<std::int64_t>(1, z / 2) : z - 1;
    const auto text = fmt::format("z at the edge of the sweep: {} is the {} of {}", z,
                                  is_largest ? "largest" : "smallest", all.size());
    all.insert(other);
    const auto setting =
        fmt::format("{}reduction.latent=[{}]", swept.contains("reduction.latent") ? "sweep." : "",
                    fmt::join(all, ","));
    const Json advice{{"set", {setting}}, {"reason", text}};
    verdict["findings"].insert(verdict["findings"].begin(),
                               Json{{"name", "edge of the sweep"}, {"text", text}});
    verdict["try"].insert(verdict["try"].begin(), advice);
}

/// Without other z: those are in the sweep already.
Json advice_for_sweep(const Json& advice, const Json& swept) {
    Json list = Json::array();
    for (Json one : advice) {
        bool is_new = true;
        for (auto& setting : one["set"]) {
            const auto text = setting.get<std::string>();
            const auto equals = text.find('=');
            const auto key = text.substr(0, equals);
            is_new = is_new && key != "reduction.latent";
            setting = setting_in(swept, key, text.substr(equals + 1));
        }
        if (is_new) list.push_back(std::move(one));
    }
    return list;
}

/// The verdict on the recommended point, of several seeds that with the median error; null where
/// nothing is recommended.
Json verdict_json(const Json& sweep, const std::map<std::string, const Json*>& reports) {
    const auto& chosen = sweep["recommended"];
    if (chosen.is_null()) return {};
    std::vector<std::pair<double, Json>> verdicts;
    for (const auto& member : sweep["members"]) {
        const auto key = key_of(member);
        if (key["z"] != chosen["z"] || key["values"] != chosen["values"] ||
            key["surrogate"] == "full space") {
            continue;
        }
        const auto& error = member["mse_state"];
        for (const auto& verdict :
             (*reports.at(member["point"].get<std::string>()))["verdict"]["surrogates"]) {
            if (verdict["surrogate"] != member["surrogate"]) continue;
            verdicts.emplace_back(error.is_number() && std::isfinite(error.get<double>())
                                      ? error.get<double>()
                                      : std::numeric_limits<double>::infinity(),
                                  verdict);
            verdicts.back().second["point"] = member["point"];
        }
    }
    std::stable_sort(verdicts.begin(), verdicts.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Json verdict = verdicts.at((verdicts.size() - 1) / 2).second;
    const auto& swept = sweep["members"].front()["values"];
    verdict["z"] = chosen["z"];
    verdict["try"] = advice_for_sweep(verdict["try"], swept);
    add_edge(verdict, sweep["groups"], swept);
    verdict["surrogates"] = Json::array();
    for (const auto& [error, one] : verdicts) verdict["surrogates"].push_back(one);
    return verdict;
}

Json spread(const std::vector<double>& values) {
    return {{"mean", mean(values)},
            {"median", median(values)},
            {"smallest", quantile(values, 0.0)},
            {"largest", worst(values)}};
}

Json group_json(const Json& key, const std::vector<Json>& members) {
    Json group = key;
    group["runs"] = members.size();
    group["points"] = Json::array();
    for (const auto& member : members) group["points"].push_back(member["point"]);
    for (const auto& [name, value] : members.front().items()) {
        if (!value.is_number() || name == "z" || name == "seed") continue;
        std::vector<double> values(members.size(), std::nan(""));
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (members[i][name].is_number()) values[i] = members[i][name].get<double>();
        }
        group[name] = spread(values);
    }
    group["steppers"] = Json::array();
    for (std::size_t level = 0; level < members.front()["steppers"].size(); ++level) {
        std::vector<double> errors;
        for (const auto& member : members) {
            const auto& mse = member["steppers"][level]["mse"];
            errors.push_back(mse.is_number() ? mse.get<double>() : std::nan(""));
        }
        group["steppers"].push_back(
            {{"stride", members.front()["steppers"][level]["stride"]}, {"mse", spread(errors)}});
    }
    return group;
}

/// Members with the same key, the keys by rising z.
Json groups_json(const Json& members) {
    std::vector<std::pair<Json, std::vector<Json>>> groups;
    for (const auto& member : members) {
        const auto key = key_of(member);
        auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& group) { return group.first == key; });
        if (found == groups.end()) found = groups.emplace(found, key, std::vector<Json>{});
        // Points that differ in z have the same surrogate in the full space.
        const bool again =
            std::any_of(found->second.begin(), found->second.end(), [&](const Json& other) {
                return key["surrogate"] == "full space" && other["seed"] == member["seed"];
            });
        if (!again) found->second.push_back(member);
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [](const auto& a, const auto& b) { return a.first["z"] < b.first["z"]; });
    Json list = Json::array();
    for (const auto& [key, own] : groups) list.push_back(group_json(key, own));
    return list;
}

}  // namespace

Json sweep_data(const Sweep& sweep, const std::vector<Json>& reports) {
    const auto first = std::find_if(reports.begin(), reports.end(),
                                    [](const Json& report) { return !report.is_null(); });
    if (first == reports.end()) {
        throw InputError(fmt::format(
            "{}: expected at least one point of the sweep that has been forecast, found none; run "
            "'lhits run DECK', or '--point I' for each point, first",
            sweep.directory));
    }
    Json json;
    json["verdict"] = nullptr;  // the first thing in the file
    json["title"] = (*first)["title"];
    json["system"] = (*first)["system"];
    json["trajectories"] = (*first)["trajectories"];
    json["ranks"] = (*first)["ranks"];
    json["lhits_version"] = version();
    json["git_revision"] = git_revision();
    json["score"] = (*first)["latent"].empty() ? (*first)["hits"]["coupling"]["score"]
                                               : (*first)["latent"][0]["coupling"]["score"];
    json["time_scale"] = (*first)["time_scale"];
    json["time_units"] = (*first)["time_units"];
    json["units"] = (*first)["units"];
    if (first->contains("printed")) json["printed"] = (*first)["printed"];
    json["sweep"] = {
        {"points", sweep.points}, {"finished", Json::array()}, {"missing", Json::array()}};
    json["dimensions"] = Json::array();
    json["members"] = Json::array();
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        const auto& run = sweep.runs[i];
        json["sweep"][reports[i].is_null() ? "missing" : "finished"].push_back(run.point.name);
        if (reports[i].is_null()) continue;
        if (reports[i].contains("dimension")) {
            const auto& found = reports[i]["dimension"];
            json["dimensions"].push_back({{"point", run.point.name},
                                          {"estimate", found["estimate"]},
                                          {"gap", found["gap"]},
                                          {"unexplained", found["unexplained"]}});
        }
        for (const auto& entry : entries_of(reports[i])) {
            json["members"].push_back(member_json(run, entry, run.deck.run.seed));
        }
    }
    json["groups"] = groups_json(json["members"]);
    json["recommended"] = recommendation(json);
    std::map<std::string, const Json*> by_point;
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        by_point[sweep.runs[i].point.name] = &reports[i];
    }
    json["verdict"] = verdict_json(json, by_point);
    return json;
}

}  // namespace lhits
