#include "forecast_jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "lhits/io/forecast_file.hpp"

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

/// Relative to the rollout and decoding of a chunk.
double cost_of(const Run& run, const ForecastJob& job) {
    const auto count = static_cast<double>(job.members.count);
    switch (job.kind) {
        case Kind::coupled: return 1.0;
        // The finest stepper alone makes one small evaluation a step, one after the other.
        case Kind::single:
            return 1.0 + 2.0 / static_cast<double>(run.deck.steppers.strides[job.level]);
        case Kind::adaptive:
            return 1.0 * static_cast<double>(run.deck.forecast.adaptive_tolerance.size() +
                                             run.deck.steppers.strides.size());
        case Kind::perfect: return 6.0 * count;
        case Kind::direct: return 12.0 * count;
        case Kind::truth: return count;
        case Kind::solver_exponents: return 50.0 * count;
        case Kind::surrogate_exponents: break;
    }
    return 10.0 * count;
}

ForecastJob made(const Run& run, ForecastJob job) {
    job.name = fmt::format("{}, from member {}", what_of(run, job), job.members.first);
    job.cost = cost_of(run, job);
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
    if (!job.by_member()) return {made(run, job)};
    std::vector<ForecastJob> units;
    for (std::int64_t m = 0; m < job.members.count; ++m) {
        auto unit = job;
        unit.members = {job.members.first + m, 1};
        units.push_back(made(run, std::move(unit)));
    }
    return units;
}

std::vector<ForecastJob> forecast_units(const Run& run, const Part& part) {
    return Units(run, part).list();
}

std::vector<ForecastJob> jobs_left(const Run& run, const std::vector<ForecastJob>& units,
                                   const std::set<std::string>& done) {
    // Those of one kind and group one after the other.
    std::vector<ForecastJob> left;
    std::copy_if(units.begin(), units.end(), std::back_inserter(left),
                 [&](const ForecastJob& unit) { return !done.contains(unit.name); });
    std::stable_sort(left.begin(), left.end(), [](const ForecastJob& a, const ForecastJob& b) {
        return std::pair(a.kind, a.group()) < std::pair(b.kind, b.group());
    });
    std::vector<ForecastJob> jobs;
    for (auto unit = left.begin(); unit != left.end();) {
        auto job = *unit++;
        auto end = unit;
        while (end != left.end() && continues(job, *end)) {
            ++job.members.count;
            ++end;
        }
        unit = end;
        if (!job.by_member()) {
            jobs.push_back(job);
            continue;
        }
        for (const auto& range :
             batches(run, job.members.count, job.members.count, run.ranks.size())) {
            auto batch = job;
            batch.members = {job.members.first + range.first, range.count};
            jobs.push_back(made(run, batch));
        }
    }
    return jobs;
}

}  // namespace lhits
