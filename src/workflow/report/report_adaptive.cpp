// Adaptive steps beside the fixed hierarchy, in the report.
#include <fmt/format.h>

#include <numeric>

#include "../protocol.hpp"
#include "forecast_scores.hpp"
#include "markdown_table.hpp"
#include "report_data.hpp"
#include "report_tables.hpp"
#include "statistics.hpp"

namespace lhits {
namespace {

/// The forecasts of unseen trajectories by a surrogate, row after row of tolerances or of strides.
class AdaptiveScores {
public:
    AdaptiveScores(const Run& run, const std::string& surrogate, const Surrogate& model)
        : run_(run),
          surrogate_(surrogate),
          model_(model),
          trajectories_(static_cast<std::size_t>(run.deck.trajectories.test)),
          numbers_(read_forecast_numbers(run.directory.forecast(), adaptive_group(surrogate))) {}

    Json tolerances() const {
        const auto mse = read("mse_state");
        const auto valid = read("valid_time");
        const auto taken = read("steps");
        const auto evaluations = read("evaluations");
        Json list = Json::array();
        const auto& all = run_.deck.forecast.adaptive_tolerance;
        for (std::size_t i = 0; i < all.size(); ++i) {
            Json json;
            json["tolerance"] = all[i];
            add_scores(json, mse, valid, i);
            const auto rows = each_stride(evaluations, i);
            const auto steps = each_stride(taken, i);
            double flop = 0.0;
            for (std::size_t l = 0; l < rows.size(); ++l) flop += rows[l] * flop_of(l);
            json["evaluations"] = std::accumulate(rows.begin(), rows.end(), 0.0);
            json["flop"] = flop;
            json["mean_stride"] = static_cast<double>(run_.deck.system.steps) /
                                  std::accumulate(steps.begin(), steps.end(), 0.0);
            json["steps_by_stride"] = steps;
            json["seconds"] = known(numbers_, fmt::format("seconds_tolerance_{}", all[i]));
            list.push_back(json);
        }
        return list;
    }

    Json hierarchies() const {
        const auto mse = read("fixed_mse_state");
        const auto valid = read("fixed_valid_time");
        const auto& coupling = model_.couplings.at(unseen);
        Json list = Json::array();
        for (std::size_t l = 0; l <= coupling.coarsest; ++l) {
            const auto stride = model_.steppers[l].stride;
            Json json;
            json["finest"] = stride;
            json["coarsest"] = model_.steppers[coupling.coarsest].stride;
            json["coupled"] = l == coupling.finest;
            add_scores(json, mse, valid, l);
            // What Rollout does: all nodes up to the first one at or after the end.
            const auto steps = run_.deck.system.steps;
            json["evaluations"] = (steps + stride - 1) / stride;
            json["flop"] = hierarchy_flop(l, coupling.coarsest);
            json["seconds"] = known(numbers_, fmt::format("seconds_stride_{}", stride));
            list.push_back(json);
        }
        return list;
    }

private:
    std::vector<double> read(const std::string& quantity) const {
        return read_forecast(run_.directory.forecast(), adaptive_group(surrogate_), quantity);
    }
    std::size_t strides() const { return model_.steppers.size(); }

    /// Products and sums of a row through the stepper's matrices.
    double flop_of(std::size_t level) const {
        const auto& network = model_.steppers[level].network;
        double products = 0.0;
        for (std::size_t l = 0; l < network.layers(); ++l) {
            products += static_cast<double>(network.widths[l]) * network.widths[l + 1];
        }
        return 2.0 * products;
    }

    /// Each level makes the nodes that no coarser one does.
    double hierarchy_flop(std::size_t finest, std::size_t coarsest) const {
        const auto steps = run_.deck.system.steps;
        double flop = 0.0;
        std::int64_t coarser = 0;
        for (std::size_t l = coarsest + 1; l-- > finest;) {
            const auto stride = model_.steppers[l].stride;
            const auto nodes = l == finest ? (steps + stride - 1) / stride : steps / stride;
            flop += static_cast<double>(nodes - coarser) * flop_of(l);
            coarser = nodes;
        }
        return flop;
    }

    /// Mean over the trajectories, of the counts of row `i`, for each stride.
    std::vector<double> each_stride(const std::vector<double>& counts, std::size_t i) const {
        std::vector<double> means(strides(), 0.0);
        for (std::size_t m = 0; m < trajectories_; ++m) {
            for (std::size_t l = 0; l < strides(); ++l) {
                means[l] += counts[(i * trajectories_ + m) * strides() + l] /
                            static_cast<double>(trajectories_);
            }
        }
        return means;
    }

    void add_scores(Json& json, const std::vector<double>& mse, const std::vector<double>& valid,
                    std::size_t i) const {
        const auto times = static_cast<std::size_t>(run_.deck.system.steps + 1);
        const auto errors = std::span(mse).subspan(i * trajectories_ * times);
        add_errors(json, "mse_state",
                   means_after_start(errors.first(trajectories_ * times), times));
        std::vector<double> valid_times;
        for (std::size_t m = 0; m < trajectories_; ++m) {
            valid_times.push_back(valid[i * trajectories_ + m] / run_.deck.report.time_scale);
        }
        json["valid_time"] = median(valid_times);
    }

    const Run& run_;
    std::string surrogate_;
    const Surrogate& model_;
    std::size_t trajectories_;
    Numbers numbers_;
};

Cells cells_of(const std::string& name, const std::string& what, const Json& scores) {
    Cells cells{name, what};
    for (const char* key : {"mse_state", "mse_state_median", "mse_state_worst", "valid_time"}) {
        cells.push_back(number_text(scores[key]));
    }
    cells.push_back(fmt::format("{:.0f}", scores["evaluations"].get<double>()));
    for (const char* key : {"flop", "mean_stride", "seconds"}) {
        cells.push_back(scores.contains(key) ? number_text(scores[key]) : "");
    }
    return cells;
}

}  // namespace

Json adaptive_json(const Run& run, const std::string& surrogate, const Surrogate& model) {
    const AdaptiveScores scores(run, surrogate, model);
    return {{"tolerances", scores.tolerances()}, {"hierarchies", scores.hierarchies()}};
}

std::string adaptive_text(const Json& report) {
    Table table({"", "steps", "mean squared error", "median", "worst", "valid time", "evaluations",
                 "flop", "mean stride", "rollout, s"});
    const auto entries = entries_with(report, "adaptive");
    if (entries.empty()) return {};
    for (const auto& entry : entries) {
        const auto& adaptive = entry["adaptive"];
        for (const auto& own : adaptive["tolerances"]) {
            table.row(cells_of(name_text(entry),
                               fmt::format("adaptive, {:g}", own["tolerance"].get<double>()), own));
        }
        for (const auto& own : adaptive["hierarchies"]) {
            const auto finest = own["finest"].get<std::int64_t>();
            const auto coarsest = own["coarsest"].get<std::int64_t>();
            table.row(
                cells_of(name_text(entry),
                         fmt::format("fixed, {}{}",
                                     finest == coarsest ? fmt::format("{}", finest)
                                                        : fmt::format("{} to {}", finest, coarsest),
                                     own["coupled"].get<bool>() ? " (coupled)" : ""),
                         own));
        }
    }
    return fmt::format(
        "\n## Adaptive steps\n\nUnseen trajectories. Adaptive: at each time each trajectory goes "
        "on "
        "with the largest stride, of all steppers, that disagrees with the next finer one by less "
        "than the tolerance (in standard deviations of the latent coordinates), and nodes between "
        "are made where a straight line misses them by as much. Fixed: the strides chosen on the "
        "validation trajectories, and others with the same coarsest one. Evaluations of networks "
        "and their matrices' flop for one trajectory; mean stride of the steps taken; seconds of "
        "rolling out all trajectories, up to {} at once, the sum over ranks.\n\n{}",
        report["members_at_once"].get<int>(), table.text());
}

}  // namespace lhits
