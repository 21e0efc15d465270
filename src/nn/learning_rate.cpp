// How fast a training goes from iteration to iteration.
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "activations.hpp"
#include "training_rules.hpp"

namespace lhits {
namespace {

/// From 1 at x = 0 to 0 at x = 1 along half a cosine.
double half_cosine(double x) { return 0.5 * (1.0 + std::cos(std::numbers::pi * x)); }

}  // namespace

Schedule schedule_from(const std::string& name) {
    if (name == "constant") return Schedule::constant;
    if (name == "cosine") return Schedule::cosine;
    if (name == "one-cycle") return Schedule::one_cycle;
    throw std::invalid_argument("expected a schedule (constant, cosine, one-cycle), found " + name);
}

double learning_rate(Schedule schedule, double peak, std::int64_t iteration,
                     std::int64_t iterations) {
    const double x = static_cast<double>(iteration) / static_cast<double>(iterations);
    switch (schedule) {
        case Schedule::constant: return peak;
        case Schedule::cosine: return peak * half_cosine(x);
        case Schedule::one_cycle: break;
    }
    constexpr double warm_up = 0.3;
    constexpr double start = 1.0 / 25.0;
    if (x < warm_up) return peak * (start + (1.0 - start) * half_cosine(1.0 - x / warm_up));
    return peak * half_cosine((x - warm_up) / (1.0 - warm_up));
}

AdamNumbers adam_numbers(const TrainingSettings& settings, std::int64_t iteration) {
    constexpr double epsilon = 1e-8;
    const auto step = static_cast<double>(iteration + 1);
    const double correct_first = 1.0 - std::pow(adam_decay_first, step);
    const double correct_second = std::sqrt(1.0 - std::pow(adam_decay_second, step));
    const double rate =
        learning_rate(settings.schedule, settings.learning_rate, iteration, settings.iterations) *
        correct_second / correct_first;
    return {static_cast<float>(rate), static_cast<float>(epsilon * correct_second)};
}

}  // namespace lhits
