#include "latent_stage.hpp"

#include <algorithm>
#include <cmath>

namespace lhits {
namespace {

float sign(float x) { return static_cast<float>((x > 0.0F) - (x < 0.0F)); }

/// Of the normal distribution with this mean and log-variance from the standard one (Kingma and
/// Welling, arXiv 1312.6114, Appendix B).
double divergence(double mean, double log_variance) {
    return 0.5 * (mean * mean + std::exp(log_variance) - 1.0 - log_variance);
}

}  // namespace

void LatentStage::prepare(const AutoencoderNetwork& network, const LatentPenalties& penalties,
                          int rows) {
    n_ = network.state_size();
    p_ = network.conditions();
    z_ = network.latent();
    width_ = network.encoder.out();
    variational_ = network.variational();
    penalties_ = penalties;
    passes_ = !variational_ && p_ == 0 && penalties.sparsity == 0.0F;
    if (passes_) return;
    const auto size =
        static_cast<std::size_t>(rows) * static_cast<std::size_t>(network.decoder.in());
    input_.resize(size);
    gradient_.resize(size);
}

const float* LatentStage::forward(const float* code, const float* input, const float* noise,
                                  int rows) {
    code_ = code;
    noise_ = noise;
    penalty_ = 0.0;
    if (passes_) return code;
    double absolute = 0.0;
    double diverged = 0.0;
    for (int r = 0; r < rows; ++r, code += width_, input += n_ + p_) {
        float* const to = input_.data() + static_cast<std::ptrdiff_t>(r) * (z_ + p_);
        for (int k = 0; k < z_; ++k) {
            to[k] = code[k];
            absolute += std::abs(static_cast<double>(code[k]));
            if (!variational_) continue;
            const float log_variance = code[z_ + k];
            diverged += divergence(static_cast<double>(code[k]), static_cast<double>(log_variance));
            if (noise != nullptr) to[k] += std::exp(0.5F * log_variance) * noise[r * z_ + k];
        }
        std::copy_n(input + n_, p_, to + z_);
    }
    penalty_ = static_cast<double>(penalties_.sparsity) * absolute;
    if (variational_) penalty_ += static_cast<double>(penalties_.divergence) * diverged;
    return input_.data();
}

float* LatentStage::input_gradient(float* code_gradient, int rows) {
    float* const gradient = passes_ ? code_gradient : gradient_.data();
    std::fill_n(gradient, static_cast<std::ptrdiff_t>(rows) * (z_ + p_), 0.0F);
    return gradient;
}

void LatentStage::backward(float* code_gradient, int rows) const {
    if (passes_) return;
    const float* code = code_;
    for (int r = 0; r < rows; ++r, code += width_, code_gradient += width_) {
        const float* const from = gradient_.data() + static_cast<std::ptrdiff_t>(r) * (z_ + p_);
        for (int k = 0; k < z_; ++k) {
            code_gradient[k] = from[k] + penalties_.sparsity * sign(code[k]);
            if (!variational_) continue;
            const float deviation = std::exp(0.5F * code[z_ + k]);
            const float drawn = noise_ == nullptr ? 0.0F : noise_[r * z_ + k];
            code_gradient[k] += penalties_.divergence * code[k];
            code_gradient[z_ + k] = 0.5F * (from[k] * deviation * drawn +
                                            penalties_.divergence * (deviation * deviation - 1.0F));
        }
    }
}

}  // namespace lhits
