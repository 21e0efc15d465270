// One member of an ensemble on its own.
#include <fmt/format.h>

#include "ensemble_header.hpp"
#include "kept_members.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"

namespace lhits {

void forecast_member(const Run& run, std::int64_t member) {
    agree_on_errors(run.ranks, [&] {
        const auto members = run.deck.forecast.ensemble.members;
        if (0 <= member && member < members) return;
        throw InputError(fmt::format(
            "--member: expected a member from 0 to {} (forecast.members = {}), found {}",
            members - 1, members, member));
    });
    auto inputs = read_ensemble_inputs(run);
    auto header = ensemble_header(run, inputs);
    header.statistics = false;
    header.members = {member};
    const auto path = fmt::format("{}/member-{}.h5", run.directory.path(), member);
    QuantityWriter writer(run.ranks, path, header);
    agree_on_errors(run.ranks, [&] {
        std::int64_t unit = 0;
        for (const auto& group : header.groups) {
            MemberForecasts forecasts(run, inputs, group.name);
            for (std::int64_t i = 0; i < header.initial_conditions; ++i) {
                if (unit++ % run.ranks.size() != run.ranks.rank()) continue;
                KeptMembers kept(&writer, header, group.name, i, {member, 1});
                forecasts.roll_out(i, {member, 1});
                follow_members(run, forecasts, [&](const MembersAt& now) { kept.see(now); });
                kept.write(forecasts);
            }
        }
    });
    writer.finish({});
    log::info(fmt::format("forecast: member {} alone, in {}", member, path));
}

}  // namespace lhits
