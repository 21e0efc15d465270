#include "kernel_costs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <vector>

#include "../networks.hpp"
#include "lhits/base/aligned.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/nn/engine.hpp"

namespace lhits {
namespace {

/// As many rows as are measured at most; more take as much longer as there are more.
constexpr std::int64_t most_rows = 1024;

double measured_evaluation(const Architecture& network, std::int64_t rows) {
    const auto engine = make_engine("native");
    const auto x = AlignedVector<float>(static_cast<std::size_t>(rows * network.in()), 0.1F);
    AlignedVector<float> y(static_cast<std::size_t>(rows * network.out()));
    const auto parameters = initial_parameters(network, {1, Purpose::weights, 0});
    return seconds_of([&] { engine->evaluate(network, parameters, x, static_cast<int>(rows), y); });
}

/// Of a number of rows that is a power of two.
double evaluation_of(const Architecture& network, std::int64_t rows, Costs& costs) {
    const double flop =
        2.0 * static_cast<double>(rows) * static_cast<double>(network.parameter_count());
    constexpr double overhead = 1e-6;
    return costs.seconds(
        fmt::format("evaluation of {}, {} row(s)", fmt::join(network.widths, "-"), rows),
        flop / assumed_flops + overhead, [&] { return measured_evaluation(network, rows); });
}

/// A product with a matrix of latent x n, as linear reductions make.
double product_seconds(const Run& run, const SurrogatePlan& plan, std::int64_t rows) {
    return 2.0 * static_cast<double>(rows * plan.latent) *
           static_cast<double>(run.system->state_size()) / assumed_flops;
}

}  // namespace

double evaluation_seconds(const Architecture& network, std::int64_t rows, Costs& costs) {
    if (rows <= 0) return 0.0;
    const auto above = std::min<std::int64_t>(
        most_rows, static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(rows))));
    const double upper = evaluation_of(network, above, costs);
    if (rows >= above) return upper * static_cast<double>(rows) / static_cast<double>(above);
    const double lower = evaluation_of(network, above / 2, costs);
    const double share = static_cast<double>(2 * rows - above) / static_cast<double>(above);
    return lower + share * (upper - lower);
}

double solver_seconds(const Run& run, std::int64_t members, std::int64_t steps, Costs& costs) {
    const auto n = run.system->state_size();
    if (!run.system->can_integrate()) {  // copied from a file, at about a gigabyte a second
        return 4e-9 * static_cast<double>(members * (steps + 1)) * static_cast<double>(n);
    }
    const auto name =
        fmt::format("{}, n = {}, a step of {} members", run.system->kind(), n, members);
    constexpr double assumed_of_value = 1e-7;
    const double step = costs.seconds(
        name, assumed_of_value * static_cast<double>(members) * static_cast<double>(n), [&] {
            using Clock = std::chrono::steady_clock;
            const auto state =
                run.system->initial_state(RandomStream(1, Purpose::initial_condition_train, 0));
            std::vector<double> initial;  // all from one state, for a spin-up may take long
            for (std::int64_t m = 0; m < members; ++m) {
                initial.insert(initial.end(), state.begin(), state.end());
            }
            // As many steps as take about a tenth of a second.
            constexpr double enough = 0.1;
            for (std::int64_t some = 1;; some *= 4) {
                const auto begin = Clock::now();
                run.system->integrate(initial, some, false, {});
                const double spent = std::chrono::duration<double>(Clock::now() - begin).count();
                if (spent >= enough || some >= run.deck.system.steps) {
                    return spent / static_cast<double>(some);
                }
            }
        });
    return static_cast<double>(steps) * step;
}

double encoding_seconds(const Run& run, const SurrogatePlan& plan, std::int64_t rows,
                        Costs& costs) {
    if (!is_autoencoder(plan.kind)) return product_seconds(run, plan, rows);
    return evaluation_seconds(autoencoder_of(run, plan).encoder, rows, costs);
}

double decoding_seconds(const Run& run, const SurrogatePlan& plan, std::int64_t rows,
                        Costs& costs) {
    if (!is_autoencoder(plan.kind)) return product_seconds(run, plan, rows);
    return evaluation_seconds(autoencoder_of(run, plan).decoder, rows, costs);
}

double rollout_seconds(const Run& run, const SurrogatePlan& plan, const RolloutSize& size,
                       Costs& costs) {
    const auto& strides = run.deck.steppers.strides;
    const auto network = stepper_of(run, plan);
    double seconds = 0.0;
    std::int64_t known = 1;  // nodes of a member that steps start from
    std::int64_t gap = size.steps + 1;
    for (auto level = size.coarsest + 1; level-- > size.finest;) {
        const auto steps = (gap - 1) / strides[level];  // one after the other, in every gap
        seconds +=
            static_cast<double>(steps) * evaluation_seconds(network, size.members * known, costs);
        known += known * steps;
        gap = strides[level];
    }
    return seconds;
}

double scoring_seconds(const Run& run, std::int64_t rows, Costs& costs) {
    const auto n = run.system->state_size();
    const auto name = fmt::format("errors of a state of {} numbers", n);
    constexpr double assumed_of_value = 3e-9;
    return static_cast<double>(rows) *
           costs.seconds(name, assumed_of_value * static_cast<double>(n), [&] {
               constexpr std::size_t times = 64;
               const std::vector<float> predicted(times * n, 1.0F), truth(times * n, 0.5F);
               std::vector<double> errors(times);
               return seconds_of([&] { mean_squared_errors(predicted, truth, n, errors); }) /
                      static_cast<double>(times);
           });
}

}  // namespace lhits
