// The error of a decoded forecast, and its way back through decoder, stepper and encoder.
#pragma once

#include <span>

#include "dense_tape.hpp"
#include "lhits/nn/forecast_network.hpp"
#include "unrolled_steps.hpp"

namespace lhits {

/// Engine::decoded_forecast() of the native engine. Keeps its memory between calls.
class DecodedForecast {
public:
    double loss(const ForecastNetwork& network, std::span<const float> parameters,
                std::span<const float> rows, Unrolled size, float scale, std::span<float> gradient);

private:
    void start_rows(const ForecastNetwork& network, const float* code, const float* rows,
                    int batch);

    DenseTape encoder_;
    DenseTape decoder_;
    UnrolledSteps steps_;
    AlignedVector<float> inputs_;            // (batch, encoder in)
    AlignedVector<float> targets_;           // (window + 1, batch, n)
    AlignedVector<float> latent_;            // (window + 1, batch, d)
    AlignedVector<float> decoded_;           // (window + 1, batch, decoder in)
    AlignedVector<float> decoded_gradient_;  // the same: d loss / d decoded_
    AlignedVector<float> latent_gradient_;   // (window + 1, batch, d), each by its own target
};

}  // namespace lhits
