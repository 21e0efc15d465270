#include "costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/fixed_sum.hpp"

namespace lhits {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Costs::Costs(const std::string& path) {
    if (path.empty()) return;
    const auto file = Json::parse(read_text_file(path), nullptr, false);
    try {
        latency_ = file.at("message_seconds").get<double>();
        bytes_per_second_ = file.at("message_bytes_per_second").get<double>();
        start_alone_ = file.value("start_seconds", start_alone_);
        start_together_ = file.value("mpirun_start_seconds", start_together_);
        known_ = file.at("seconds").get<std::map<std::string, double>>();
    } catch (const Json::exception& error) {
        throw InputError(
            fmt::format("{}: expected the costs that 'lhits bench --deck DECK --costs "
                        "FILE' writes, found: {}; write it again",
                        path, error.what()));
    }
}

Costs Costs::assumed() {
    Costs costs;
    costs.measures_ = false;
    return costs;
}

double Costs::seconds(const std::string& name, double assumed,
                      const std::function<double()>& measured) {
    if (!measures_) return assumed;
    const auto found = known_.find(name);
    if (found != known_.end()) return found->second;
    return known_[name] = measured();
}

double Costs::exchange(int ranks, double bytes) const {
    if (ranks == 1) return 0.0;
    // An all-to-all of pieces and an allgather of their sums.
    return 2.0 * (latency_ * std::ceil(std::log2(ranks)) + bytes / bytes_per_second_);
}

double Costs::start(int ranks) const { return ranks == 1 ? start_alone_ : start_together_; }

void Costs::measure_exchange(const Communicator& ranks) {
    if (ranks.size() == 1) return;
    constexpr std::size_t few = 64;
    constexpr std::size_t many = 250'000;
    constexpr int repeats = 20;
    const auto team = ranks.split(ranks.rank() / largest_team);
    const auto seconds = [&](std::size_t length) {
        FixedSum sum(team, team.size(), length);
        std::vector<double> times;
        for (int i = 0; i < repeats; ++i) {
            team.barrier();
            const double begin = MPI_Wtime();
            sum.sum();
            team.max(0.0);  // after each iteration the ranks agree to go on
            times.push_back(MPI_Wtime() - begin);
        }
        std::sort(times.begin(), times.end());
        return ranks.max(times[times.size() / 2]);
    };
    const double of_few = seconds(few);
    const double of_many = std::max(seconds(many), 1.01 * of_few);
    latency_ = 0.5 * of_few / std::ceil(std::log2(std::min(ranks.size(), largest_team)));
    bytes_per_second_ = 2.0 * sizeof(float) * static_cast<double>(many - few) / (of_many - of_few);
}

std::string Costs::text() const {
    const Json file{{"message_seconds", latency_},
                    {"message_bytes_per_second", bytes_per_second_},
                    {"start_seconds", start_alone_},
                    {"mpirun_start_seconds", start_together_},
                    {"seconds", known_}};
    return file.dump(2) + "\n";
}

double seconds_of(const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    constexpr double enough = 0.05;
    const auto seconds_of_call = [&] {
        const auto begin = Clock::now();
        work();
        return std::chrono::duration<double>(Clock::now() - begin).count();
    };
    const double first = seconds_of_call();  // warms up
    if (first > enough) return std::min(first, seconds_of_call());
    double shortest = std::numeric_limits<double>::infinity();
    double spent = 0.0;
    for (int calls = 0; calls < 3 || spent < enough; ++calls) {
        const double seconds = seconds_of_call();
        shortest = std::min(shortest, seconds);
        spent += seconds;
    }
    return shortest;
}

}  // namespace lhits
