#include "lhits/hits/phase.hpp"

#include <cmath>
#include <numbers>

#include "lhits/base/columns.hpp"

namespace lhits {

/// Column 0 is the mean; 2k - 1 and 2k are the amplitudes of cos and of -sin of mode k; the last,
/// where the number of points is even, that of the shortest wave, which is left as it is.
PhaseShift::PhaseShift(int points)
    : points_(points),
      transform_({{points, points}, {Activation::linear}}),
      forward_(transform_.parameter_count(), 0.0F),
      backward_(transform_.parameter_count(), 0.0F),
      engine_(make_engine("native")) {
    const auto n = static_cast<std::size_t>(points);
    const double scale = 1.0 / static_cast<double>(points);
    for (std::size_t j = 0; j < n; ++j) {
        forward_[j * n] = static_cast<float>(scale);
        backward_[j] = 1.0F;
        for (std::size_t column = 1; column < n; ++column) {
            const std::size_t k = (column + 1) / 2;
            const double angle = 2.0 * std::numbers::pi * scale * static_cast<double>(j * k % n);
            const bool shortest = 2 * k == n;
            const double wave = column % 2 == 1 ? std::cos(angle) : -std::sin(angle);
            forward_[j * n + column] = static_cast<float>((shortest ? 1.0 : 2.0) * scale * wave);
            backward_[column * n + j] = static_cast<float>(wave);
        }
    }
}

void PhaseShift::turn(std::span<float> modes, int rows, std::span<const float> angles) const {
    const auto n = static_cast<std::size_t>(points_);
    for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) {
        float* mode = modes.data() + r * n;
        const double angle = static_cast<double>(angles[r]);
        for (std::size_t k = 1; 2 * k < n; ++k) {
            const auto c = static_cast<float>(std::cos(static_cast<double>(k) * angle));
            const auto s = static_cast<float>(std::sin(static_cast<double>(k) * angle));
            const float re = mode[2 * k - 1];
            const float im = mode[2 * k];
            mode[2 * k - 1] = re * c - im * s;
            mode[2 * k] = re * s + im * c;
        }
    }
}

void PhaseShift::align(std::span<float> rows, std::size_t width, std::span<float> phases) {
    const auto n = static_cast<std::size_t>(points_);
    const auto count = static_cast<int>(phases.size());
    states_.resize(phases.size() * n);
    modes_.resize(states_.size());
    copy_columns(ColumnRange<const float>{rows, width}, n, ColumnRange<float>{states_, n});
    engine_->evaluate(transform_, forward_, states_, count, modes_);
    for (std::size_t r = 0; r < phases.size(); ++r) {
        phases[r] = -std::atan2(modes_[r * n + 2], modes_[r * n + 1]);
    }
    turn(modes_, count, phases);
    for (auto& phase : phases) phase = -phase;
    engine_->evaluate(transform_, backward_, modes_, count, states_);
    copy_columns(ColumnRange<const float>{states_, n}, n, ColumnRange<float>{rows, width});
}

void PhaseShift::shift(std::span<float> x, int rows, std::span<const float> phases) {
    modes_.resize(x.size());
    engine_->evaluate(transform_, forward_, x, rows, modes_);
    turn(modes_, rows, phases);
    engine_->evaluate(transform_, backward_, modes_, rows, x);
}

void unwrap_phases(std::span<float> rows, std::size_t width) {
    constexpr float turn = 2.0F * std::numbers::pi_v<float>;
    float turns = 0.0F;
    float before = rows.empty() ? 0.0F : rows.front();
    for (std::size_t i = width; i < rows.size(); i += width) {
        const float wrapped = rows[i];
        turns -= std::round((wrapped - before) / turn);
        before = wrapped;
        rows[i] = wrapped + turns * turn;
    }
}

}  // namespace lhits
