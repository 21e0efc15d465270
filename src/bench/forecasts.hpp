// Coupled forecasts, decoded.
#pragma once

#include "lhits/bench/bench.hpp"
#include "networks.hpp"

namespace lhits {

/// `members` initial conditions over `steps` steps by all strides.
struct BenchForecast {
    int members = 1;
    std::int64_t steps = 5120;
    std::int64_t latent_every = 1;  ///< steps between wanted latent states
    std::int64_t decode_every = 1;  ///< steps between states, a multiple of latent_every
};

Measurement bench_forecast(const std::string& name, const PaperNetworks& networks,
                           const BenchForecast& forecast, double seconds);

}  // namespace lhits
