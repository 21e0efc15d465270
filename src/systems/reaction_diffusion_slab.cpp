#include "reaction_diffusion_slab.hpp"

#include <algorithm>
#include <map>
#include <numbers>

namespace lhits {

namespace {

/// A complex array may be read as pairs of doubles.
double* pairs(SlabFourier::Value* values) { return reinterpret_cast<double*>(values); }

}  // namespace

ReactionDiffusionSlab::ReactionDiffusionSlab(const ReactionDiffusion2dParameters& p,
                                             const SlabFourier& fourier,
                                             std::span<const double> initial)
    : fourier_(fourier), n_(fourier.n()), values_(fourier.rows() * fourier.n()), beta_(p.beta) {
    const double unit = 2.0 * std::numbers::pi / p.length;
    std::map<std::size_t, EtdRk4> known;  // by the square of the wave number: most come often
    const auto factors = [&](std::size_t x, std::size_t y) {
        const std::size_t kx = std::min(x, n_ - x), ky = std::min(y, n_ - y);
        const std::size_t square = kx * kx + ky * ky;
        const auto found = known.find(square);
        if (found != known.end()) return found->second;
        const double c = 1.0 - p.diffusion * unit * unit * static_cast<double>(square);
        return known.emplace(square, etdrk4(c, p.time_step)).first->second;
    };
    for (std::size_t x = fourier.first(); x < fourier.first() + fourier.rows(); ++x) {
        for (std::size_t y = 0; y < n_; ++y) {
            const EtdRk4 k = factors(x, y);
            for (int part = 0; part < 2; ++part) {
                e_.push_back(k.e);
                e2_.push_back(k.e2);
                q_.push_back(k.q);
                f1_.push_back(k.f1);
                f2_.push_back(k.f2);
                f3_.push_back(k.f3);
            }
        }
    }
    v_.assign(2 * values_, 0.0);
    first_ = middle_ = sum_ = v_;
    mixed_.assign(fourier.size(), Value{});
    other_ = mixed_;
    line_.assign(n_, Value{});
    line2_ = line_;

    const double scale = 1.0 / static_cast<double>(n_ * n_);
    for (std::size_t row = 0; row < values_; row += n_) {
        for (std::size_t i = 0; i < n_; ++i) {
            line_[i] = scale * Value(initial[row + i], initial[values_ + row + i]);
        }
        fourier_.forward(line_.data(), other_.data() + row);
    }
    pass([&](const double* modes, double* line, std::size_t at) {
        std::copy_n(modes, 2 * n_, &v_[2 * at]);
        std::copy_n(modes, 2 * n_, line);
    });
}

void ReactionDiffusionSlab::state(std::size_t, std::span<double> out) const {
    for (std::size_t row = 0; row < values_; row += n_) {
        fourier_.backward(mixed_.data() + row, line_.data());
        for (std::size_t i = 0; i < n_; ++i) {
            out[row + i] = line_[i].real();
            out[values_ + row + i] = line_[i].imag();
        }
    }
}

void ReactionDiffusionSlab::multiply() {
    const double scale = -1.0 / static_cast<double>(n_ * n_);
    double* w = pairs(line_.data());
    for (std::size_t row = 0; row < values_; row += n_) {
        fourier_.backward(mixed_.data() + row, line_.data());
        for (std::size_t i = 0; i < 2 * n_; i += 2) {
            const double u = w[i], v = w[i + 1];
            const double factor = scale * (u * u + v * v);
            w[i] = factor * (u - beta_ * v);
            w[i + 1] = factor * (v + beta_ * u);
        }
        fourier_.forward(line_.data(), other_.data() + row);
    }
}

template <class Update>
void ReactionDiffusionSlab::pass(const Update& update) {
    fourier_.transpose(other_.data(), mixed_.data());
    for (std::size_t row = 0; row < values_; row += n_) {
        fourier_.forward(mixed_.data() + row, line_.data());
        update(pairs(line_.data()), pairs(line2_.data()), row);
        fourier_.backward(line2_.data(), other_.data() + row);
    }
    fourier_.transpose(other_.data(), mixed_.data());
}

template <class Update>
void ReactionDiffusionSlab::stage(const Update& update) {
    multiply();
    pass(update);
}

void ReactionDiffusionSlab::step() {
    const std::size_t count = 2 * n_;
    stage([&](const double* __restrict nonlinear, double* __restrict line, std::size_t at) {
        const double *e = &e_[2 * at], *e2 = &e2_[2 * at], *q = &q_[2 * at], *f1 = &f1_[2 * at];
        const double* v = &v_[2 * at];
        double* __restrict first = &first_[2 * at];
        double* __restrict middle = &middle_[2 * at];
        double* __restrict sum = &sum_[2 * at];
        for (std::size_t i = 0; i < count; ++i) {
            first[i] = nonlinear[i];
            sum[i] = e[i] * v[i] + f1[i] * nonlinear[i];
            line[i] = middle[i] = e2[i] * v[i] + q[i] * nonlinear[i];
        }
    });
    stage([&](const double* __restrict nonlinear, double* __restrict line, std::size_t at) {
        const double *e2 = &e2_[2 * at], *q = &q_[2 * at], *f2 = &f2_[2 * at];
        const double* v = &v_[2 * at];
        double* __restrict sum = &sum_[2 * at];
        for (std::size_t i = 0; i < count; ++i) {
            sum[i] += f2[i] * nonlinear[i];
            line[i] = e2[i] * v[i] + q[i] * nonlinear[i];
        }
    });
    stage([&](const double* __restrict nonlinear, double* __restrict line, std::size_t at) {
        const double *e2 = &e2_[2 * at], *q = &q_[2 * at], *f2 = &f2_[2 * at];
        const double *first = &first_[2 * at], *middle = &middle_[2 * at];
        double* __restrict sum = &sum_[2 * at];
        for (std::size_t i = 0; i < count; ++i) {
            sum[i] += f2[i] * nonlinear[i];
            line[i] = e2[i] * middle[i] + q[i] * (2.0 * nonlinear[i] - first[i]);
        }
    });
    stage([&](const double* __restrict nonlinear, double* __restrict line, std::size_t at) {
        const double* f3 = &f3_[2 * at];
        const double* sum = &sum_[2 * at];
        double* __restrict v = &v_[2 * at];
        for (std::size_t i = 0; i < count; ++i) {
            line[i] = v[i] = sum[i] + f3[i] * nonlinear[i];
        }
    });
}

void ReactionDiffusionSlab::advance(std::int64_t steps) {
    for (std::int64_t i = 0; i < steps; ++i) step();
}

}  // namespace lhits
