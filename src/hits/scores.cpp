#include "lhits/hits/scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lhits {

void mean_squared_errors(std::span<const float> predicted, std::span<const float> truth,
                         std::size_t width, std::span<float> mse) {
    for (std::size_t row = 0; row < mse.size(); ++row) {
        const float* p = predicted.data() + row * width;
        const float* t = truth.data() + row * width;
        double sum = 0.0;
        for (std::size_t i = 0; i < width; ++i) {
            const double difference = static_cast<double>(p[i]) - static_cast<double>(t[i]);
            sum += difference * difference;
        }
        mse[row] = static_cast<float>(sum / static_cast<double>(width));
    }
}

double mean_after_start(std::span<const float> mse) {
    if (mse.size() < 2) return 0.0;
    double sum = 0.0;
    for (const float value : mse.subspan(1)) sum += static_cast<double>(value);
    return sum / static_cast<double>(mse.size() - 1);
}

double relative_l2(std::span<const float> predicted, std::span<const float> truth,
                   std::size_t width) {
    double error = 0.0;
    double norm = 0.0;
    for (std::size_t i = width; i < truth.size(); ++i) {
        const auto t = static_cast<double>(truth[i]);
        error += (static_cast<double>(predicted[i]) - t) * (static_cast<double>(predicted[i]) - t);
        norm += t * t;
    }
    return std::sqrt(error / norm);
}

void relative_l2_errors(std::span<const float> predicted, std::span<const float> truth,
                        std::size_t width, std::span<float> errors) {
    for (std::size_t row = 0; row < errors.size(); ++row) {
        double error = 0.0;
        double norm = 0.0;
        for (std::size_t i = row * width; i < (row + 1) * width; ++i) {
            const auto t = static_cast<double>(truth[i]);
            const auto difference = static_cast<double>(predicted[i]) - t;
            error += difference * difference;
            norm += t * t;
        }
        errors[row] = static_cast<float>(std::sqrt(error / norm));
    }
}

FieldErrors field_errors(std::span<const float> predicted, std::span<const float> truth,
                         std::span<const std::int32_t> field, std::size_t fields) {
    struct Sums {
        double count = 0.0, error = 0.0, difference = 0.0, squares = 0.0;
        double near = 0.0;  // a value of the truth: differences from it keep their digits
    };
    std::vector<Sums> sums(fields);
    const auto width = field.size();
    for (std::size_t i = 0; i < width && i < truth.size(); ++i) {
        sums[static_cast<std::size_t>(field[i])].near = static_cast<double>(truth[i]);
    }
    for (std::size_t row = width; row < truth.size(); row += width) {
        for (std::size_t i = 0; i < width; ++i) {
            auto& own = sums[static_cast<std::size_t>(field[i])];
            const auto t = static_cast<double>(truth[row + i]);
            const auto error = static_cast<double>(predicted[row + i]) - t;
            own.count += 1.0;
            own.error += error * error;
            own.difference += t - own.near;
            own.squares += (t - own.near) * (t - own.near);
        }
    }
    FieldErrors made;
    for (const auto& own : sums) {
        const double mean = own.difference / own.count;
        const double variance = std::max(0.0, own.squares / own.count - mean * mean);
        made.rmse.push_back(static_cast<float>(std::sqrt(own.error / own.count)));
        made.deviation.push_back(own.count > 0.0 ? static_cast<float>(std::sqrt(variance))
                                                 : std::numeric_limits<float>::quiet_NaN());
    }
    return made;
}

double valid_time(std::span<const float> mse, double variance, double nrmse, double dt) {
    std::size_t row = 0;
    while (row + 1 < mse.size() && std::sqrt(static_cast<double>(mse[row]) / variance) < nrmse) {
        ++row;
    }
    return static_cast<double>(row) * dt;
}

}  // namespace lhits
