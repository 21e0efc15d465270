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

double LatentStage::forward(const float* code, const float* encoded, int rows, float* z) const {
    const int latent = loss_.latent;
    const bool variational = loss_.variational();
    double absolute = 0.0;
    double diverged = 0.0;
    for (int r = 0; r < rows; ++r, code += loss_.encoder.out(), encoded += loss_.row_size()) {
        for (int k = 0; k < latent; ++k) {
            float coordinate = code[k];
            absolute += std::abs(static_cast<double>(code[k]));
            if (variational) {
                const float log_variance = code[latent + k];
                diverged +=
                    divergence(static_cast<double>(code[k]), static_cast<double>(log_variance));
                if (normal_ != nullptr) {
                    coordinate += std::exp(0.5F * log_variance) * normal_[r * latent + k];
                }
            }
            const auto i = static_cast<std::size_t>(k);
            if (!loss_.scale.empty()) coordinate = (coordinate - loss_.offset[i]) / loss_.scale[i];
            *z++ = coordinate;
        }
        z = std::copy_n(encoded + loss_.staying_from, loss_.staying, z);
    }
    const auto sparsity = static_cast<float>(loss_.penalties.sparsity * scale_);
    const auto divergence_weight = static_cast<float>(loss_.penalties.divergence * scale_);
    return static_cast<double>(sparsity) * absolute +
           static_cast<double>(divergence_weight) * diverged;
}

void LatentStage::backward(const float* code, const float* z_gradient, int rows,
                           float* code_gradient) const {
    const int latent = loss_.latent;
    const auto sparsity = static_cast<float>(loss_.penalties.sparsity * scale_);
    const auto divergence = static_cast<float>(loss_.penalties.divergence * scale_);
    for (int r = 0; r < rows; ++r, code += loss_.encoder.out(),
             code_gradient += loss_.encoder.out(), z_gradient += loss_.dimension()) {
        for (int k = 0; k < latent; ++k) {
            float from = z_gradient[k];
            if (!loss_.scale.empty()) from /= loss_.scale[static_cast<std::size_t>(k)];
            code_gradient[k] = from + sparsity * sign(code[k]);
            if (!loss_.variational()) continue;
            const float deviation = std::exp(0.5F * code[latent + k]);
            const float drawn = normal_ == nullptr ? 0.0F : normal_[r * latent + k];
            code_gradient[k] += divergence * code[k];
            code_gradient[latent + k] =
                0.5F * (from * deviation * drawn + divergence * (deviation * deviation - 1.0F));
        }
    }
}

}  // namespace lhits
