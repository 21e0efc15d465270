#include "even_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// Solvers add up their steps, and two times are rounded.
double tolerance(double dt, double rounding) {
    return 1e-3 * std::abs(dt) + 2.0 * rounding * (1.0 + 1e-6);
}

/// The step between most of the times.
double median_step(const std::vector<double>& at) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < at.size(); ++i) steps.push_back(at[i] - at[i - 1]);
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

/// The first time that does not follow the one before; none: 0. Far from 0, times of few bits may
/// not tell steps apart: they are on a line, then.
std::size_t first_uneven(const std::vector<double>& at, double dt, double rounding) {
    const bool resolved = dt >= 8.0 * rounding;
    for (std::size_t i = 1; i < at.size(); ++i) {
        const double expected =
            resolved ? at[i - 1] + dt : at.front() + static_cast<double>(i) * dt;
        if (std::abs(at[i] - expected) > tolerance(resolved ? dt : 0.0, rounding)) return i;
    }
    return 0;
}

[[noreturn]] void refuse_uneven(const std::string& path, const std::vector<double>& at,
                                const TimeSpan& span, const std::string& units) {
    const double dt = median_step(at);
    const auto time = [](double value) { return fmt::format("{:.15g}", value); };
    if (span.dt > 0.0 && span.dt < 8.0 * span.rounding) {
        const auto i = first_uneven(at, span.dt, span.rounding);
        throw InputError(fmt::format(
            "{}: expected times that rise evenly, found {} (time index {}), where {} is even, with "
            "times that are kept to within {:.3g}; write them with more digits, or give the time "
            "between states with --dt",
            path, time(at[i]), i, time(at.front() + static_cast<double>(i) * span.dt),
            span.rounding));
    }
    if (!(dt > 0.0)) {
        const auto i = static_cast<std::size_t>(
            std::adjacent_find(at.begin(), at.end(), std::greater_equal<>()) - at.begin() + 1);
        throw InputError(fmt::format(
            "{}: expected times that rise, found {} after {} (time index {}); write the states in "
            "the order of their times, or give the time between them with --dt",
            path, time(at[i]), time(at[i - 1]), i));
    }
    const auto uneven = first_uneven(at, dt, span.rounding);
    const auto i = uneven > 0 ? uneven : first_uneven(at, span.dt, span.rounding);
    const double step = at[i] - at[i - 1];
    const auto* what = step == 0.0 ? ", with another state" : "";
    const auto calendar = calendar_advice(span.least, span.most, units);
    const auto* advice = step > dt    ? "; fill the gap or cut the file in two there"
                         : step > 0.0 ? "; cut the file in two there"
                                      : "; leave out what is there twice, or cut the file in two";
    throw InputError(fmt::format(
        "{}: expected times that rise evenly by {:.9g}, found {} after {}{} (time index {}){}; "
        "where states are evenly apart all the same, give --dt",
        path, dt, time(at[i]), time(at[i - 1]), what, i, calendar.empty() ? advice : calendar));
}

}  // namespace

TimeSpan span_of(const std::string& path, const std::vector<double>& at, double rounding,
                 const std::string& units, bool dt_is_given) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (at.empty()) return {nan, nan};
    for (const double time : at) {
        if (std::isfinite(time) || dt_is_given) continue;
        throw InputError(
            fmt::format("{}: expected finite times, found {}; give the time between "
                        "states with --dt",
                        path, time));
    }
    if (!std::all_of(at.begin(), at.end(), [](double time) { return std::isfinite(time); })) {
        return {nan, nan};
    }
    TimeSpan span{at.front(), at.back(), 0.0, 0.0, 0.0, rounding};
    if (at.size() < 2) return span;
    span.dt = (at.back() - at.front()) / static_cast<double>(at.size() - 1);
    span.least = span.most = at[1] - at[0];
    for (std::size_t i = 1; i < at.size(); ++i) {
        span.least = std::min(span.least, at[i] - at[i - 1]);
        span.most = std::max(span.most, at[i] - at[i - 1]);
    }
    if (dt_is_given) return span;
    if (!(span.dt > 0.0) || first_uneven(at, span.dt, rounding) > 0) {
        refuse_uneven(path, at, span, units);
    }
    if (span.least < span.most) {
        span.dt = mean_step(at.front(), at.back(), at.size() - 1, rounding);
    }
    return span;
}

double mean_step(double first, double last, std::size_t steps, double rounding) {
    const auto count = static_cast<double>(steps);
    const double dt = (last - first) / count, error = 2.0 * rounding / count;
    if (error <= 1e-9 * dt) return dt;
    for (int digits = 0; digits < 17; ++digits) {
        const double round = std::strtod(fmt::format("{:.{}e}", dt, digits).c_str(), nullptr);
        if (std::abs(round - dt) <= error) return round;
    }
    return dt;
}

std::string calendar_advice(double least, double most, const std::string& units) {
    double day = 0.0;
    if (units.starts_with("day")) day = 1.0;
    if (units.starts_with("hour") || units == "h") day = 24.0;
    if (units.starts_with("minute") || units == "min") day = 1440.0;
    if (units.starts_with("second") || units == "s") day = 86400.0;
    const auto within = [&](double low, double high) {
        return day > 0.0 && least >= low * day && most <= high * day;
    };
    const auto* unit = within(27.4, 31.6) ? "month" : within(359.0, 367.0) ? "year" : nullptr;
    if (unit == nullptr) return {};
    return fmt::format("; these are {0}s: --dt 1 --time-units {0}", unit);
}

Joint joint_of(const TimeSpan& before, const TimeSpan& after, double dt) {
    const double step = after.first - before.last;
    const double rounding = std::max(before.rounding, after.rounding);
    const double allowed = tolerance(dt, rounding);
    if (std::abs(step) <= std::min(allowed, dt / 2.0)) return Joint::repeats;
    return std::abs(step - dt) <= allowed ? Joint::follows : Joint::differs;
}

}  // namespace lhits
