#include "lhits/nn/stacked_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "training_rules.hpp"

namespace lhits {
namespace {

using Networks = std::vector<StackedNetwork*>;

/// At most `most` of those that have not finished, by falling window.
Networks next_stack(std::span<StackedNetwork> networks, std::size_t most) {
    Networks next;
    for (auto& network : networks) {
        if (!network.state.finished && next.size() < most) next.push_back(&network);
    }
    std::stable_sort(next.begin(), next.end(), [](const auto* a, const auto* b) {
        return a->samples.window > b->samples.window;
    });
    return next;
}

/// How many iterations take about half a second: between them the device is left alone.
class Pace {
public:
    std::int64_t iterations() const { return iterations_; }

    void took(std::int64_t iterations, double seconds) {
        constexpr double wanted = 0.5;
        constexpr std::int64_t most = 1000;
        const auto fit = wanted / std::max(seconds, 1e-6) * static_cast<double>(iterations);
        // The first iterations warm up: go from them in steps.
        iterations_ = std::clamp(static_cast<std::int64_t>(fit), std::int64_t{1},
                                 std::min(most, 4 * iterations_));
    }

private:
    std::int64_t iterations_ = 8;
};

std::int64_t until_validation(const Networks& networks, const TrainingSettings& settings) {
    std::int64_t least = settings.iterations;
    for (const auto* network : networks) {
        const auto done = network->state.iteration;
        least = std::min({least, settings.validate_every - done % settings.validate_every,
                          settings.iterations - done});
    }
    return least;
}

void validate(Stack& stack, const Networks& networks, const TrainingSettings& settings,
              const std::vector<double>& training_losses) {
    const auto due = [&](const StackedNetwork* network) {
        return validation_is_due(settings, network->state.iteration);
    };
    if (std::none_of(networks.begin(), networks.end(), due)) return;
    const auto losses = stack.validation_losses();
    for (std::size_t i = 0; i < networks.size(); ++i) {
        if (!due(networks[i])) continue;
        enter_validation(settings, networks[i]->state, training_losses[i], losses[i],
                         networks[i]->name);
    }
}

void train_until_one_finishes(Stack& stack, const Networks& networks,
                              const TrainingSettings& settings, Pace& pace,
                              const std::function<void()>& after_block) {
    using Clock = std::chrono::steady_clock;
    const auto unfinished = [](const auto* network) { return !network->state.finished; };
    while (std::all_of(networks.begin(), networks.end(), unfinished)) {
        const auto begin = Clock::now();
        const auto seconds = [&] {
            return std::chrono::duration<double>(Clock::now() - begin).count();
        };
        const auto count = std::min(pace.iterations(), until_validation(networks, settings));
        const auto losses = stack.train(settings, count);
        pace.took(count, seconds());
        for (std::size_t i = 0; i < networks.size(); ++i) {
            require_number(losses[i], "training", networks[i]->state, settings, networks[i]->name);
        }
        validate(stack, networks, settings, losses);
        const double share = seconds() / static_cast<double>(networks.size());
        for (auto* network : networks) network->state.seconds += share;
        after_block();
    }
}

}  // namespace

void train_stacked(std::span<StackedNetwork> networks, const TrainingSettings& settings,
                   const StackFactory& make_stack, const std::function<void()>& after_block) {
    if (settings.weight_decay > 0.0) throw std::invalid_argument("stacks have no weight decay");
    std::size_t most = networks.size();
    std::int64_t pieces = 1;
    Pace pace;
    for (auto now = next_stack(networks, most); !now.empty(); now = next_stack(networks, most)) {
        try {
            const auto stack = make_stack(now, pieces);
            train_until_one_finishes(*stack, now, settings, pace, after_block);
        } catch (const OutOfDeviceMemory& error) {
            const auto batch = now.front()->samples.batch;
            if (now.size() > 1) {
                most = (now.size() + 1) / 2;
                log::warning(
                    fmt::format("{}: no memory for a stack of {} networks ({}); going on "
                                "with {} at once",
                                now.front()->name, now.size(), error.what(), most));
            } else if (pieces < batch) {
                pieces *= 2;
                log::warning(fmt::format(
                    "{}: no memory for a batch of {} samples ({}); going on in {} pieces",
                    now.front()->name, batch, error.what(), pieces));
            } else {
                throw Failure(fmt::format("{}: the device has no memory for a single sample ({})",
                                          now.front()->name, error.what()));
            }
        }
    }
}

}  // namespace lhits
