// The stage of all forecasts: those that are scored, and the ensemble.
#include <filesystem>

#include "ensemble/ensemble.hpp"
#include "ensemble/ensemble_header.hpp"
#include "forecast/score_forecasts.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"

namespace lhits {
namespace {

/// Collective: whether the run has one of its own.
bool has_model(const Run& run) {
    bool there = false;
    on_root(run.ranks, [&] { there = std::filesystem::exists(run.directory.model()); });
    return run.ranks.broadcast(there ? 1.0 : 0.0) > 0.0;
}

}  // namespace

bool is_forecast(const Run& run) {
    const auto path = run.directory.forecast();
    if (!std::filesystem::exists(path) ||
        !changes_since(run, path, read_forecast_header(path).deck, Stage::forecast).empty()) {
        return false;
    }
    const auto ensemble = ensemble_path(run);
    if (run.deck.forecast.ensemble.asked() &&
        (!std::filesystem::exists(ensemble) ||
         !changes_since(run, ensemble, read_ensemble_header(ensemble).deck, Stage::ensemble)
              .empty())) {
        return false;
    }
    return std::filesystem::is_empty(run.directory.checkpoints());
}

void forecast(const Run& run, const Part& part) {
    if (run.deck.forecast.ensemble.models.empty() || has_model(run)) score_forecasts(run, part);
    forecast_ensemble(run, part);
}

}  // namespace lhits
