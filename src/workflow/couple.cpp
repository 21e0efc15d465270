// The choice of the strides for every surrogate and protocol, candidates over ranks.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "couple_plan.hpp"
#include "evaluation.hpp"
#include "lhits/base/log.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"
#include "model_store.hpp"
#include "principal_components_part.hpp"
#include "protocol.hpp"
#include "trust.hpp"

namespace lhits {
namespace {

/// How well the decoded trajectories of a protocol are forecast, for each finest level.
class Scorer {
public:
    /// `variance` is that of the training data.
    Scorer(const Run& run, const TrajectoryReader& data,
           std::map<std::string, Surrogate>& surrogates, const std::vector<Choice>& choices,
           double variance)
        : run_(run),
          data_(data),
          surrogates_(surrogates),
          choices_(choices),
          variance_(variance),
          engine_(make_engine("native")) {}

    /// Entry f is that of the levels f .. coarsest; an infinite error where it was not asked for.
    std::vector<CouplingScore> scores(const Candidates& candidates) {
        const Choice& choice = choices_[candidates.choice];
        const TrajectorySet& set = choice.protocol.chosen_on;
        Surrogate& surrogate = surrogates_.at(choice.plan.name);
        std::vector<CouplingScore> sums(candidates.coarsest + 1);
        if (candidates.finest_only) {
            std::fill(sums.begin() + 1, sums.end(),
                      CouplingScore{std::numeric_limits<double>::infinity(), 0.0});
        }
        for (const auto& chunk : chunks(run_, set.count)) {
            const auto truth =
                reference_trajectories(data_, set.split, chunk, *surrogate.reduction);
            Rollout rollout(truth.starts(), truth.count, surrogate.reduction->dimension(),
                            truth.steps());
            for (std::size_t f = candidates.coarsest + 1; f-- > 0;) {
                rollout.add_level(surrogate.steppers[f].level(*engine_));
                if (f > 0 && candidates.finest_only) continue;
                add_score(rollout, truth, *surrogate.reduction, sums[f]);
            }
        }
        const auto count = static_cast<double>(set.count);
        for (auto& sum : sums) sum = {sum.error / count, sum.valid_time / count};
        return sums;
    }

private:
    /// Adds that of every member.
    void add_score(Rollout& rollout, const ReferenceTrajectories& truth, Reduction& reduction,
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
    const TrajectoryReader& data_;
    std::map<std::string, Surrogate>& surrogates_;
    const std::vector<Choice>& choices_;
    double variance_;
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> z_;
    AlignedVector<float> u_;
    std::vector<double> mse_;
};

/// What is known of one choice so far.
struct Scores {
    CouplingScores rows;
    double seconds = 0.0;
};

/// Collective: adds the scores of all candidates to those of their choices, on every rank.
void score_all(const Run& run, Scorer& scorer, const Plan<Candidates>& plan,
               std::vector<Scores>& scores) {
    const auto& candidates = plan.jobs;
    std::vector<std::size_t> places{0};  // of the scores of each job
    for (const auto& one : candidates) places.push_back(places.back() + one.coarsest + 1);
    std::vector<double> errors(places.back(), 0.0);
    std::vector<double> valid_times(places.back(), 0.0);
    std::vector<double> seconds(candidates.size(), 0.0);
    const auto work = [&](const Candidates& job, const Tick&) {
        const double begin = MPI_Wtime();
        std::size_t place = places[job.number];
        for (const auto& score : scorer.scores(job)) {
            errors[place] = score.error;
            valid_times[place++] = score.valid_time;
        }
        seconds[job.number] = MPI_Wtime() - begin;
    };
    carry_out(run.ranks, plan, run.timeline, {"couple", "rollouts"}, work);
    errors = run.ranks.collect(std::move(errors));
    valid_times = run.ranks.collect(std::move(valid_times));
    seconds = run.ranks.collect(std::move(seconds));
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        auto& [rows, spent] = scores[candidates[i].choice];
        rows.resize(std::max(rows.size(), candidates[i].coarsest + 1));
        auto& row = rows[candidates[i].coarsest];
        row.clear();
        for (std::size_t place = places[i]; place < places[i + 1]; ++place) {
            row.push_back({errors[place], valid_times[place]});
        }
        spent += seconds[i];
    }
}

/// All ranges of every surrogate; or, as the paper's search needs them, those that end at the
/// finest stride and then all with the best coarse end.
std::vector<Coupling> search(const Run& run, const TrajectoryReader& data,
                             std::map<std::string, Surrogate>& surrogates,
                             const std::vector<Choice>& choices, double variance) {
    const auto& method = run.deck.coupling.search;
    const auto criterion = coupling_criterion(run.deck.coupling.score);
    const bool range = method == "range";
    Scorer scorer(run, data, surrogates, choices, variance);
    std::vector<Scores> scores(choices.size());
    auto costs = Costs::assumed();
    score_all(run, scorer, coupling_plan(run, choices, costs), scores);
    if (range) {
        std::vector<std::size_t> coarsest;
        for (const auto& one : scores) coarsest.push_back(best_coarse_end(one.rows, criterion));
        score_all(run, scorer, finer_ends_plan(run, choices, coarsest, costs), scores);
    }
    std::vector<Coupling> chosen;
    agree_on_errors(run.ranks, [&] {
        for (const auto& [rows, seconds] : scores) {
            chosen.push_back(choose_coupling(method, rows, criterion));
            chosen.back().seconds = seconds;
        }
    });
    return chosen;
}

std::vector<ModelPart> coupling_parts(const std::map<std::string, Surrogate>& surrogates) {
    std::vector<ModelPart> parts;
    parts.reserve(surrogates.size());
    for (const auto& [name, surrogate] : surrogates) parts.push_back({name, coupling_item});
    return parts;
}

/// Collective: for `choices`; into the surrogates and model.h5. Returns the wall time of the
/// search.
double choose_strides(const Run& run, const TrajectoryReader& data,
                      std::map<std::string, Surrogate>& surrogates,
                      const std::vector<Choice>& choices, double variance) {
    const double begin = MPI_Wtime();
    const auto chosen = search(run, data, surrogates, choices, variance);
    const double seconds = MPI_Wtime() - begin;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const auto& [plan, protocol] = choices[i];
        log::info(
            fmt::format("couple: {}: strides {} to {}, mean squared error {:.3g} and valid "
                        "time {:.3g}{} on {} trajectories",
                        choices[i].name(), run.deck.steppers.strides[chosen[i].finest],
                        run.deck.steppers.strides[chosen[i].coarsest], chosen[i].error,
                        chosen[i].valid_time / run.deck.report.time_scale,
                        units_of_valid_times(run), split_name(protocol.chosen_on.split)));
        surrogates.at(plan.name).couplings[protocol.name] = chosen[i];
    }
    on_root(run.ranks, [&] {
        const ModelStore store(run);
        for (const auto& [name, surrogate] : surrogates) {
            store.write_finished({name, coupling_item},
                                 surrogate_record(surrogate).child(coupling_item));
        }
        store.fold(coupling_parts(surrogates), {{"couple_seconds", seconds}});
    });
    return seconds;
}

}  // namespace

void couple(const Run& run) {
    std::map<std::string, Surrogate> surrogates;
    double variance = 0.0;
    double seconds = 0.0;
    std::optional<TrajectoryReader> data;
    on_root(run.ranks, [&] { ModelStore(run).leave_out_stale(); });
    agree_on_errors(run.ranks, [&] {
        surrogates = read_surrogates(run);
        data.emplace(run.directory.trajectories());
        const Record model = read_model(run, "reduce");
        if (model.numbers.contains("couple_seconds")) seconds = model.number("couple_seconds");
        using_content_of(run.directory.model(), [&] {
            variance = read_principal_components(model.child(pca_item), run).variance;
        });
    });
    auto choices = all_choices(run);
    std::erase_if(choices, [&](const Choice& one) {
        return surrogates.at(one.plan.name).couplings.contains(one.protocol.name);
    });
    if (choices.empty()) {
        // Nothing is left over of a run that was killed between model.h5 and its checkpoints.
        on_root(run.ranks, [&] { ModelStore(run).fold(coupling_parts(surrogates), {}); });
        log::info("couple: the strides are chosen");
    } else {
        seconds = choose_strides(run, *data, surrogates, choices, variance);
    }
    learn_trust(run, *data, surrogates, variance, seconds);
}

}  // namespace lhits
