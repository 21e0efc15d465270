#include "activations.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/base/ivdep.hpp"

namespace lhits {
namespace {

template <class Function>
void each(const float* bias, int rows, int width, float* y, float* slope, Function function) {
    for (int r = 0; r < rows; ++r) {
        float* const row = y + static_cast<std::ptrdiff_t>(r) * width;
        if (slope == nullptr) {
            LHITS_IVDEP
            for (int j = 0; j < width; ++j) row[j] = function(row[j] + bias[j]).value;
        } else {
            float* const row_slope = slope + static_cast<std::ptrdiff_t>(r) * width;
            LHITS_IVDEP
            for (int j = 0; j < width; ++j) {
                const auto result = function(row[j] + bias[j]);
                row[j] = result.value;
                row_slope[j] = result.slope;
            }
        }
    }
}

struct Result {
    float value;
    float slope;
};

/// exp(x), finite for every x: fast mathematics divides by way of approximate reciprocals, which
/// make a quotient by infinity not a number.
float finite_exp(float x) {
    constexpr float most = 80.0F;
    return std::exp(x < most ? x : most);
}

}  // namespace

void activate(Activation activation, const float* bias, int rows, int width, float* y,
              float* slope) {
    switch (activation) {
        case Activation::linear:
            each(bias, rows, width, y, nullptr, [](float x) { return Result{x, 1.0F}; });
            return;
        case Activation::relu:
            each(bias, rows, width, y, slope, [](float x) {
                return Result{x > 0.0F ? x : 0.0F, x > 0.0F ? 1.0F : 0.0F};
            });
            return;
        case Activation::tanh:
            each(bias, rows, width, y, slope, [](float x) {
                const float t = 1.0F - 2.0F / (1.0F + finite_exp(2.0F * x));
                return Result{t, 1.0F - t * t};
            });
            return;
        case Activation::silu:
            each(bias, rows, width, y, slope, [](float x) {
                const float s = 1.0F / (1.0F + finite_exp(-x));
                const float value = x * s;
                return Result{value, s + value * (1.0F - s)};
            });
            return;
        case Activation::gelu:
            // erf by Abramowitz and Stegun, 7.1.26, to 1.5e-7: its exponential is the density's.
            each(bias, rows, width, y, slope, [](float x) {
                constexpr float root_half = 0.70710678F;
                const float density = std::exp(-0.5F * x * x);  // times sqrt(2 pi)
                const float t = 1.0F / (1.0F + 0.3275911F * root_half * std::fabs(x));
                const float polynomial =
                    t * (0.254829592F +
                         t * (-0.284496736F +
                              t * (1.421413741F + t * (-1.453152027F + t * 1.061405429F))));
                const float tail = 0.5F * polynomial * density;
                const float below = x < 0.0F ? tail : 1.0F - tail;
                return Result{x * below, below + 0.39894228F * x * density};
            });
            return;
    }
}

void multiply_into(const float* factor, int count, float* target) {
    LHITS_IVDEP
    for (int i = 0; i < count; ++i) target[i] *= factor[i];
}

void column_sums(const float* matrix, int rows, int width, float* sums, bool add) {
    if (!add) std::fill_n(sums, width, 0.0F);
    for (int r = 0; r < rows; ++r) {
        const float* const row = matrix + static_cast<std::ptrdiff_t>(r) * width;
        LHITS_IVDEP
        for (int j = 0; j < width; ++j) sums[j] += row[j];
    }
}

double squared_difference(const float* a, const float* b, int count, float scale, float* gradient) {
    double sum = 0.0;
    for (int i = 0; i < count; ++i) {
        const float difference = a[i] - b[i];
        sum += static_cast<double>(difference) * static_cast<double>(difference);
    }
    if (gradient != nullptr) {
        const float factor = 2.0F * scale;
        LHITS_IVDEP
        for (int i = 0; i < count; ++i) gradient[i] = factor * (a[i] - b[i]);
    }
    return sum;
}

void adam_step(const float* gradient, int count, float rate, float epsilon, float* parameters,
               float* first, float* second) {
    constexpr auto decay_first = static_cast<float>(adam_decay_first);
    constexpr auto decay_second = static_cast<float>(adam_decay_second);
    LHITS_IVDEP
    for (int i = 0; i < count; ++i) {
        const float g = gradient[i];
        first[i] = decay_first * first[i] + (1.0F - decay_first) * g;
        second[i] = decay_second * second[i] + (1.0F - decay_second) * g * g;
        parameters[i] -= rate * first[i] / (std::sqrt(second[i] + adam_tiny) + epsilon);
    }
}

}  // namespace lhits
