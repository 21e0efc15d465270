#include "forecasts.hpp"

#include <fmt/format.h>

#include "lhits/hits/rollout.hpp"
#include "timing.hpp"

namespace lhits {

Measurement bench_forecast(const std::string& name, const PaperNetworks& networks,
                           const BenchForecast& forecast, double seconds) {
    auto surrogate = networks.surrogate();
    const auto engine = make_engine("native");
    const auto levels = surrogate.coupled_levels(*engine);
    const auto starts = bench_noise(static_cast<std::size_t>(forecast.members * networks.latent));
    const auto rows = forecast.members * (forecast.steps / forecast.output_every + 1);
    AlignedVector<float> z(static_cast<std::size_t>(rows * networks.latent));
    AlignedVector<float> u(static_cast<std::size_t>(rows * networks.state_size));
    auto made = measured(
        name,
        fmt::format("{} coupled forecast, {} initial conditions, {} steps, strides {} to {}, "
                    "decoded every {}",
                    networks.system, forecast.members, forecast.steps, networks.strides.front(),
                    networks.strides.back(), forecast.output_every),
        time_repeats(seconds, [&] {
            Rollout rollout(starts, forecast.members, networks.latent, forecast.steps);
            for (const auto& level : levels) rollout.add_level(level);
            rollout.finish(z, forecast.output_every);
            surrogate.reduction->decode(z, static_cast<int>(rows), u);
        }));
    const auto decoder = networks.autoencoder().part(networks.encoder_hidden.size() + 1,
                                                     networks.autoencoder().layers());
    const auto nodes = forecast.members * (forecast.steps / networks.strides.front());
    made.flops = static_cast<double>(nodes) * forward_flops(networks.stepper()) +
                 static_cast<double>(rows) * forward_flops(decoder);
    return made;
}

}  // namespace lhits
