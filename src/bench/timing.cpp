#include "timing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace lhits {

std::vector<double> time_repeats(double seconds, const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t least = 3;
    work();
    std::vector<double> repeats;
    const auto begin = Clock::now();
    auto last = begin;
    while (repeats.size() < least ||
           std::chrono::duration<double>(last - begin).count() < seconds) {
        work();
        const auto now = Clock::now();
        repeats.push_back(std::chrono::duration<double>(now - last).count());
        last = now;
    }
    return repeats;
}

double median_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

Measurement measured(const std::string& name, const std::string& what, std::vector<double> repeats,
                     double calls) {
    Measurement made;
    made.name = name;
    made.what = what;
    for (auto& value : repeats) value /= calls;
    made.seconds = median_of(repeats);
    made.repeats = std::move(repeats);
    return made;
}

}  // namespace lhits
