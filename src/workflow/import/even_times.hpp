// Whether times follow each other evenly, in the precision that they are kept in.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lhits {

/// The times of one file.
struct TimeSpan {
    double first = 0.0, last = 0.0;  ///< not a number: it has no times
    double dt = 0.0;                 ///< between them; 0: there are less than two
    double least = 0.0, most = 0.0;  ///< of the steps between them
    double rounding = 0.0;           ///< the most that they are off
};

/// Throws InputError for times that are not finite, and, unless `dt_is_given`, for those that do
/// not rise evenly. `units` are for advice: months do not have as many days.
TimeSpan span_of(const std::string& path, const std::vector<double>& at, double rounding,
                 const std::string& units, bool dt_is_given);

/// The mean step of times: the roundest number within the precision that it has.
double mean_step(double first, double last, std::size_t steps, double rounding);

/// What to do about steps from `least` to `most` that are months or years: "; these are months:
/// ..."; empty: they are not.
std::string calendar_advice(double least, double most, const std::string& units);

/// How two files follow each other in time.
enum class Joint {
    follows,  ///< the other begins a step later
    repeats,  ///< the other begins with the last time
    differs
};

Joint joint_of(const TimeSpan& before, const TimeSpan& after, double dt);

}  // namespace lhits
