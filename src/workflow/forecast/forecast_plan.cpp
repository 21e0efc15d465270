#include "forecast_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "../costs/kernel_costs.hpp"
#include "lhits/io/forecast_file.hpp"
#include "long_time_statistics.hpp"
#include "lyapunov_tasks.hpp"

namespace lhits {
namespace {

using Kind = ForecastJob::Kind;

std::string what_of(const Run& run, const ForecastJob& job) {
    switch (job.kind) {
        case Kind::coupled: return job.group() + " coupled";
        case Kind::single:
            return fmt::format("{} stride {}", job.group(), run.deck.steppers.strides[job.level]);
        case Kind::adaptive: return job.group() + " adaptive";
        case Kind::perfect: return job.group() + " solver";
        case Kind::direct: return job.group() + " solvers";
        case Kind::truth: return "statistics";
        case Kind::solver_exponents: return "Lyapunov solver";
        case Kind::surrogate_exponents: break;
    }
    return "Lyapunov " + job.surrogate;
}

class Pricing {
public:
    Pricing(const Run& run, const ForecastJob& job, Costs& costs)
        : run_(run), job_(job), costs_(costs) {
        for (const auto& plan : surrogate_plans(run)) {
            if (plan.name == job.surrogate) plan_ = plan;
        }
        steps_ = steps_of(run, job.protocol.scored_on.split);
    }

    double seconds() {
        const auto last = run_.deck.steppers.strides.size() - 1;
        switch (job_.kind) {
            case Kind::coupled: return forecast(0, last) + statistics();
            case Kind::single: return forecast(job_.level, job_.level);
            case Kind::adaptive: {
                // Of each a decoding and about a rollout by the finest stepper at most.
                const auto each = run_.deck.forecast.adaptive_tolerance.size() + last + 1;
                return static_cast<double>(each) * forecast(0, last);
            }
            case Kind::perfect: return solver_seconds(run_, count(), steps_, costs_);
            // Itself, and coarser ones that cost a half, a quarter ...
            case Kind::direct: return 2.0 * solver_seconds(run_, count(), steps_, costs_);
            case Kind::truth: return statistics();
            case Kind::solver_exponents:
                return lyapunov_flow_steps(run_) * solver_seconds(run_, 2 * count(), 1, costs_);
            case Kind::surrogate_exponents: break;
        }
        const auto stride = run_.deck.steppers.strides.back();
        return lyapunov_flow_steps(run_) / static_cast<double>(stride) *
               rollout_seconds(run_, plan_, {2 * count(), stride, last, last}, costs_);
    }

private:
    std::int64_t count() const { return job_.members.count; }

    /// Encoded, rolled out, decoded and scored.
    double forecast(std::size_t finest, std::size_t coarsest) {
        const auto members = static_cast<double>(count());
        return members * (encoding_seconds(run_, plan_, steps_ + 1, costs_) +
                          decoding_seconds(run_, plan_, steps_ + 1, costs_)) +
               rollout_seconds(run_, plan_, {count(), steps_, finest, coarsest}, costs_) +
               scoring_seconds(run_, count() * (steps_ + 1), costs_);
    }

    /// Of the field at all times of the members, where they are asked for.
    double statistics() {
        if (!run_.deck.forecast.statistics || job_.protocol.name != unseen) return 0.0;
        return static_cast<double>(count() * steps_) * field_statistics_seconds(run_, costs_);
    }

    const Run& run_;
    const ForecastJob& job_;
    Costs& costs_;
    SurrogatePlan plan_;
    std::int64_t steps_ = 0;
};

ForecastJob named(const Run& run, ForecastJob job) {
    job.name = fmt::format("{}, from member {}", what_of(run, job), job.members.first);
    return job;
}

/// Some chunks of members, each with its number.
struct Chunks {
    std::vector<MemberRange> all;
    Share share;

    Chunks(std::vector<MemberRange> ranges, const Part& part)
        : all(std::move(ranges)),
          share(share_of(static_cast<int>(all.size()), part.index, part.count)) {}

    template <class Add>
    void each(const Add& add) const {
        for (int c = share.begin; c < share.end; ++c) {
            add(static_cast<std::size_t>(c), all[static_cast<std::size_t>(c)]);
        }
    }
};

class Units {
public:
    Units(const Run& run, const Part& part) : run_(run), part_(part) {}

    std::vector<ForecastJob> list() {
        const auto all = protocols(run_);
        for (const auto& protocol : all) {
            for (const auto& plan : surrogate_plans(run_)) add_surrogate(plan.name, protocol);
        }
        const auto tests = run_.deck.trajectories.test;
        if (run_.deck.forecast.direct_solver) {
            Chunks(full_batches(run_, tests), part_).each([&](std::size_t c, MemberRange members) {
                add({Kind::direct, "", all.front(), members, c});
            });
        }
        if (run_.deck.forecast.statistics) {
            Chunks(chunks(run_, tests), part_).each([&](std::size_t c, MemberRange members) {
                add({Kind::truth, "", all.front(), members, c});
                add({Kind::solver_exponents, "", all.front(), members, c});
                for (const auto& plan : surrogate_plans(run_)) {
                    add({Kind::surrogate_exponents, plan.name, all.front(), members, c});
                }
            });
        }
        return std::move(units_);
    }

private:
    void add_surrogate(const std::string& name, const Protocol& protocol) {
        const auto& keys = run_.deck.forecast;
        const auto levels = keys.single_steppers ? run_.deck.steppers.strides.size() : 0;
        Chunks(chunks(run_, protocol.scored_on.count), part_)
            .each([&](std::size_t c, MemberRange members) {
                add({Kind::coupled, name, protocol, members, c});
                for (std::size_t l = 0; l < levels; ++l) {
                    add({Kind::single, name, protocol, members, c, l});
                }
                if (!keys.adaptive_tolerance.empty() && protocol.name == unseen) {
                    add({Kind::adaptive, name, protocol, members, c});
                }
                if (keys.perfect_model) add({Kind::perfect, name, protocol, members, c});
            });
    }

    void add(const ForecastJob& job) {
        for (auto& unit : units_of(run_, job)) units_.push_back(std::move(unit));
    }

    const Run& run_;
    Part part_;
    std::vector<ForecastJob> units_;
};

bool continues(const ForecastJob& job, const ForecastJob& unit) {
    return unit.by_member() && unit.kind == job.kind && unit.group() == job.group() &&
           unit.members.first == job.members.first + job.members.count;
}

}  // namespace

std::string ForecastJob::group() const {
    return kind == Kind::direct ? direct_solver_group : protocol.group(surrogate);
}

std::vector<ForecastJob> units_of(const Run& run, const ForecastJob& job) {
    if (!job.by_member()) return {named(run, job)};
    std::vector<ForecastJob> units;
    for (std::int64_t m = 0; m < job.members.count; ++m) {
        auto unit = job;
        unit.members = {job.members.first + m, 1};
        units.push_back(named(run, std::move(unit)));
    }
    return units;
}

std::vector<ForecastJob> forecast_units(const Run& run, const Part& part) {
    return Units(run, part).list();
}

Plan<ForecastJob> forecast_plan(const Run& run, const std::vector<ForecastJob>& units, int ranks,
                                Costs& costs, const std::set<std::string>& done) {
    // Those of one kind and group one after the other.
    std::vector<ForecastJob> left;
    std::copy_if(units.begin(), units.end(), std::back_inserter(left),
                 [&](const ForecastJob& unit) { return !done.contains(unit.name); });
    std::stable_sort(left.begin(), left.end(), [](const ForecastJob& a, const ForecastJob& b) {
        return std::pair(a.kind, a.group()) < std::pair(b.kind, b.group());
    });
    Plan<ForecastJob> plan;
    const auto add = [&](ForecastJob job) {
        const double seconds = Pricing(run, job, costs).seconds();
        auto name = job.name;
        plan.add(std::move(job), {.name = std::move(name), .cost = seconds, .stage = "forecast"});
    };
    for (auto unit = left.begin(); unit != left.end();) {
        auto job = *unit++;
        while (unit != left.end() && continues(job, *unit)) {
            ++job.members.count;
            ++unit;
        }
        if (!job.by_member()) {
            add(job);
            continue;
        }
        for (const auto& range : batches(run, job.members.count, job.members.count, ranks)) {
            auto batch = job;
            batch.members = {job.members.first + range.first, range.count};
            add(named(run, std::move(batch)));
        }
    }
    return plan;
}

}  // namespace lhits
