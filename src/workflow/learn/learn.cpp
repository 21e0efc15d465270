// The trainings of a run, as tasks of one pool.
#include <fmt/format.h>

#include <algorithm>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/stages.hpp"
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

std::vector<ModelPart> parts_of(const LearningJobs& all) {
    std::vector<ModelPart> parts;
    for (const auto& job : all.jobs) parts.insert(parts.end(), job.parts.begin(), job.parts.end());
    return parts;
}

/// Collective: rank 0 looks what is there already, and all ranks see the same.
void mark_done(const Run& run, const ModelStore& store, LearningJobs& all) {
    std::string done;
    on_root(run.ranks, [&] {
        require_stage(run.directory.trajectories(), "generate");
        store.recover(parts_of(all));
        done = store.finished(parts_of(all));
    });
    done = run.ranks.broadcast(done);
    std::size_t first = 0;
    for (std::size_t i = 0; i < all.jobs.size(); ++i) {
        const auto count = all.jobs[i].parts.size();
        all.tasks[i].done = done.find('0', first) >= first + count;
        first += count;
    }
}

/// The steppers need reductions that are there already.
void require_reductions(const Run& run, const ModelStore& store) {
    for (const auto& plan : surrogate_plans(run)) {
        if (store.finished({{plan.name, "reduction"}}) == "1") continue;
        throw InputError(fmt::format(
            "{}: expected the reduction of {}, found none; run 'lhits reduce DECK' first",
            run.directory.model(), plan.name));
    }
}

/// Runs the pool; returns the seconds until the last reduction was made and those after.
std::pair<double, double> run_pool(const Run& run, const ModelStore& store, const LearningJobs& all,
                                   const char* name) {
    const auto team = run.ranks.split(run.ranks.rank() / team_size(run));
    const auto alone = Communicator::self();
    Trainer trainer(run, store);
    TaskPool pool(run.ranks, all.tasks);
    Progress progress(name, static_cast<double>(all.tasks.size()), "trainings");
    const double begin = MPI_Wtime();
    double reduced = begin;
    const auto make = [&](int index, const Communicator& who) {
        const auto& job = all.jobs[static_cast<std::size_t>(index)];
        trainer.make(job, who, pool, index, &progress);
        if (job.kind == LearningJob::Kind::reduction) reduced = MPI_Wtime();
    };
    pool.run(
        team, [&](int index) { make(index, team); }, [&](int index) { make(index, alone); },
        &progress);
    const double reduce_seconds = run.ranks.max(reduced - begin);
    return {reduce_seconds, MPI_Wtime() - begin - reduce_seconds};
}

}  // namespace

void learn(const Run& run, Learning what) {
    const ModelStore store(run);
    auto all = learning_jobs(run, what);
    mark_done(run, store, all);
    if (what == Learning::steppers) on_root(run.ranks, [&] { require_reductions(run, store); });

    std::map<std::string, double> numbers;
    const auto left = std::count_if(all.tasks.begin(), all.tasks.end(),
                                    [](const Task& task) { return !task.done; });
    if (left == 0) {
        log::info(fmt::format("{}: all {} trainings are there", name_of(what), all.tasks.size()));
    } else {
        if (run.stacked()) {
            log::info(
                fmt::format("{}: networks in stacks, on {}", name_of(what), name_of(run.device)));
        }
        const auto [reduced, trained] = run_pool(run, store, all, name_of(what));
        if (what != Learning::steppers) numbers["reduce_seconds"] = reduced;
        if (what != Learning::reductions) numbers["train_seconds"] = trained;
        log::info(fmt::format("{}: {} trainings in {}", name_of(what), left,
                              duration_text(reduced + trained)));
    }
    on_root(run.ranks, [&] { store.fold(parts_of(all), numbers); });
}

}  // namespace lhits
