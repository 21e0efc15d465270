#include "ensemble.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <span>

#include "../forecast/departures.hpp"
#include "../artifact_store.hpp"
#include "../xdmf_files.hpp"
#include "ensemble_header.hpp"
#include "ensemble_scores.hpp"
#include "ensemble_tally.hpp"
#include "ensemble_plan.hpp"
#include "ensemble_warnings.hpp"
#include "gathered_tallies.hpp"
#include "kept_members.hpp"
#include "lhits/base/log.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

/// One rank's side of an ensemble forecast. Borrows everything that it is made of.
class Ensemble {
public:
    Ensemble(const Run& run, EnsembleInputs& inputs, const EnsembleHeader& header)
        : run_(run),
          inputs_(inputs),
          header_(header),
          plan_(ensemble_units(run, header)),
          results_(run, task_results("ensemble"), progress_checksum(run, header)),
          gathered_(run, progress_checksum(run, header)) {}

    /// Collective: all that earlier runs and parts have left, and the file.
    void do_all() {
        writer_ = std::make_unique<QuantityWriter>(run_.ranks, ensemble_path(run_), header_);
        for (const auto& group : header_.groups) scores_.emplace_back(header_, group);
        const auto done = restore_results();
        for (const auto& round : rounds(done)) do_round(round, {});
        keep_members_of(done);
        finish();
    }

    /// Collective: one part of the tasks.
    void do_part(const Part& part) {
        const auto done = restore_results();
        for (const auto& round : rounds(done)) do_round(round, part);
        agree_on_errors(run_.ranks, [&] { results_.save(); });
    }

private:
    using Units = std::vector<std::size_t>;

    MemberForecasts& forecasts_of(std::size_t group) {
        auto& forecasts = forecasts_[group];
        if (!forecasts) {
            forecasts = std::make_unique<MemberForecasts>(run_, inputs_, header_.groups[group].name);
        }
        return *forecasts;
    }

    std::unique_ptr<EnsembleTally> make_tally(const EnsembleUnit& unit) {
        return std::make_unique<EnsembleTally>(inputs_, forecasts_of(unit.group), header_,
                                               unit.initial_condition, plan_.block);
    }

    /// Collective: enters the results of units that are done; their numbers.
    std::set<std::size_t> restore_results() {
        std::map<std::string, std::size_t> by_name;
        for (std::size_t u = 0; u < plan_.units.size(); ++u) by_name[plan_.units[u].name] = u;
        const auto names = results_.restore([&](const std::string& name, const Record& result) {
            const auto unit = by_name.find(name);
            if (unit == by_name.end()) return false;
            enter(plan_.units[unit->second], result);
            return true;
        });
        std::set<std::size_t> done;
        for (const auto& name : names) done.insert(by_name.at(name));
        return done;
    }

    /// The units that are left, as many at a time as memory allows.
    std::vector<Units> rounds(const std::set<std::size_t>& done) const {
        Units left;
        for (std::size_t u = 0; u < plan_.units.size(); ++u) {
            if (!done.contains(u)) left.push_back(u);
        }
        // Units of a single task are never held.
        const auto size =
            plan_.tasks_of_unit == 1 ? std::max<std::size_t>(1, left.size()) : plan_.units_at_once;
        std::vector<Units> rounds;
        for (std::size_t first = 0; first < left.size(); first += size) {
            const auto end = std::min(left.size(), first + size);
            rounds.emplace_back(left.begin() + static_cast<std::ptrdiff_t>(first),
                                left.begin() + static_cast<std::ptrdiff_t>(end));
        }
        return rounds;
    }

    /// Collective.
    void do_round(const Units& units, const Part& part) {
        done_.clear();
        tallies_.clear();
        std::set<std::int64_t> wanted;
        for (const auto unit : units) {
            for (const auto& task : tasks_of(unit)) wanted.insert(task.number);
        }
        const auto done = restore_tallies(wanted, !part.is_all());
        do_tasks(wanted, done, part);
        if (!part.is_all()) {
            agree_on_errors(run_.ranks, [&] { save_tallies(); });
            return;
        }
        for (std::size_t i = 0; i < units.size() && plan_.tasks_of_unit > 1; ++i) {
            complete(units[i], static_cast<int>(i % static_cast<std::size_t>(run_.ranks.size())));
        }
        agree_on_errors(run_.ranks, [&] { results_.save(); });
        agree_on_errors(run_.ranks, [&] { gathered_.remove_own(); });
    }

    std::span<const EnsembleTask> tasks_of(std::size_t unit) const {
        const auto count = static_cast<std::size_t>(plan_.tasks_of_unit);
        return std::span(plan_.tasks).subspan(unit * count, count);
    }

    /// Collective: takes over what was gathered before; writes members again that are kept, because
    /// those were in a file that was not finished. Which tasks are done.
    std::set<std::int64_t> restore_tallies(const std::set<std::int64_t>& wanted, bool look_only) {
        return gathered_.restore(wanted, look_only, [&](const Gathered& gathered) {
            done_.insert(gathered.tasks.begin(), gathered.tasks.end());
            for (std::size_t u = 0; u < plan_.units.size(); ++u) {
                const auto record = gathered.tallies.find(plan_.units[u].name);
                if (record == gathered.tallies.end()) continue;
                auto& tally = tallies_[u];
                if (!tally) tally = make_tally(plan_.units[u]);
                tally->add(record->second);
            }
            for (const auto number : gathered.tasks) {
                keep_members(plan_.tasks[static_cast<std::size_t>(number)]);
            }
        });
    }

    void do_tasks(const std::set<std::int64_t>& wanted, const std::set<std::int64_t>& done,
                  const Part& part) {
        const auto share = share_of(static_cast<int>(plan_.tasks.size()), part.index, part.count);
        std::vector<std::int64_t> left;
        for (const auto number : wanted) {
            if (done.contains(number) || number < share.begin || number >= share.end) continue;
            left.push_back(number);
        }
        auto costs = Costs::assumed();
        const auto save_whole_tallies = [&] {
            if (whole_) save_tallies();
        };
        const auto work = [&] {
            carry_out(run_.ranks, ensemble_plan(run_, header_, plan_, left, costs), run_.timeline,
                      {"ensemble", "tasks"},
                      [&](const EnsembleTask& task, const Tick& tick) { do_task(task, tick); });
        };
        saving([&] { results_.save(); }, [&] { saving(save_whole_tallies, work); });
    }

    void do_task(const EnsembleTask& task, const Tick& tick) {
        const auto& unit = plan_.units[task.unit];
        auto& tally = tallies_[task.unit];
        if (!tally) tally = make_tally(unit);
        // A task that is broken off must leave nothing behind in a tally that others share.
        std::unique_ptr<EnsembleTally> own;
        const auto blocks = plan_.blocks_of(task);
        if (blocks.size() > 1) own = make_tally(unit);
        auto& target = own ? *own : *tally;
        double done = 0.0;
        for (const auto& block : blocks) {
            tick(done / static_cast<double>(blocks.size()));
            auto kept = kept_of(unit, block);
            whole_ = own != nullptr;
            target.add(run_, forecasts_of(unit.group), block,
                       [&](const MembersAt& now) { kept.see(now); });
            kept.write(forecasts_of(unit.group));
            done += 1.0;
        }
        whole_ = false;
        if (own) tally->add(own->record());
        done_.insert(task.number);
        whole_ = true;
        if (plan_.tasks_of_unit == 1) {
            hand_over(task.unit);
            done_.erase(task.number);
        } else if (gathered_.is_due()) {
            save_tallies();
        }
    }

    void save_tallies() {
        Gathered gathered{done_, {}};
        for (const auto& [unit, tally] : tallies_) {
            gathered.tallies[plan_.units[unit].name] = tally->record();
        }
        gathered_.save(std::move(gathered));
    }

    /// This rank has the whole of a unit.
    void hand_over(std::size_t unit) {
        Record result = tallies_.at(unit)->result(header_);
        tallies_.erase(unit);
        enter(plan_.units[unit], result);
        results_.add(plan_.units[unit].name, std::move(result));
    }

    /// Collective: `root` gets the whole of a unit.
    void complete(std::size_t unit, int root) {
        agree_on_errors(run_.ranks, [&] {
            auto& tally = tallies_[unit];
            if (!tally) tally = make_tally(plan_.units[unit]);
        });
        tallies_.at(unit)->collect(run_.ranks, root);
        agree_on_errors(run_.ranks, [&] {
            if (run_.ranks.rank() == root) {
                hand_over(unit);
            } else {
                tallies_.erase(unit);
            }
        });
    }

    /// Takes the result of a unit once, on any rank.
    void enter(const EnsembleUnit& unit, const Record& result) {
        if (!writer_) return;
        const auto& group = header_.groups[unit.group].name;
        writer_->write_all(group, {{"initial_condition", unit.initial_condition}}, result);
        scores_[unit.group].enter(unit.initial_condition, result);
        const auto& trust = inputs_.models.front().surrogates.at(group).trust;
        if (!trust) return;
        warnings_ +=
            ensemble_warnings(*trust, run_.deck.forecast.outside_quantile, unit.name, result);
    }

    KeptMembers kept_of(const EnsembleUnit& unit, MemberRange block) {
        return {writer_.get(), header_, header_.groups[unit.group].name, unit.initial_condition,
                block};
    }

    /// Writes the kept members of a task whose statistics are there already.
    void keep_members(const EnsembleTask& task) {
        if (!writer_) return;
        const auto& unit = plan_.units[task.unit];
        for (const auto& block : plan_.blocks_of(task)) {
            if (block.first >= static_cast<std::int64_t>(header_.members.size())) return;
            auto kept = kept_of(unit, block);
            auto& forecasts = forecasts_of(unit.group);
            forecasts.roll_out(unit.initial_condition, block);
            follow_members(run_, forecasts, [&](const MembersAt& now) { kept.see(now); });
            kept.write(forecasts);
        }
    }

    /// Collective: the same for units that are done.
    void keep_members_of(const std::set<std::size_t>& units) {
        agree_on_errors(run_.ranks, [&] {
            int place = 0;
            for (const auto unit : units) {
                if (place++ % run_.ranks.size() != run_.ranks.rank()) continue;
                for (const auto& task : tasks_of(unit)) keep_members(task);
            }
        });
    }

    /// Collective.
    void finish() {
        std::map<std::string, std::map<std::string, double>> numbers;
        for (std::size_t g = 0; g < scores_.size(); ++g) {
            const auto& group = header_.groups[g].name;
            auto& own = numbers[group];
            scores_[g].collect(run_.ranks);
            agree_on_errors(run_.ranks, [&] {
                if (header_.truth && run_.ranks.rank() == 0) scores_[g].write(*writer_);
            });
            own = scores_[g].numbers();
            const auto& trust = inputs_.models.front().surrogates.at(group).trust;
            if (!trust) continue;
            own.merge(trust_numbers(*trust, run_.deck.forecast.outside_quantile,
                                    run_.system->parameter_names()));
        }
        writer_->finish(numbers);
        std::istringstream warnings(run_.ranks.join(warnings_));
        for (std::string line; std::getline(warnings, line);) log::warning(line);
        write_ensemble_xdmf(run_, header_);
        on_root(run_.ranks, [&] {
            results_.remove_all();
            gathered_.remove_all();
        });
    }

    const Run& run_;
    EnsembleInputs& inputs_;
    const EnsembleHeader& header_;
    EnsembleUnits plan_;
    ArtifactStore results_;
    GatheredTallies gathered_;
    std::unique_ptr<QuantityWriter> writer_;                             // none for a part
    std::vector<EnsembleScores> scores_;                                 // by group
    std::map<std::size_t, std::unique_ptr<MemberForecasts>> forecasts_;  // by group
    std::map<std::size_t, std::unique_ptr<EnsembleTally>> tallies_;      // by unit
    std::set<std::int64_t> done_;  // the tasks that are in the tallies
    std::string warnings_;         // of the units that this rank has entered, a line each
    bool whole_ = true;            // whether nothing else is in them
};

std::string ensemble_text(const EnsembleHeader& header) {
    return fmt::format("{} member(s) of {} initial condition(s)", header.ensemble_size,
                       header.initial_conditions);
}

}  // namespace

void forecast_ensemble(const Run& run, const Part& part) {
    if (!run.deck.forecast.ensemble.asked()) return;
    auto inputs = read_ensemble_inputs(run);
    const auto header = ensemble_header(run, inputs);
    if (ensemble_is_there(run, header, part)) {
        log::info("forecast: " + ensemble_path(run) + " is there");
        return;
    }
    const double begin = MPI_Wtime();
    std::unique_ptr<Ensemble> ensemble;
    agree_on_errors(run.ranks, [&] { ensemble = std::make_unique<Ensemble>(run, inputs, header); });
    if (part.is_all()) {
        ensemble->do_all();
    } else {
        ensemble->do_part(part);
    }
    const double seconds = MPI_Wtime() - begin;
    log::info(
        fmt::format("forecast: {}{} over {} steps in {}",
                    part.is_all() ? "" : fmt::format("part {} of {} of ", part.index, part.count),
                    ensemble_text(header), header.steps, duration_text(seconds)));
}

}  // namespace lhits
