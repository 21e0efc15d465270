// The choice of the strides, candidates over ranks.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "evaluation.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/stages.hpp"
#include "model_store.hpp"
#include "principal_components_part.hpp"

namespace lhits {
namespace {

/// The rollouts that start at level `coarsest` of a surrogate and end at each level finer: they
/// share their coarse part.
struct Candidates {
    std::string surrogate;
    std::size_t coarsest = 0;
    bool finest_only = false;  ///< score the whole range only, not those that end earlier
};

/// How well the decoded validation trajectories are forecast, for each finest level.
class Scorer {
public:
    /// `variance` is that of the training data.
    Scorer(const Run& run, std::map<std::string, Surrogate>& surrogates, double variance)
        : run_(run), surrogates_(surrogates), variance_(variance), engine_(make_engine("native")) {}

    /// Entry f is that of the levels f .. coarsest; an infinite error where it was not asked for.
    std::vector<CouplingScore> scores(const Candidates& candidates) {
        Surrogate& surrogate = surrogates_.at(candidates.surrogate);
        std::vector<CouplingScore> sums(candidates.coarsest + 1);
        if (candidates.finest_only) {
            std::fill(sums.begin() + 1, sums.end(),
                      CouplingScore{std::numeric_limits<double>::infinity(), 0.0});
        }
        for (const auto& chunk : chunks(run_, Split::validation)) {
            const auto truth = true_members(run_, Split::validation, chunk, *surrogate.reduction);
            Rollout rollout(truth.starts(), truth.count, surrogate.reduction->latent(),
                            run_.deck.system.steps);
            for (std::size_t f = candidates.coarsest + 1; f-- > 0;) {
                rollout.add_level(surrogate.steppers[f].level(*engine_));
                if (f > 0 && candidates.finest_only) continue;
                add_score(rollout, truth, *surrogate.reduction, sums[f]);
            }
        }
        const auto count = static_cast<double>(run_.deck.trajectories.validation);
        for (auto& sum : sums) sum = {sum.error / count, sum.valid_time / count};
        return sums;
    }

private:
    /// Adds that of every member.
    void add_score(Rollout& rollout, const TrueMembers& truth, Reduction& reduction,
                   CouplingScore& sum) {
        z_.resize(truth.z.size());
        rollout.finish(z_);
        u_.resize(truth.times * truth.width);
        mse_.resize(truth.times);
        for (int m = 0; m < truth.count; ++m) {
            const auto block = truth.times * truth.latent;
            reduction.decode(std::span(z_).subspan(static_cast<std::size_t>(m) * block, block),
                             static_cast<int>(truth.times), u_);
            mean_squared_errors(u_, truth.u_of(m), truth.width, mse_);
            sum.error += mean_after_start(mse_);
            sum.valid_time +=
                valid_time(mse_, variance_, run_.deck.report.valid_nrmse, run_.system->dt());
        }
    }

    const Run& run_;
    std::map<std::string, Surrogate>& surrogates_;
    double variance_;
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> z_;
    AlignedVector<float> u_;
    std::vector<float> mse_;
};

/// Collective: the scores of all candidates, on every rank.
CouplingScores score_all(const Run& run, Scorer& scorer,
                         const std::vector<Candidates>& candidates) {
    std::vector<Task> tasks;
    std::vector<std::size_t> places{0};
    for (const auto& one : candidates) {
        tasks.push_back({.name = fmt::format("{} from stride {}", one.surrogate,
                                             run.deck.steppers.strides[one.coarsest]),
                         .cost = one.finest_only ? 1.0 : static_cast<double>(one.coarsest + 1)});
        places.push_back(places.back() + one.coarsest + 1);
    }
    std::vector<double> errors(places.back(), 0.0);
    std::vector<double> valid_times(places.back(), 0.0);
    TaskPool pool(run.ranks, tasks);
    Progress progress("couple", static_cast<double>(tasks.size()), "rollouts");
    pool.run(
        [&](int index) {
            const auto i = static_cast<std::size_t>(index);
            const Timeline::Scope scope(run.timeline, tasks[i].name, "couple");
            std::size_t place = places[i];
            for (const auto& score : scorer.scores(candidates[i])) {
                errors[place] = score.error;
                valid_times[place++] = score.valid_time;
            }
        },
        &progress);
    errors = run.ranks.collect(std::move(errors));
    valid_times = run.ranks.collect(std::move(valid_times));
    CouplingScores scores(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        for (std::size_t place = places[i]; place < places[i + 1]; ++place) {
            scores[i].push_back({errors[place], valid_times[place]});
        }
    }
    return scores;
}

/// All ranges of every surrogate; or, as the paper's search needs them, those that end at the
/// finest stride and then all with the best coarse end.
std::map<std::string, Coupling> search(const Run& run, std::map<std::string, Surrogate>& surrogates,
                                       double variance) {
    const auto& method = run.deck.coupling.search;
    const auto criterion = coupling_criterion(run.deck.coupling.score);
    const bool range = method == "range";
    Scorer scorer(run, surrogates, variance);
    std::map<std::string, CouplingScores> table;
    std::vector<Candidates> candidates;
    const auto score = [&] {
        const auto scores = score_all(run, scorer, candidates);
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            auto& rows = table[candidates[i].surrogate];
            rows.resize(std::max(rows.size(), candidates[i].coarsest + 1));
            rows[candidates[i].coarsest] = scores[i];
        }
        candidates.clear();
    };
    for (const auto& [name, surrogate] : surrogates) {
        for (std::size_t c = 0; c < surrogate.steppers.size(); ++c) {
            candidates.push_back({name, c, range});
        }
    }
    score();
    if (range) {
        for (const auto& [name, rows] : table) {
            candidates.push_back({name, best_coarse_end(rows, criterion), false});
        }
        score();
    }
    std::map<std::string, Coupling> chosen;
    together(run.ranks, [&] {
        for (const auto& [name, rows] : table) {
            chosen[name] = choose_coupling(method, rows, criterion);
        }
    });
    return chosen;
}

}  // namespace

void couple(const Run& run) {
    std::map<std::string, Surrogate> surrogates;
    double variance = 0.0;
    together(run.ranks, [&] {
        surrogates = read_surrogates(run);
        const Record model = read_model(run, "reduce");
        using_content_of(run.directory.model(), [&] {
            variance = read_principal_components(model.child(pca_item), run).variance;
        });
    });
    if (std::all_of(surrogates.begin(), surrogates.end(),
                    [](const auto& item) { return item.second.coupling.has_value(); })) {
        log::info("couple: the strides are chosen");
        return;
    }
    const double begin = MPI_Wtime();
    const auto chosen = search(run, surrogates, variance);
    const double seconds = MPI_Wtime() - begin;
    for (const auto& [name, coupling] : chosen) {
        log::info(
            fmt::format("couple: {}: strides {} to {}, mean squared error {:.3g} and valid "
                        "time {:.3g} on validation trajectories",
                        name, run.deck.steppers.strides[coupling.finest],
                        run.deck.steppers.strides[coupling.coarsest], coupling.error,
                        coupling.valid_time / run.deck.report.time_scale));
        surrogates.at(name).coupling = coupling;
    }
    on_root(run.ranks, [&] {
        const ModelStore store(run);
        std::vector<ModelPart> parts;
        for (const auto& [name, surrogate] : surrogates) {
            parts.push_back({name, "coupling"});
            store.write_finished(parts.back(), surrogate_record(surrogate).child("coupling"));
        }
        store.fold(parts, {{"couple_seconds", seconds}});
    });
}

}  // namespace lhits
