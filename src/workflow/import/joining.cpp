#include "joining.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "lhits/base/error.hpp"
#include "name_order.hpp"

namespace lhits {
namespace {

using Order = std::vector<std::size_t>;

class Joiner {
public:
    Joiner(const std::vector<std::string>& paths, const std::vector<TimeSpan>& spans, double dt,
           bool dt_is_given, const std::string& units)
        : paths_(paths),
          spans_(spans),
          dt_(dt),
          dt_is_given_(dt_is_given),
          units_(units),
          given_(paths.size()) {
        std::iota(given_.begin(), given_.end(), std::size_t{0});
    }

    Joining join() {
        const bool times = std::none_of(spans_.begin(), spans_.end(), [](const TimeSpan& span) {
            return std::isnan(span.first);
        });
        if (!times) return by_names();
        auto orders = {given_, order_of_names(), order_of_times()};
        for (const auto& order : orders) {
            auto result = order.empty() ? std::nullopt : along(order);
            if (!result) continue;
            if (order != given_) tell_order("their times", order, *result);
            return *result;
        }
        if (!dt_is_given_) refuse();
        auto result = by_names();
        result.notes.emplace_back(
            "the times of the files do not go on from one to the next; --dt wins");
        return result;
    }

private:
    /// Empty: the names tell none.
    Order order_of_names() const {
        try {
            return order_by_names(paths_).value_or(Order{});
        } catch (const InputError&) {  // there are other orders to try
            return {};
        }
    }

    /// Empty: some begin at the same time.
    Order order_of_times() const {
        auto order = given_;
        const auto first = [&](std::size_t i) { return spans_[i].first; };
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return first(a) < first(b); });
        const auto equal = [&](std::size_t a, std::size_t b) { return first(a) == first(b); };
        const bool same = std::adjacent_find(order.begin(), order.end(), equal) != order.end();
        return same ? Order{} : order;
    }

    /// The step in time: of files with one time each the one between most of them.
    double step_along(const Order& order) const {
        if (dt_ > 0.0) return dt_;
        std::vector<double> steps;
        for (std::size_t k = 1; k < order.size(); ++k) {
            const double step = spans_[order[k]].first - spans_[order[k - 1]].last;
            if (step > 0.0) steps.push_back(step);
        }
        if (steps.empty()) return 0.0;
        const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
        std::nth_element(steps.begin(), middle, steps.end());
        return *middle;
    }

    Joint joint(std::size_t before, std::size_t after, double dt) const {
        if (!dt_is_given_) return joint_of(spans_[before], spans_[after], dt);
        const double step = spans_[after].first - spans_[before].last;
        const double rounding = std::max(spans_[before].rounding, spans_[after].rounding);
        if (std::abs(step) <= 2.0 * rounding) return Joint::repeats;
        return step > 0.0 ? Joint::follows : Joint::differs;
    }

    bool begins_again(std::size_t first, std::size_t file) const {
        const double rounding = std::max(spans_[first].rounding, spans_[file].rounding);
        return std::abs(spans_[file].first - spans_[first].first) <= 2.0 * rounding;
    }

    /// Nothing, where the files do not go on in this order.
    std::optional<Joining> along(const Order& order) const {
        Joining result{{{order.front()}}, {}, step_along(order), {}};
        if (!(result.dt > 0.0)) return {};
        for (std::size_t k = 1; k < order.size(); ++k) {
            const auto before = order[k - 1], file = order[k];
            const auto how = joint(before, file, result.dt);
            if (how == Joint::differs) {
                if (!begins_again(order.front(), file)) return {};
                result.chains.emplace_back();
            }
            if (how == Joint::repeats) result.repeats.emplace_back(before, file);
            result.chains.back().push_back(file);
        }
        const auto& chain = result.chains.front();
        if (dt_ == 0.0 && chain.size() > 1) {
            const auto &first = spans_[chain.front()], &last = spans_[chain.back()];
            result.dt = mean_step(first.first, last.first, chain.size() - 1, last.rounding);
        }
        if (result.chains.size() == 1) return result;
        if (result.chains.size() == order.size()) return {};  // none goes on
        std::vector<std::string> firsts;
        for (const auto& chain : result.chains) firsts.push_back(paths_[chain.front()]);
        result.notes.push_back(fmt::format("{} runs, for files begin again at the time {:.15g}: {}",
                                           firsts.size(), spans_[order.front()].first,
                                           some_of(firsts)));
        return result;
    }

    Joining by_names() const {
        const auto named = order_by_names(paths_);
        const auto order = named.value_or(given_);
        Joining result{{order}, {}, dt_, {}};
        if (!named && paths_.size() > 1) {
            result.notes.emplace_back(
                "the files are joined in the order given, for their names tell none");
        } else if (order != given_) {
            tell_order("the numbers in their names", order, result);
        }
        for (std::size_t k = 1; k < order.size() && !dt_is_given_; ++k) {
            const auto before = order[k - 1], file = order[k];
            if (std::isnan(spans_[before].last) || std::isnan(spans_[file].first)) continue;
            const auto how = joint(before, file, result.dt);
            if (how == Joint::differs) refuse(before, file, result.dt, "");
            if (how == Joint::repeats) result.repeats.emplace_back(before, file);
        }
        return result;
    }

    void tell_order(const std::string& what, const Order& order, Joining& result) const {
        std::vector<std::string> names;
        for (const auto i : order) names.push_back(paths_[i]);
        result.notes.push_back(fmt::format(
            "the files are joined in the order of {}, and not as given: {}", what, some_of(names)));
    }

    static std::string some_of(const std::vector<std::string>& names) {
        constexpr std::size_t most = 4;
        std::string text;
        for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
            text += (i == 0 ? "" : ", ") + names[i];
        }
        if (names.size() > most + 1) text += ", ...";
        return names.size() > most ? text + ", " + names.back() : text;
    }

    /// Of files that go on in no order.
    [[noreturn]] void refuse() const {
        auto order = order_of_times();
        if (order.empty()) order = given_;
        const bool none_goes_on = std::all_of(order.begin(), order.end(), [&](std::size_t file) {
            return begins_again(order.front(), file);
        });
        if (none_goes_on && order.size() > 1) {
            throw InputError(fmt::format(
                "{}: expected files that go on in time, found that all begin at the time {:.15g}, "
                "as {} does; leave out --join, which makes each a trajectory, or give --dt to join "
                "them in the order of their names",
                paths_[order[1]], spans_[order.front()].first, paths_[order.front()]));
        }
        const double dt = step_along(order);
        std::size_t bad = 1;
        while (bad + 1 < order.size() && joint(order[bad - 1], order[bad], dt) != Joint::differs) {
            ++bad;
        }
        if (order.size() > 1) refuse(order[bad - 1], order[bad], dt, calendar_along(order));
        throw InputError(fmt::format("{}: expected more than one time, found one", paths_[0]));
    }

    std::string calendar_along(const Order& order) const {
        double least = std::numeric_limits<double>::infinity(), most = 0.0;
        const auto add = [&](double low, double high) {
            least = std::min(least, low);
            most = std::max(most, high);
        };
        for (std::size_t k = 0; k < order.size(); ++k) {
            const auto& span = spans_[order[k]];
            if (span.dt > 0.0) add(span.least, span.most);
            if (k == 0) continue;
            const double step = span.first - spans_[order[k - 1]].last;
            add(step, step);
        }
        return calendar_advice(least, most, units_);
    }

    [[noreturn]] void refuse(std::size_t before, std::size_t file, double dt,
                             const std::string& calendar) const {
        throw InputError(fmt::format(
            "{}: expected to begin {:.9g} after {}, which ends at the time {:.15g}, found the time "
            "{:.15g}{}; give all files, without gaps and overlaps, or the time between states "
            "with --dt",
            paths_[file], dt, paths_[before], spans_[before].last, spans_[file].first, calendar));
    }

    const std::vector<std::string>& paths_;
    const std::vector<TimeSpan>& spans_;
    double dt_;
    bool dt_is_given_;
    const std::string& units_;
    Order given_;
};

}  // namespace

Joining join_files(const std::vector<std::string>& paths, const std::vector<TimeSpan>& spans,
                   double dt, bool dt_is_given, const std::string& units) {
    return Joiner(paths, spans, dt, dt_is_given, units).join();
}

}  // namespace lhits
