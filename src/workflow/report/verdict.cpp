#include "lhits/workflow/verdict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "verdict_rules.hpp"

namespace lhits {
namespace {

/// A usable forecast errs half as much as what costs nothing: 4 in squares.
constexpr double half_the_error = 4.0;
/// What explains less than a tenth of the error is not worth a change.
constexpr double least_weight = 0.1;
/// Who changes more at once does not learn what helped.
constexpr std::size_t most_advice = 3;
/// The mean over fewer trajectories is chance.
constexpr std::int64_t few_trajectories = 4;

double cheap_error(const Evidence& e) { return std::fmin(e.persistence, e.training_mean); }

bool is_valid_to_the_end(const Evidence& e) { return e.valid_time >= 0.999 * e.whole_time; }

Use use_of(const Evidence& e) {
    if (is_valid_to_the_end(e) && e.error * half_the_error <= cheap_error(e)) return Use::whole;
    const bool longer = e.valid_time >= twice_as_long * e.cheap_valid_time;
    return e.valid_time > 0.0 && longer ? Use::part : Use::none;
}

std::string valid_text(const Evidence& e) {
    return fmt::format("{} of {} forecasts valid to the end", e.valid_forecasts, e.forecasts);
}

std::string headline(const Evidence& e, Use use) {
    const auto error =
        fmt::format("error {} (initial state kept {}, training mean {})", percent(e, e.error),
                    percent(e, e.persistence), percent(e, e.training_mean));
    if (use == Use::whole) return fmt::format("usable: {}; {}", error, valid_text(e));
    if (use == Use::part && is_valid_to_the_end(e)) {
        return fmt::format("usable in part: {}, but {}", valid_text(e), error);
    }
    if (use == Use::part) {
        const auto perfect = std::isnan(e.perfect_valid_time)
                                 ? std::string()
                                 : fmt::format(", perfect model {:.4g}", e.perfect_valid_time);
        return fmt::format(
            "usable until time {:.4g} of {:.4g}, the median valid time (initial state kept or "
            "training mean {:.4g}{}); over all times {}",
            e.valid_time, e.whole_time, e.cheap_valid_time, perfect, error);
    }
    if (!std::isfinite(e.error)) {
        return fmt::format("not usable: {} of {} forecasts diverge", e.diverged, e.forecasts);
    }
    std::string worse = "hardly better than keeping the initial state or the training mean";
    if (e.error >= e.training_mean) worse = "worse than the training mean";
    if (e.error >= e.persistence) worse = "worse than keeping the initial state";
    return fmt::format("not usable: {}: {}", worse, error);
}

/// In chaos a forecast is as good as it is long: where the time is lost.
ErrorShares shares_of_time(const Evidence& e) {
    const double known = std::fmax(e.known_valid_time, e.valid_time);
    const double perfect = std::fmax(e.perfect_valid_time, known);
    if (!(perfect > 0.0)) return {};
    if (e.perfect_valid_time < twice_as_long * e.cheap_valid_time) {  // lost before the first step
        const double learnt = std::min(1.0, e.known_reconstruction / e.reconstruction);
        return {learnt, 0.0, 1.0 - learnt};
    }
    return {e.valid_time / perfect, (perfect - known) / perfect, (known - e.valid_time) / perfect};
}

std::string worst_text(const Evidence& e) {
    if (e.forecasts == 0) return {};
    std::string text = fmt::format(
        "trajectory {}, {}", e.worst,
        std::isfinite(e.worst_error) ? "error " + percent(e, e.worst_error) : "diverges");
    text += e.worst_step >= 0 ? fmt::format(", not valid from step {} on", e.worst_step)
                              : ", valid to the end";
    if (e.worst_outside) text += "; it starts outside the training data";
    if (e.worst_leaves) text += "; its forecast leaves the training data";
    return text;
}

std::vector<std::string> not_judged(const Evidence& e) {
    std::vector<std::string> texts;
    if (std::isnan(e.known_error)) {
        texts.emplace_back(
            "whether it is overfitted: training trajectories are not forecast (forecast.in_sample "
            "= 0)");
    }
    if (std::isnan(e.steppers_fell)) {
        texts.emplace_back(
            "whether the losses of the steppers still fall: too few validations "
            "(steppers.validate_every)");
    }
    if (e.trains_reduction && std::isnan(e.reduction_fell)) {
        texts.emplace_back(
            "whether the loss of the autoencoder still falls: too few validations "
            "(reduction.validate_every)");
    }
    if (e.forecasts < few_trajectories) {
        texts.push_back(fmt::format("how much of this is chance: there {} only (trajectories.test)",
                                    e.forecasts == 1
                                        ? "is 1 test trajectory"
                                        : fmt::format("are {} test trajectories", e.forecasts)));
    }
    if (std::isnan(e.noise)) texts.emplace_back("noise: the trajectories are too short");
    if (std::isnan(e.solver_speed_up)) {
        texts.emplace_back("whether it is faster than a solver of equal accuracy: none was run");
    }
    return texts;
}

bool has_key_of(const std::vector<Advice>& all, const Advice& advice) {
    const auto key = [](const Advice& one) {
        return one.settings.empty()
                   ? std::string()
                   : one.settings.front().substr(0, one.settings.front().find('='));
    };
    return std::any_of(all.begin(), all.end(),
                       [&](const Advice& one) { return key(one) == key(advice); });
}

}  // namespace

const char* use_name(Use use) {
    switch (use) {
        case Use::whole: return "usable";
        case Use::part: return "usable in part";
        case Use::none: break;
    }
    return "not usable";
}

ErrorShares error_shares(const Evidence& e) {
    if (is_chaotic(e)) return shares_of_time(e);
    // What was encoded and decoded alone, what was stepped too, what was new too; each includes
    // what comes before it.
    const double lost = without_noise(e, e.known_reconstruction, true);
    if (!std::isfinite(e.error)) {
        const bool known = std::isfinite(e.known_error);
        return {0.0, known ? 0.0 : 1.0, known ? 1.0 : 0.0};
    }
    const double all = without_noise(e, e.error, e.noisy_truth);
    const double stepped = std::isnan(e.known_error) ? all : without_noise(e, e.known_error, true);
    const double whole = std::max({all, stepped, lost});
    if (!(whole > 0.0)) return {};
    return {std::min(lost, whole) / whole, std::max(0.0, std::min(stepped, whole) - lost) / whole,
            std::max(0.0, all - std::max(stepped, lost)) / whole};
}

Verdict judge(const Evidence& e) {
    Verdict verdict;
    verdict.use = use_of(e);
    verdict.text = headline(e, verdict.use);
    verdict.worse_than_nothing = verdict.use == Use::none && !(e.error < cheap_error(e));
    const Case of{e, error_shares(e), verdict.use};
    std::vector<std::pair<double, const Rule*>> apply;
    for (const auto& rule : verdict_rules) {
        const double weight = rule.weight(of);
        if (weight >= least_weight) apply.emplace_back(weight, &rule);
    }
    std::stable_sort(apply.begin(), apply.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [weight, rule] : apply) {
        verdict.findings.push_back({rule->name, rule->finding(e), weight});
        for (auto& advice : rule->advice(e)) {
            if (verdict.next.size() < most_advice && !has_key_of(verdict.next, advice)) {
                verdict.next.push_back(std::move(advice));
            }
        }
    }
    verdict.worst = worst_text(e);
    verdict.not_judged = not_judged(e);
    return verdict;
}

}  // namespace lhits
