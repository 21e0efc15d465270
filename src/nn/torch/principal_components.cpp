#include "lhits/nn/principal_components.hpp"

#include <torch/torch.h>

#include <algorithm>

namespace lhits {
namespace {

constexpr std::int64_t block_rows = 4096;

}  // namespace

PrincipalComponents principal_components(std::span<const float> data, std::size_t n) {
    const torch::NoGradGuard no_gradient;
    const auto width = static_cast<std::int64_t>(n);
    const auto rows = static_cast<std::int64_t>(data.size() / n);
    // from_blob wants a mutable pointer; nothing writes through it.
    const auto samples =
        torch::from_blob(const_cast<float*>(data.data()), {rows, width});  // NOLINT
    const auto mean = samples.mean(0, false, torch::kDouble);
    auto covariance = torch::zeros({width, width}, torch::kDouble);
    for (std::int64_t first = 0; first < rows; first += block_rows) {
        const auto block =
            samples.narrow(0, first, std::min(block_rows, rows - first)).to(torch::kDouble) - mean;
        covariance += block.t().matmul(block);
    }
    const auto [values, vectors] = at::linalg_eigh(covariance / static_cast<double>(rows), "L");
    auto components = vectors.t().flip(0).contiguous();  // eigh sorts upwards
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
