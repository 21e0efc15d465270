// The choice of the strides for every surrogate and protocol, candidates over ranks.
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
#include "protocol.hpp"

namespace lhits {
namespace {

/// A surrogate and a protocol that its strides are to be chosen for.
struct Choice {
    std::string surrogate;
    Protocol protocol;

    std::string name() const { return surrogate + ", " + protocol.name; }
};

/// The rollouts that start at level `coarsest` of a surrogate and end at each level finer: they
/// share their coarse part.
struct Candidates {
    std::size_t choice = 0;  ///< its number
    std::size_t coarsest = 0;
    bool finest_only = false;  ///< score the whole range only, not those that end earlier
};

/// The mean squared error of the decoded trajectories of a protocol, for each finest level.
class Scorer {
public:
    Scorer(const Run& run, std::map<std::string, Surrogate>& surrogates,
           const std::vector<Choice>& choices)
        : run_(run), surrogates_(surrogates), choices_(choices), engine_(make_engine("native")) {}

    /// Entry f is that of the levels f .. coarsest; infinite where it was not asked for.
    std::vector<double> scores(const Candidates& candidates) {
        const Choice& choice = choices_[candidates.choice];
        const TrajectorySet& set = choice.protocol.chosen_on;
        Surrogate& surrogate = surrogates_.at(choice.surrogate);
        std::vector<double> sums(candidates.coarsest + 1, 0.0);
        if (candidates.finest_only) {
            std::fill(sums.begin() + 1, sums.end(), std::numeric_limits<double>::infinity());
        }
        for (const auto& chunk : chunks(run_, set.count)) {
            const auto truth = true_members(run_, set.split, chunk, *surrogate.reduction);
            Rollout rollout(truth.starts(), truth.count, surrogate.reduction->latent(),
                            truth.steps());
            for (std::size_t f = candidates.coarsest + 1; f-- > 0;) {
                rollout.add_level(surrogate.steppers[f].level(*engine_));
                if (f > 0 && candidates.finest_only) continue;
                sums[f] += decoded_error(rollout, truth, *surrogate.reduction);
            }
        }
        for (auto& sum : sums) sum /= static_cast<double>(set.count);
        return sums;
    }

private:
    /// Sum over the members.
    double decoded_error(Rollout& rollout, const TrueMembers& truth, Reduction& reduction) {
        z_.resize(truth.z.size());
        rollout.finish(z_);
        u_.resize(truth.times * truth.width);
        mse_.resize(truth.times);
        double sum = 0.0;
        for (int m = 0; m < truth.count; ++m) {
            const auto block = truth.times * truth.latent;
            reduction.decode(std::span(z_).subspan(static_cast<std::size_t>(m) * block, block),
                             static_cast<int>(truth.times), u_);
            mean_squared_errors(u_, truth.u_of(m), truth.width, mse_);
            sum += mean_after_start(mse_);
        }
        return sum;
    }

    const Run& run_;
    std::map<std::string, Surrogate>& surrogates_;
    const std::vector<Choice>& choices_;
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> z_;
    AlignedVector<float> u_;
    std::vector<float> mse_;
};

/// What is known of one choice so far.
struct Scores {
    CouplingScores rows;
    double seconds = 0.0;
};

/// Collective: adds the scores of all candidates to those of their choices, on every rank.
void score_all(const Run& run, Scorer& scorer, const std::vector<Choice>& choices,
               const std::vector<Candidates>& candidates, std::vector<Scores>& scores) {
    std::vector<Task> tasks;
    std::vector<std::size_t> places{0};
    for (const auto& one : candidates) {
        const auto& choice = choices[one.choice];
        tasks.push_back({.name = fmt::format("{} from stride {}", choice.name(),
                                             run.deck.steppers.strides[one.coarsest]),
                         .cost = static_cast<double>(choice.protocol.chosen_on.count) *
                                 (one.finest_only ? 1.0 : static_cast<double>(one.coarsest + 1))});
        places.push_back(places.back() + one.coarsest + 1);
    }
    std::vector<double> flat(places.back(), 0.0);
    std::vector<double> seconds(candidates.size(), 0.0);
    TaskPool pool(run.ranks, tasks);
    Progress progress("couple", static_cast<double>(tasks.size()), "rollouts");
    pool.run(
        [&](int index) {
            const auto i = static_cast<std::size_t>(index);
            const Timeline::Scope scope(run.timeline, tasks[i].name, "couple");
            const double begin = MPI_Wtime();
            const auto own = scorer.scores(candidates[i]);
            std::copy(own.begin(), own.end(),
                      flat.begin() + static_cast<std::ptrdiff_t>(places[i]));
            seconds[i] = MPI_Wtime() - begin;
        },
        &progress);
    flat = run.ranks.collect(std::move(flat));
    seconds = run.ranks.collect(std::move(seconds));
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        auto& [rows, spent] = scores[candidates[i].choice];
        rows.resize(std::max(rows.size(), candidates[i].coarsest + 1));
        rows[candidates[i].coarsest].assign(
            flat.begin() + static_cast<std::ptrdiff_t>(places[i]),
            flat.begin() + static_cast<std::ptrdiff_t>(places[i + 1]));
        spent += seconds[i];
    }
}

/// All ranges of every surrogate; or, as the paper's search needs them, those that end at the
/// finest stride and then all with the best coarse end.
std::vector<Coupling> search(const Run& run, std::map<std::string, Surrogate>& surrogates,
                             const std::vector<Choice>& choices) {
    const auto& method = run.deck.coupling.search;
    const bool range = method == "range";
    Scorer scorer(run, surrogates, choices);
    std::vector<Scores> scores(choices.size());
    std::vector<Candidates> candidates;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        for (std::size_t c = 0; c < surrogates.at(choices[i].surrogate).steppers.size(); ++c) {
            candidates.push_back({i, c, range});
        }
    }
    score_all(run, scorer, choices, candidates, scores);
    if (range) {
        candidates.clear();
        for (std::size_t i = 0; i < choices.size(); ++i) {
            candidates.push_back({i, best_coarse_end(scores[i].rows), false});
        }
        score_all(run, scorer, choices, candidates, scores);
    }
    std::vector<Coupling> chosen;
    together(run.ranks, [&] {
        for (const auto& [rows, seconds] : scores) {
            chosen.push_back(choose_coupling(method, rows));
            chosen.back().seconds = seconds;
        }
    });
    return chosen;
}

std::vector<Choice> open_choices(const Run& run,
                                 const std::map<std::string, Surrogate>& surrogates) {
    std::vector<Choice> choices;
    for (const auto& [name, surrogate] : surrogates) {
        for (const auto& protocol : protocols(run)) {
            if (!surrogate.couplings.contains(protocol.name)) choices.push_back({name, protocol});
        }
    }
    return choices;
}

}  // namespace

void couple(const Run& run) {
    std::map<std::string, Surrogate> surrogates;
    together(run.ranks, [&] { surrogates = read_surrogates(run); });
    const auto choices = open_choices(run, surrogates);
    if (choices.empty()) {
        log::info("couple: the strides are chosen");
        return;
    }
    const double begin = MPI_Wtime();
    const auto chosen = search(run, surrogates, choices);
    const double seconds = MPI_Wtime() - begin;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const auto& [surrogate, protocol] = choices[i];
        log::info(
            fmt::format("couple: {}: strides {} to {}, mean squared error {:.3g} on {} "
                        "trajectories",
                        choices[i].name(), run.deck.steppers.strides[chosen[i].finest],
                        run.deck.steppers.strides[chosen[i].coarsest], chosen[i].error,
                        split_name(protocol.chosen_on.split)));
        surrogates.at(surrogate).couplings[protocol.name] = chosen[i];
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
