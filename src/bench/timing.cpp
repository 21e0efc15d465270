#include "timing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace lhits {

namespace {

double time_once(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

constexpr std::size_t least = 3;

}  // namespace

std::vector<double> time_repeats(double seconds, const std::function<void()>& work) {
    work();
    std::vector<double> repeats;
    for (double spent = 0.0; repeats.size() < least || spent < seconds; spent += repeats.back()) {
        repeats.push_back(time_once(work));
    }
    return repeats;
}

std::array<std::vector<double>, 2> time_in_turn(double seconds, const std::function<void()>& one,
                                                const std::function<void()>& other) {
    one();
    other();
    std::array<std::vector<double>, 2> repeats;
    double spent = 0.0;
    while (repeats[0].size() < least || spent < seconds) {
        repeats[0].push_back(time_once(one));
        repeats[1].push_back(time_once(other));
        spent += repeats[0].back() + repeats[1].back();
    }
    return repeats;
}

double median_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

Measurement against_itself(Measurement result) {
    result.limit_seconds = *std::min_element(result.repeats.begin(), result.repeats.end());
    result.limit = "its best repeat";
    return result;
}

Measurement measured(const std::string& name, const std::string& what, std::vector<double> repeats,
                     double calls) {
    Measurement result;
    result.name = name;
    result.what = what;
    for (auto& value : repeats) value /= calls;
    result.seconds = median_of(repeats);
    result.repeats = std::move(repeats);
    return result;
}

}  // namespace lhits
