#include "lhits/nn/principal_components.hpp"

#include <torch/torch.h>

#include <algorithm>

namespace lhits {
namespace {

constexpr std::int64_t block_rows = 4096;

/// By rising variance; the vectors are columns.
struct Spectrum {
    torch::Tensor variances, vectors;
};

Spectrum of_covariance(const torch::Tensor& samples, const torch::Tensor& mean) {
    const auto rows = samples.size(0), width = samples.size(1);
    auto covariance = torch::zeros({width, width}, torch::kDouble);
    for (std::int64_t first = 0; first < rows; first += block_rows) {
        const auto block =
            samples.narrow(0, first, std::min(block_rows, rows - first)).to(torch::kDouble) - mean;
        covariance += block.t().matmul(block);
    }
    const auto [values, vectors] = at::linalg_eigh(covariance / static_cast<double>(rows), "L");
    return {values, vectors};
}

Spectrum of_products(const torch::Tensor& samples, const torch::Tensor& mean, std::int64_t count) {
    const auto rows = samples.size(0), width = samples.size(1);
    const auto centred = samples.to(torch::kDouble) - mean;
    const auto [values, vectors] =
        at::linalg_eigh(centred.matmul(centred.t()) / static_cast<double>(rows), "L");
    const auto kept = std::min(count, rows);
    auto spanned = centred.t().matmul(vectors.narrow(1, rows - kept, kept));
    const auto lengths = spanned.norm(2, 0, true);
    const auto real = values.narrow(0, rows - kept, kept) > 1e-14 * values.max();
    spanned = torch::where(real, spanned / lengths, torch::zeros_like(spanned));
    return {torch::cat({torch::zeros({width - rows}, torch::kDouble), values.clamp_min(0.0)}),
            torch::cat({torch::zeros({width, count - kept}, torch::kDouble), spanned}, 1)};
}

}  // namespace

PrincipalComponents principal_components(std::span<const float> data, std::size_t n,
                                         std::size_t count) {
    const torch::NoGradGuard no_gradient;
    const auto width = static_cast<std::int64_t>(n);
    const auto rows = static_cast<std::int64_t>(data.size() / n);
    const auto wanted = static_cast<std::int64_t>(count);
    // from_blob wants a mutable pointer; nothing writes through it.
    const auto samples =
        torch::from_blob(const_cast<float*>(data.data()), {rows, width});  // NOLINT
    const auto mean = samples.mean(0, false, torch::kDouble);
    const auto [values, vectors] =
        rows < width ? of_products(samples, mean, wanted) : of_covariance(samples, mean);
    auto components = vectors.t().flip(0).narrow(0, 0, wanted).contiguous();
    const auto largest = components.abs().argmax(1, true);
    components = components * components.gather(1, largest).sign();

    const auto floats = [](const torch::Tensor& t) {
        const auto flat = t.to(torch::kFloat).contiguous();
        return std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    };
    const auto variances = values.flip(0).contiguous();
    return {floats(mean),
            floats(components),
            {variances.data_ptr<double>(), variances.data_ptr<double>() + width}};
}

}  // namespace lhits
