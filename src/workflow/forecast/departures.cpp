#include "departures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../protocol.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/units.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/workflow/trajectory_starts.hpp"

namespace lhits {
namespace {

/// "3, 7, 12 and 40 more".
std::string list_of(const std::vector<std::size_t>& trajectories) {
    constexpr std::size_t most = 8;
    if (trajectories.size() <= most) return fmt::format("{}", fmt::join(trajectories, ", "));
    return fmt::format("{} and {} more",
                       fmt::join(trajectories.begin(), trajectories.begin() + most, ", "),
                       trajectories.size() - most);
}

/// Warns of those of the first `count` trajectories of a split that have a parameter outside the
/// trained range, which the file says.
void warn_of_parameters(const Run& run, const std::string& group, Split split, std::size_t count) {
    const auto numbers = read_forecast_numbers(run.directory.forecast(), group);
    ParameterRange range;
    std::vector<std::string> texts;
    for (const auto& name : run.system->parameter_names()) {
        range.low.push_back(numbers.at(name + "_trained_low"));
        range.high.push_back(numbers.at(name + "_trained_high"));
        texts.push_back(
            fmt::format("{} {:.6g} to {:.6g}", name, range.low.back(), range.high.back()));
    }
    std::vector<std::size_t> beyond;
    for (std::size_t t = 0; t < count; ++t) {
        if (!range.holds(parameters_of(run, split, static_cast<std::int64_t>(t)))) {
            beyond.push_back(t);
        }
    }
    if (beyond.empty()) return;
    log::warning(fmt::format(
        "forecast: {}: the parameters of {} of {} {} trajectories lie outside the trained range "
        "({}): {}",
        group, beyond.size(), count, split_name(split), fmt::join(texts, ", "), list_of(beyond)));
}

void warn_of_group(const Run& run, const std::string& group, Split split) {
    const auto path = run.directory.forecast();
    const auto outside = read_forecast(path, group, "initial_outside");
    if (run.deck.parameters.count() > 0) warn_of_parameters(run, group, split, outside.size());
    warn_of_departures(fmt::format("forecast: {}: ", group),
                       fmt::format("{} trajectories", split_name(split)), outside,
                       read_forecast(path, group, "leaving_time"),
                       fmt::format("{}{}", with_blank(run.system->layout().time_units),
                                   run.deck.forecast.stop_outside ? ", and end there" : ""));
}

}  // namespace

Departures departures(const Surrogate& surrogate, double quantile, int members,
                      std::span<const float> inputs, std::span<const float> z,
                      std::span<const double> parameters) {
    const auto& domain = surrogate.trust->domain;
    const auto limit = static_cast<float>(domain.distance().limit(quantile));
    const double error_limit = domain.reconstruction().limit(quantile);
    const auto& reduction = *surrogate.reduction;
    const auto count = static_cast<std::size_t>(members);
    const auto latent = static_cast<std::size_t>(reduction.dimension());
    const auto times = z.size() / (count * latent);
    Departures result;
    result.distances.resize(count * times);
    AlignedVector<float> room;
    domain.distances(reduction.without_phases(z, room), count * times, result.distances);
    for (std::size_t m = 0; m < count; ++m) {
        const auto part = [&](auto values) {
            return values.subspan(m * (values.size() / count), values.size() / count);
        };
        const auto own = part(std::span<const float>(result.distances));
        const auto error = reduction.reconstruction_errors(part(inputs), part(z).first(latent), 1);
        const bool known = surrogate.trust->parameters.holds(part(parameters));
        const float distance = known ? own[0] : std::numeric_limits<float>::infinity();
        const bool outside = !(distance <= limit && error[0] <= error_limit);
        const auto gone =
            std::find_if(own.begin(), own.end(), [&](float distance) { return distance > limit; });
        result.distance.push_back(distance);
        result.reconstruction_error.push_back(error[0]);
        result.outside.push_back(outside ? 1.0F : 0.0F);
        result.times_inside.push_back(outside ? 0 : static_cast<std::size_t>(gone - own.begin()));
    }
    return result;
}

std::map<std::string, double> trust_numbers(const Trust& trust, double quantile,
                                            const std::vector<std::string>& parameter_names) {
    const auto& domain = trust.domain;
    const auto calibrated = trust.valid_time.lower_bound(calibration_alpha);
    std::map<std::string, double> numbers{
        {"distance_limit", domain.distance().limit(quantile)},
        {"reconstruction_error_limit", domain.reconstruction().limit(quantile)},
        {"limit_coverage",
         std::min(domain.distance().level(quantile), domain.reconstruction().level(quantile))},
        {"calibrated_valid_time", calibrated.time},
        {"calibrated_valid_time_coverage", calibrated.coverage},
        {"calibrated_valid_time_to_the_end", calibrated.to_the_end ? 1.0 : 0.0}};
    for (std::size_t i = 0; i < parameter_names.size(); ++i) {
        numbers[parameter_names[i] + "_trained_low"] = trust.parameters.low.at(i);
        numbers[parameter_names[i] + "_trained_high"] = trust.parameters.high.at(i);
    }
    return numbers;
}

std::map<std::string, std::map<std::string, double>> trust_numbers(
    const Run& run, const std::map<std::string, Surrogate>& surrogates) {
    const double quantile = run.deck.forecast.outside_quantile;
    std::map<std::string, std::map<std::string, double>> numbers;
    for (const auto& protocol : protocols(run)) {
        for (const auto& [name, surrogate] : surrogates) {
            auto& own = numbers[protocol.group(name)];
            own = trust_numbers(*surrogate.trust, quantile, run.system->parameter_names());
            if (protocol.name == unseen) continue;
            std::erase_if(own,
                          [](const auto& item) { return item.first.starts_with("calibrated"); });
        }
    }
    return numbers;
}

void warn_of_departures(const std::string& begin, const std::string& starts,
                        std::span<const double> outside, std::span<const double> leaving,
                        const std::string& after_time) {
    std::vector<std::size_t> started, left;
    double first = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < outside.size(); ++i) {
        if (outside[i] > 0.0) {
            started.push_back(i);
        } else if (!std::isnan(leaving[i])) {
            left.push_back(i);
            first = std::min(first, leaving[i]);
        }
    }
    const auto some = [&](const std::vector<std::size_t>& of) {
        return fmt::format("{} of {} {}", of.size(), outside.size(), starts);
    };
    if (!started.empty()) {
        log::warning(
            fmt::format("{}{} begin outside the training data ({}): nothing is known of how good "
                        "their forecasts are (initial_outside)",
                        begin, some(started), list_of(started)));
    }
    if (!left.empty()) {
        log::warning(fmt::format(
            "{}the forecasts of {} leave the training data ({}), the first at time {:.4g}{} "
            "(leaving_time)",
            begin, some(left), list_of(left), first, after_time));
    }
}

void warn_of_departures(const Run& run) {
    for (const auto& protocol : protocols(run)) {
        for (const auto& plan : surrogate_plans(run)) {
            warn_of_group(run, protocol.group(plan.name), protocol.scored_on.split);
        }
    }
}

}  // namespace lhits
