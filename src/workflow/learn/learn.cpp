// The trainings of a run, as tasks of one pool.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"
#include "../principal_components_part.hpp"
#include "learning_teams.hpp"
#include "trainer.hpp"

namespace lhits {
namespace {

const char* name_of(Learning what) {
    switch (what) {
        case Learning::reductions: return "reduce";
        case Learning::steppers: return "train";
        case Learning::both: break;
    }
    return "reduce and train";
}

/// The parts of one of the runs.
std::vector<ModelPart> parts_of(const LearningPlan& all, std::size_t run) {
    std::vector<ModelPart> parts;
    for (const auto& job : all.jobs) {
        if (job.run == run) parts.insert(parts.end(), job.parts.begin(), job.parts.end());
    }
    return parts;
}

/// Collective: rank 0 looks what is there already, and all ranks see the same.
void mark_done(std::span<const Run> runs, LearningPlan& all) {
    for (std::size_t number = 0; number < runs.size(); ++number) {
        const Run& run = runs[number];
        const ModelStore store(run);
        on_root(run.ranks, [&] {
            require_stage(run.directory.trajectories(), "generate");
            store.leave_out_stale();
        });
        const auto done = store.recover(parts_of(all, number));
        std::size_t first = 0;
        for (std::size_t i = 0; i < all.jobs.size(); ++i) {
            if (all.jobs[i].run != number) continue;
            const auto count = all.jobs[i].parts.size();
            all.tasks[i].done = done.find('0', first) >= first + count;
            first += count;
        }
    }
}

/// The steppers need reductions that are there already.
void require_reductions(const Run& run) {
    const ModelStore store(run);
    for (const auto& plan : surrogate_plans(run)) {
        if (store.finished({{plan.name, "reduction"}}) == "1") continue;
        throw InputError(fmt::format(
            "{}: expected the reduction of {}, found none; run 'lhits reduce DECK' first",
            run.directory.model(), plan.name));
    }
}

/// Wall time of the reductions and of the steppers of one run.
struct Seconds {
    double reduced = 0.0;
    double trained = 0.0;
};

/// The trainings that this rank does, with the data that those of one run share.
class Worker {
public:
    explicit Worker(std::span<const Run> runs) : runs_(runs) {
        for (const auto& run : runs) stores_.emplace_back(run);
    }

    void make(const LearningJob& job, const Communicator& who, const Tick& tick) {
        agree_on_errors(who, [&] {
            if (trainer_ && number_ == job.run) return;
            trainer_.reset();  // gives its memory back first
            trainer_.emplace(runs_[job.run], stores_[job.run]);
            number_ = job.run;
        });
        trainer_->make(job, who, tick);
    }

private:
    std::span<const Run> runs_;
    std::vector<ModelStore> stores_;
    std::optional<Trainer> trainer_;
    std::size_t number_ = 0;
};

/// Collective: the cores that the ranks share, one each where a node has enough.
double cores_of(const Communicator& ranks) {
    const auto node = ranks.split_by_node();
    const auto own = static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
    const double cores = node.rank() == 0 ? std::min(node.size(), own) : 0.0;
    return ranks.collect({cores}).front();
}

/// Collective: the teams, and the costs of the tasks in `all` in seconds. Long trainings are worth
/// that rank 0 measures an iteration of each first; the others wait.
LearningTeams choose_teams(std::span<const Run> runs, LearningPlan& all) {
    constexpr double long_seconds = 20.0;
    const auto& ranks = runs.front().ranks;
    double seconds = 0.0;
    for (const auto& task : all.tasks) seconds += task.done ? 0.0 : task.cost;
    if (ranks.size() == 1 || runs.front().stacked() || seconds < long_seconds) {
        return even_teams(runs, all, ranks.size());
    }
    LearningTeams teams{0, 0};
    std::vector<double> costs(all.tasks.size(), 0.0);
    Costs known;
    known.measure_exchange(ranks);
    const double cores = cores_of(ranks);
    on_root(ranks, [&] {
        LearningTimes times(runs, known);
        teams = fastest_teams(all, ranks.size(), cores, times).teams;
        const auto timed = timed_tasks(all, teams, times);
        std::transform(timed.begin(), timed.end(), costs.begin(),
                       [](const Task& task) { return task.cost; });
    });
    costs = ranks.collect(std::move(costs));
    for (std::size_t i = 0; i < costs.size(); ++i) all.tasks[i].cost = costs[i];
    const auto sizes =
        ranks.collect({static_cast<double>(teams.reductions), static_cast<double>(teams.steppers)});
    return {static_cast<int>(sizes[0]), static_cast<int>(sizes[1])};
}

/// Runs the pool. The wall time, until the last reduction was made and after, is shared out over
/// the runs by what their tasks took.
std::vector<Seconds> run_pool(std::span<const Run> runs, LearningPlan& all, const char* name) {
    const auto& ranks = runs.front().ranks;
    const auto sizes = choose_teams(runs, all);
    const auto large = ranks.split(ranks.rank() / sizes.reductions);
    const auto small = large.split(large.rank() / sizes.steppers);
    const Communicator* const teams[] = {&large, &small};
    Worker worker(runs);
    std::vector<double> spent(2 * runs.size(), 0.0);
    const double begin = MPI_Wtime();
    double reduced = begin;
    const auto make = [&](const LearningJob& job, const Communicator& who, const Tick& tick) {
        const double task_begin = MPI_Wtime();
        worker.make(job, who, tick);
        const double now = MPI_Wtime();
        spent[2 * job.run + (job.trains_steppers() ? 1 : 0)] += now - task_begin;
        if (job.kind == LearningJob::Kind::reduction) reduced = now;
    };
    carry_out(ranks, all, teams, runs.front().timeline, {name, "trainings"}, make);
    const double reduce_seconds = ranks.max(reduced - begin);
    const double train_seconds = MPI_Wtime() - begin - reduce_seconds;
    spent = ranks.collect(std::move(spent));
    double all_reduced = 0.0;
    double all_trained = 0.0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        all_reduced += spent[2 * i];
        all_trained += spent[2 * i + 1];
    }
    std::vector<Seconds> seconds;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        seconds.push_back(
            {all_reduced > 0.0 ? reduce_seconds * spent[2 * i] / all_reduced : 0.0,
             all_trained > 0.0 ? train_seconds * spent[2 * i + 1] / all_trained : 0.0});
    }
    return seconds;
}

}  // namespace

void learn(std::span<const Run> runs, Learning what) {
    const Run& first = runs.front();
    auto costs = Costs::assumed();
    auto all = learning_plan(runs, what, first.ranks.size(), costs);
    mark_done(runs, all);
    if (what == Learning::steppers) {
        on_root(first.ranks, [&] { std::for_each(runs.begin(), runs.end(), require_reductions); });
    }
    std::vector<Seconds> seconds(runs.size());
    const auto left = std::count_if(all.tasks.begin(), all.tasks.end(),
                                    [](const Task& task) { return !task.done; });
    if (left == 0) {
        log::info(fmt::format("{}: all {} trainings are there", name_of(what), all.tasks.size()));
    } else {
        agree_on_errors(first.ranks, [&] { make_engine(first.deck.run.engine); });  // throws early
        if (first.stacked()) {
            log::info(
                fmt::format("{}: networks in stacks, on {}", name_of(what), name_of(first.device)));
        }
        on_root(first.ranks, [&] {
            const auto line =
                what == Learning::steppers
                    ? ""
                    : warning_of_scale(first, TrajectoryReader(first.directory.trajectories()));
            if (!line.empty()) log::warning(line);
        });
        const double begin = MPI_Wtime();
        seconds = run_pool(runs, all, name_of(what));
        log::info(fmt::format("{}: {} trainings in {}", name_of(what), left,
                              duration_text(MPI_Wtime() - begin)));
    }
    on_root(first.ranks, [&] {
        for (std::size_t i = 0; i < runs.size(); ++i) {
            std::map<std::string, double> numbers;
            if (seconds[i].reduced > 0.0) numbers["reduce_seconds"] = seconds[i].reduced;
            if (seconds[i].trained > 0.0) numbers["train_seconds"] = seconds[i].trained;
            const ModelStore store(runs[i]);
            store.fold(parts_of(all, i), numbers);
            if (left == 0 || what == Learning::steppers) continue;
            const auto line = warning_of_rank(runs[i], store.read({"", pca_item}));
            if (!line.empty()) log::warning(line);
        }
    });
}

}  // namespace lhits
