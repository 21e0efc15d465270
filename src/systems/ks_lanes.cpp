#include "ks_lanes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lhits {

namespace {

const Lanes imaginary_sign = lanes_with([](std::size_t i) { return i % 2 == 0 ? -1.0 : 1.0; });

inline Lanes conjugate(Lanes x) { return -imaginary_sign * x; }

/// (re + i im) x
inline Lanes times(double re, double im, Lanes x) {
    return re * x + (im * imaginary_sign) * swapped(x);
}

constexpr std::size_t row = 2 * lanes;

Lanes* lanes_of(AlignedVector<double>& rows) { return reinterpret_cast<Lanes*>(rows.data()); }

}  // namespace

KsLanes::KsLanes(const KuramotoSivashinskyParameters& p, const LaneFourier& fourier,
                 std::span<const double> initial)
    : fourier_(fourier), half_(static_cast<std::size_t>(p.points) / 2) {
    const std::size_t n = 2 * half_;
    const std::size_t highest = (n - 1) / 3;
    alone_ = half_ - highest - 1;
    const auto add_mode = [&](std::size_t k, double sign) {
        const double wave = 2.0 * std::numbers::pi * static_cast<double>(k) / p.length;
        const double square = wave * wave;
        modes_.push_back({etdrk4(p.a * square - p.b * square * square, p.time_step),
                          -sign * wave / (4.0 * static_cast<double>(n))});
    };
    for (std::size_t k = 0; k <= half_ / 2; ++k) {
        const double angle =
            2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n);
        twiddles_.push_back({-std::sin(angle), -std::cos(angle)});
        if (k == 0) continue;
        add_mode(k, 1.0);
        if (k > alone_) add_mode(half_ - k, -1.0);
    }
    u_.assign(row * half_, 0.0);
    z_ = u_;
    v_.assign(row * modes_.size(), 0.0);
    first_ = middle_ = sum_ = v_;

    const std::size_t members = initial.size() / n;
    for (std::size_t m = 0; m < members; ++m) {
        for (std::size_t i = 0; i < n; ++i) {
            u_[i / 2 * row + 2 * m + i % 2] = initial[m * n + i];
        }
    }
    fourier_.forward(u_.data(), z_.data());
    const Lanes* z = lanes_of(z_);
    for (std::size_t part = 0; part < 2; ++part) {
        mean_[part] = (z[part] + swapped(z[part])) / static_cast<double>(n);
    }
    const double scale = 0.5 / static_cast<double>(n);
    Lanes* v = lanes_of(v_);
    pass([&](const Mode&, Lanes twice, std::size_t i) { return v[i] = scale * twice; });
    fourier_.backward(z_.data(), u_.data());
}

template <class Update>
void KsLanes::pass(const Update& update) {
    Lanes* z = lanes_of(z_);
    z[0] = mean_[0];
    z[1] = mean_[1];
    std::size_t slot = 0;
    for (std::size_t k = 1; k <= half_ / 2; ++k) {
        const auto [re, im] = twiddles_[k];
        const bool pair = k > alone_;
        for (std::size_t part = 0; part < 2; ++part) {
            Lanes& low = z[2 * k + part];
            Lanes& high = z[2 * (half_ - k) + part];
            const Lanes other = conjugate(high);
            const Lanes sum = low + other;
            const Lanes turned = times(re, im, low - other);
            const std::size_t i = 2 * slot + part;
            const Lanes s = update(modes_[slot], sum + turned, i);
            if (pair) {
                const Lanes s_other = update(modes_[slot + 1], sum - turned, i + 2);
                const Lanes odd = times(re, -im, s - s_other);
                low = s + s_other + odd;
                high = conjugate(s + s_other - odd);
            } else {
                const Lanes odd = times(re, -im, s);
                low = s + odd;
                high = conjugate(s - odd);
            }
        }
        slot += pair ? 2 : 1;
    }
}

template <class Update>
void KsLanes::stage(const Update& update) {
    for (double& u : u_) u *= u;
    fourier_.forward(u_.data(), z_.data());
    pass([&](const Mode& mode, Lanes twice, std::size_t i) {
        return update(mode.step, (mode.derivative * imaginary_sign) * swapped(twice), i);
    });
    fourier_.backward(z_.data(), u_.data());
}

void KsLanes::step() {
    Lanes* v = lanes_of(v_);
    Lanes* first = lanes_of(first_);
    Lanes* middle = lanes_of(middle_);
    Lanes* sum = lanes_of(sum_);
    stage([=](const EtdRk4& k, Lanes nonlinear, std::size_t i) {
        first[i] = nonlinear;
        sum[i] = k.e * v[i] + k.f1 * nonlinear;
        return middle[i] = k.e2 * v[i] + k.q * nonlinear;
    });
    stage([=](const EtdRk4& k, Lanes nonlinear, std::size_t i) {
        sum[i] += k.f2 * nonlinear;
        return k.e2 * v[i] + k.q * nonlinear;
    });
    stage([=](const EtdRk4& k, Lanes nonlinear, std::size_t i) {
        sum[i] += k.f2 * nonlinear;
        return k.e2 * middle[i] + k.q * (2.0 * nonlinear - first[i]);
    });
    stage([=](const EtdRk4& k, Lanes nonlinear, std::size_t i) {
        return v[i] = sum[i] + k.f3 * nonlinear;
    });
}

void KsLanes::advance(std::int64_t steps) {
    for (std::int64_t i = 0; i < steps; ++i) step();
}

void KsLanes::state(std::size_t member, std::span<double> out) const {
    const double* pair = u_.data() + 2 * member;
    for (std::size_t j = 0; j < half_; ++j, pair += row) std::copy_n(pair, 2, out.data() + 2 * j);
}

}  // namespace lhits
