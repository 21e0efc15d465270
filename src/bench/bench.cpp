#include "lhits/bench/bench.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "forecasts.hpp"
#include "lhits/base/error.hpp"
#include "machine.hpp"
#include "solvers.hpp"
#include "trajectory_write.hpp"
#include "training.hpp"

namespace lhits {
namespace {

/// Holds arithmetic against what sgemm does just before and just after, times `share`: the clock of
/// a shared machine changes by the minute.
Measurement against_sgemm(const char* limit, double share,
                          const std::function<Measurement()>& path) {
    constexpr double moment = 0.2;
    const auto rate = [] {
        const auto result = bench_sgemm(moment);
        return result.flops / result.limit_seconds;
    };
    const double before = rate();
    auto result = path();
    result.limit_seconds = result.flops / (share * std::max(before, rate()));
    result.limit = limit;
    return result;
}

using Path = std::function<Measurement(const std::string& name, const BenchSettings& settings)>;

struct Entry {
    std::string name;
    Path measure;
};

Entry forecast(const char* name, const PaperNetworks& (*networks)(), const BenchForecast& how) {
    return {name, [=](const std::string& own, const BenchSettings& s) {
                return against_sgemm(
                    "sgemm", 1.0, [&] { return bench_forecast(own, networks(), how, s.seconds); });
            }};
}

Entry training(const char* name, const PaperNetworks& (*networks)(),
               Measurement (*bench)(const std::string&, const PaperNetworks&, double)) {
    return {name, [=](const std::string& own, const BenchSettings& s) {
                return against_sgemm("sgemm", 1.0,
                                     [&] { return bench(own, networks(), s.seconds); });
            }};
}

const std::vector<Entry>& entries() {
    using S = const BenchSettings&;
    using N = const std::string&;
    static const std::vector<Entry> all{
        {"sgemm", [](N, S s) { return bench_sgemm(s.seconds); }},
        {"memory", [](N, S s) { return bench_memory(s.seconds); }},
        {"file", [](N, S s) { return bench_file(s.seconds, s.folder); }},
        {"fft", [](N, S s) { return bench_fft(s.seconds); }},
        training("stepper_fhn", fhn_networks, bench_stepper),
        training("stepper_ks", ks_networks, bench_stepper),
        training("autoencoder_fhn", fhn_networks, bench_autoencoder),
        training("autoencoder_ks", ks_networks, bench_autoencoder),
        forecast("forecast_fhn", fhn_networks, {}),
        forecast("forecast_fhn_64", fhn_networks, {1, 5120, 64, 64}),
        forecast("forecast_ks", ks_networks, {5, 5120, 1, 1}),
        forecast("ensemble_fhn", fhn_networks, {1000, 1024, 1, 64}),
        forecast("ensemble_ks", ks_networks, {1000, 512, 1, 64}),
        {"lattice_boltzmann",
         [](N, S s) {
             return against_sgemm("sgemm / 2", 0.5,
                                  [&] { return bench_lattice_boltzmann(s.seconds); });
         }},
        {"etdrk4", [](N, S s) { return bench_etdrk4(s.seconds); }},
        {"etdrk4_2d", [](N, S s) { return bench_etdrk4_2d(s.seconds); }},
        {"write", [](N, S s) { return bench_trajectory_write(s.seconds, s.folder); }},
    };
    return all;
}

}  // namespace

std::vector<std::string> bench_names() {
    std::vector<std::string> names;
    for (const auto& entry : entries()) names.push_back(entry.name);
    return names;
}

void bench(const BenchSettings& settings, const std::function<void(const Measurement&)>& each) {
    const auto known = bench_names();
    for (const auto& name : settings.only) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        throw InputError(
            fmt::format("bench: expected one of {}, found {}", fmt::join(known, ", "), name));
    }
    const auto& only = settings.only;
    for (const auto& [name, measure] : entries()) {
        if (!only.empty() && std::find(only.begin(), only.end(), name) == only.end()) continue;
        each(measure(name, settings));
    }
}

}  // namespace lhits
