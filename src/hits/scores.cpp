#include "lhits/hits/scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lhits {
namespace {

/// Of nothing no number; but 0 where there are rows, and a field has no elements in them.
double mean_of(double sum, double count, bool rows) {
    return rows ? sum / std::max(count, 1.0) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void mean_squared_errors(std::span<const float> predicted, std::span<const float> truth,
                         std::size_t width, std::span<double> mse) {
    for (std::size_t row = 0; row < mse.size(); ++row) {
        const float* p = predicted.data() + row * width;
        const float* t = truth.data() + row * width;
        double sum = 0.0;
        for (std::size_t i = 0; i < width; ++i) {
            const double difference = static_cast<double>(p[i]) - static_cast<double>(t[i]);
            sum += difference * difference;
        }
        mse[row] = sum / static_cast<double>(width);
    }
}

double mean_after_start(std::span<const double> mse) {
    if (mse.size() < 2) return 0.0;
    double sum = 0.0;
    for (const double value : mse.subspan(1)) sum += value;
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

std::vector<float> rmse_of_fields(std::span<const float> predicted, std::span<const float> truth,
                                  std::span<const std::int32_t> field, std::size_t fields) {
    std::vector<double> counts(fields, 0.0);
    std::vector<double> errors(fields, 0.0);
    const auto width = field.size();
    for (std::size_t row = width; row < truth.size(); row += width) {
        for (std::size_t i = 0; i < width; ++i) {
            const auto own = static_cast<std::size_t>(field[i]);
            const auto error =
                static_cast<double>(predicted[row + i]) - static_cast<double>(truth[row + i]);
            counts[own] += 1.0;
            errors[own] += error * error;
        }
    }
    std::vector<float> rmse;
    for (std::size_t own = 0; own < fields; ++own) {
        rmse.push_back(
            static_cast<float>(std::sqrt(mean_of(errors[own], counts[own], truth.size() > width))));
    }
    return rmse;
}

std::vector<double> deviations_of_fields(std::span<const float> u,
                                         std::span<const std::int32_t> field, std::size_t fields) {
    std::vector<double> counts(fields, 0.0);
    std::vector<double> means(fields, 0.0);
    std::vector<double> squares(fields, 0.0);
    const auto each = [&](const auto& add) {
        for (std::size_t i = 0; i < u.size(); ++i) {
            add(static_cast<std::size_t>(field[i % field.size()]), static_cast<double>(u[i]));
        }
    };
    each([&](std::size_t f, double value) {
        counts[f] += 1.0;
        means[f] += value;
    });
    for (std::size_t f = 0; f < fields; ++f) means[f] = mean_of(means[f], counts[f], !u.empty());
    each([&](std::size_t f, double value) {
        squares[f] += (value - means[f]) * (value - means[f]);
    });
    for (std::size_t f = 0; f < fields; ++f) {
        squares[f] = std::sqrt(mean_of(squares[f], counts[f], !u.empty()));
    }
    return squares;
}

double valid_time(std::span<const double> mse, double variance, double nrmse, double dt) {
    // Without an error a forecast is valid whatever the variance: it may be 0.
    const auto valid = [&](double error) {
        return error == 0.0 || std::sqrt(error / variance) < nrmse;
    };
    std::size_t row = 0;
    while (row + 1 < mse.size() && valid(mse[row])) ++row;
    return static_cast<double>(row) * dt;
}

}  // namespace lhits
