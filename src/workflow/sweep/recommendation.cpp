#include <fmt/format.h>

#include <cmath>

#include "../report/report_tables.hpp"
#include "sweep_data.hpp"

namespace lhits {
namespace {

using Json = nlohmann::ordered_json;

/// The score that the strides were chosen by, as something to be small.
struct Score {
    std::string name;
    double sign;

    double at(const Json& group, const char* of) const {
        const auto& value = group[name][of];
        const double score = value.is_number() ? sign * value.get<double>() : std::nan("");
        return std::isfinite(score) ? score : std::numeric_limits<double>::infinity();
    }
    double median(const Json& group) const { return at(group, "median"); }
    /// That of the worst seed; of a single one a quarter worse than it.
    double bound(const Json& group) const {
        if (group["runs"].get<int>() > 1) return at(group, sign > 0.0 ? "largest" : "smallest");
        return median(group) * (sign > 0.0 ? 1.25 : 0.8);
    }
};

bool unreduced(const Json& group) { return group["surrogate"] == "full space"; }

double cost(const Json& group) {
    const auto& seconds = group["seconds_per_forecast"]["median"];
    return seconds.is_number() ? seconds.get<double>() : std::numeric_limits<double>::infinity();
}

/// Fewer coordinates first, then less time.
bool cheaper(const Json& a, const Json& b) {
    const int z = a["z"].get<int>();
    const int other = b["z"].get<int>();
    return z != other ? z < other : cost(a) < cost(b);
}

}  // namespace

Json recommendation(const Json& sweep) {
    const bool by_time = sweep["score"] == "valid-time";
    const Score score =
        by_time ? Score{"valid_time_validation", -1.0} : Score{"mse_validation", 1.0};
    const Json* best = nullptr;
    for (const auto& group : sweep["groups"]) {
        if (unreduced(group)) continue;
        if (best == nullptr || score.median(group) < score.median(*best)) best = &group;
    }
    if (best == nullptr) return {};
    const double bound = score.bound(*best);
    const Json* chosen = best;
    for (const auto& group : sweep["groups"]) {
        if (unreduced(group) || score.median(group) > bound) continue;
        if (cheaper(group, *chosen)) chosen = &group;
    }
    const int seeds = (*best)["runs"].get<int>();
    const std::string what = by_time ? "valid time" : "mean squared error";
    Json result{{"z", (*chosen)["z"]}, {"values", (*chosen)["values"]}};
    result["reason"] =
        chosen == best
            ? fmt::format(
                  "the best median {} on the validation trajectories ({}), and none with "
                  "fewer coordinates comes within {} of it",
                  what, number_text(std::abs(score.median(*best))),
                  seeds > 1 ? "the spread over its seeds" : "a quarter")
            : fmt::format(
                  "of all whose median {} on the validation trajectories is {} {} ({}) it "
                  "has the fewest coordinates, then the cheapest forecast: {} there, {} "
                  "for the best (z = {})",
                  what, by_time ? "at least" : "at most", number_text(std::abs(bound)),
                  seeds > 1 ? fmt::format("the worst of the {} seeds of the best", seeds)
                            : "a quarter worse than the best, of which there is one seed",
                  number_text(std::abs(score.median(*chosen))),
                  number_text(std::abs(score.median(*best))), (*best)["z"].get<int>());
    return result;
}

}  // namespace lhits
