// The times of states in a file of arrays.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "array_contents.hpp"
#include "lhits/base/error.hpp"

namespace lhits {
namespace {

class TimesReader {
public:
    TimesReader(const ArrayContents& contents, SourceShape& shape)
        : contents_(contents), shape_(shape) {}

    void read() {
        std::string units;
        if (contents_.roles.time_variable) {
            units = contents_.file->variables()[*contents_.roles.time_variable].units;
            shape_.at = contents_.values_of(*contents_.roles.time_variable);
            take_first_times(contents_.file->variables()[*contents_.roles.time_variable].name);
        }
        shape_.time_rounding = rounding_of_times();
        units = units.substr(0, units.find(" since "));
        const auto& given = contents_.options.time_units;
        if (!given.empty() && !units.empty() && given != units) {
            shape_.notes.push_back(
                fmt::format("times in {} as --time-units says, and not in {}", given, units));
        }
        if (!given.empty()) units = given;
        shape_.layout.time_units = units.empty() ? "1" : units;
        if (!contents_.options.time.empty()) note_other_times();
    }

private:
    /// --time wins over the variable with the name of the dimension.
    void note_other_times() {
        if (!contents_.roles.time_variable || !contents_.roles.time) return;
        const auto other = find_variable(contents_.file->variables(),
                                         contents_.roles.dimensions[*contents_.roles.time]);
        if (!other || other == contents_.roles.time_variable) return;
        const auto values = contents_.values_of(*other);
        if (values.size() != shape_.at.size() || values.empty()) return;
        const auto described = [&](std::size_t variable, const std::vector<double>& at) {
            return fmt::format("{} ({:.9g} to {:.9g})", contents_.file->variables()[variable].name,
                               at.front(), at.back());
        };
        shape_.notes.push_back(fmt::format("times are those of {} as --time says, and not of {}",
                                           described(*contents_.roles.time_variable, shape_.at),
                                           described(*other, values)));
    }

    /// By the precision that the times are kept in, or were before they got more bits.
    double rounding_of_times() const {
        double largest = 0.0;
        bool fit_float = true;
        for (const double time : shape_.at) {
            largest = std::max(largest, std::abs(time));
            fit_float = fit_float && static_cast<double>(static_cast<float>(time)) == time;
        }
        const bool whole =
            contents_.roles.time_variable &&
            contents_.file->variables()[*contents_.roles.time_variable].whole_numbers;
        if (whole) return 0.0;
        return largest * (fit_float ? std::numeric_limits<float>::epsilon() / 2.0
                                    : std::numeric_limits<double>::epsilon() / 2.0);
    }

    /// Of groups with times of their own, which must be the same but for where they begin.
    void take_first_times(const std::string& name) {
        const auto times = static_cast<std::size_t>(shape_.times);
        auto& at = shape_.at;
        if (at.size() <= times || times < 1) return;
        const double tolerance =
            1e-4 * std::abs(at[times - 1] - at[0]) / static_cast<double>(times);
        for (std::size_t i = times; i < at.size(); ++i) {
            const auto t = i % times;
            const double expected = at[t] - at[0], found = at[i] - at[i - t];
            if (std::abs(found - expected) <= tolerance) continue;
            throw InputError(fmt::format(
                "expected {} to rise in all groups as in the first, by {:.9g} to the time index "
                "{}, found {:.9g} in group {}; import groups that differ one by one, each by its "
                "whole name",
                name, expected, t, found, i / times));
        }
        at.resize(times);
        shape_.notes.push_back(fmt::format(
            "{} begins elsewhere in some groups; all are taken to begin at {:.9g}", name, at[0]));
    }

    const ArrayContents& contents_;
    SourceShape& shape_;
};

}  // namespace

void read_times(const ArrayContents& contents, SourceShape& shape) {
    TimesReader(contents, shape).read();
}

}  // namespace lhits
