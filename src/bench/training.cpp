#include "training.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "lhits/hits/sampled_objective.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/communicator.hpp"
#include "timing.hpp"

namespace lhits {
namespace {

constexpr std::int64_t validate_every = 1000;

RandomStream weights() { return {1, Purpose::weights, 0}; }

/// Seconds of `iterations` iterations at a time, and of a part of a validation with each.
std::vector<double> time_training(Objective& objective, Parameters initial, std::int64_t iterations,
                                  double seconds) {
    auto state = TrainingState::start(std::move(initial));
    TrainingSettings settings;
    settings.learning_rate = 1e-5;
    settings.iterations = 1'000'000'000;
    settings.validate_every = settings.iterations;
    struct Enough {};
    auto repeats = time_repeats(seconds, [&] {
        const auto end = state.iteration + iterations;
        try {
            train(objective, settings, state, "bench", [&](const TrainingState& now) {
                if (now.iteration == end) throw Enough{};
            });
        } catch (const Enough&) {
        }
    });
    const double validation = median_of(
        time_repeats(0.1 * seconds, [&] { objective.validation_loss(state.parameters); }));
    for (auto& value : repeats) {
        value += validation * static_cast<double>(iterations) / static_cast<double>(validate_every);
    }
    return repeats;
}

/// As many as take about a tenth of the time.
std::int64_t iterations_in(double seconds, double flops) {
    constexpr double flops_per_second = 5e10;
    return std::max(std::int64_t{1},
                    static_cast<std::int64_t>(0.1 * seconds * flops_per_second / flops));
}

}  // namespace

Measurement bench_stepper(const std::string& name, const PaperNetworks& networks, double seconds) {
    constexpr std::int64_t trajectories = 32;
    constexpr std::int64_t times = 5121;
    constexpr std::int64_t window = 5;
    constexpr std::int64_t batch = 32;
    const auto d = networks.latent;
    const auto network = networks.stepper();
    const auto z = bench_noise(static_cast<std::size_t>(trajectories * times * d));
    const Windows windows({z, trajectories, times, d}, 8, window);
    const SampleDraws draws(trajectories, windows.offsets(), 0.0,
                            RandomStream(1, Purpose::batch, 1));
    const auto engine = make_engine("native");
    const auto self = Communicator::self();
    SampledObjective objective(self, *engine,
                               stepper_problem(network, windows, windows, d, batch, draws));
    // The first step of a window needs no derivative by its input.
    const double flops =
        batch * (training_flops(network, false) + (window - 1) * training_flops(network, true)) +
        validation_windows * window * forward_flops(network) / validate_every;
    const auto iterations = iterations_in(seconds, flops);
    auto result = measured(
        name,
        fmt::format("{} stepper {}-{}-{}-{}-{}, batch {}, window {}: an iteration", networks.system,
                    d, networks.stepper_width, networks.stepper_width, networks.stepper_width, d,
                    batch, window),
        time_training(objective, initial_parameters(network, weights()), iterations, seconds),
        static_cast<double>(iterations));
    result.flops = flops;
    return result;
}

Measurement bench_autoencoder(const std::string& name, const PaperNetworks& networks,
                              double seconds) {
    const auto network = networks.autoencoder();
    const auto n = static_cast<std::size_t>(networks.state_size);
    const auto rows = static_cast<std::size_t>(networks.snapshots);
    const auto x = bench_noise(rows * n);
    const auto validation = std::span(x).first(rows / 4 * n);
    const auto self = Communicator::self();
    const auto engine = make_engine("native");
    const SampleDraws none(1, networks.snapshots, 0.0, RandomStream(1, Purpose::batch, 2));
    SampledObjective objective(self, *engine,
                               reconstruction_problem(network, {}, x, validation, 0, none));
    const double flops = static_cast<double>(rows) *
                         (training_flops(network) + forward_flops(network) / 4.0 / validate_every);
    auto result =
        measured(name,
                 fmt::format("{} autoencoder, full batch of {} x {}: an iteration", networks.system,
                             rows, n),
                 time_training(objective, initial_parameters(network, weights()), 1, seconds));
    result.flops = flops;
    return result;
}

}  // namespace lhits
