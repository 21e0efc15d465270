// Coupled forecasts, decoded.
#pragma once

#include "lhits/bench/bench.hpp"
#include "networks.hpp"

namespace lhits {

/// `members` initial conditions over `steps` steps by all strides, decoded every `output_every`
/// steps.
struct BenchForecast {
    int members = 1;
    std::int64_t steps = 5120;
    std::int64_t output_every = 1;
};

Measurement bench_forecast(const std::string& name, const PaperNetworks& networks,
                           const BenchForecast& forecast, double seconds);

}  // namespace lhits
