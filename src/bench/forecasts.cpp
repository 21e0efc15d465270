#include "forecasts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lhits/hits/rollout.hpp"
#include "timing.hpp"

namespace lhits {

Measurement bench_forecast(const std::string& name, const PaperNetworks& networks,
                           const BenchForecast& forecast, double seconds) {
    auto surrogate = networks.surrogate();
    const auto engine = make_engine("native");
    const auto levels = surrogate.coupled_levels(*engine, {0, surrogate.steppers.size() - 1});
    const auto outputs = static_cast<std::size_t>(forecast.steps / forecast.decode_every + 1);
    const auto nodes = static_cast<std::size_t>(forecast.steps / forecast.latent_every + 1);
    const auto apart = static_cast<std::size_t>(forecast.decode_every / forecast.latent_every);
    const auto members = static_cast<std::size_t>(forecast.members);
    const auto d = static_cast<std::size_t>(networks.latent);
    const auto starts = bench_noise(members * d);
    AlignedVector<float> decoded(members * outputs * d);
    AlignedVector<float> u(members * outputs * static_cast<std::size_t>(networks.state_size));
    auto result = measured(
        name,
        fmt::format("{} coupled forecast, {} initial condition{}, {} steps, strides {} to {}, "
                    "latent states every {}, decoded every {}",
                    networks.system, members, members == 1 ? "" : "s", forecast.steps,
                    networks.strides.front(), networks.strides.back(), forecast.latent_every,
                    forecast.decode_every),
        time_repeats(seconds, [&] {
            const auto z = roll_out(levels, starts, forecast.members, networks.latent,
                                    forecast.steps, forecast.latent_every);
            for (std::size_t row = 0; row < members * outputs; ++row) {
                const auto node = row / outputs * nodes + row % outputs * apart;
                std::copy_n(z.data() + node * d, d, decoded.data() + row * d);
            }
            surrogate.reduction->decode(decoded, static_cast<int>(members * outputs), u);
        }));
    // The coarsest stride that the wanted states need no other one for; else the finest.
    auto finest = networks.strides.front();
    for (const auto stride : networks.strides) {
        if (forecast.latent_every % stride == 0) finest = stride;
    }
    const auto decoder = networks.autoencoder().decoder;
    const auto strides = forecast.steps / finest;
    result.flops = static_cast<double>(members) *
                   (static_cast<double>(strides) * forward_flops(networks.stepper()) +
                    static_cast<double>(outputs) * forward_flops(decoder));
    return result;
}

}  // namespace lhits
