#include "lhits/systems/fhn_lattice_boltzmann.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"

namespace lhits {

namespace {

constexpr std::uint64_t attempts = 10000;
constexpr std::int64_t samples_per_report = 32;

double between(const std::vector<double>& range, double fraction) {
    return range[0] + (range[1] - range[0]) * fraction;
}

/// Where w tanh(w (x - c)) + b is zero; not a number when it is nowhere.
double zero_of_front(double w, double c, double b) { return c + std::atanh(-b / w) / w; }

bool finite(std::span<const double> state) {
    return std::all_of(state.begin(), state.end(),
                       [](double value) { return std::isfinite(value); });
}

}  // namespace

void FhnLatticeBoltzmannParameters::describe(Keys& keys) {
    keys.key("points", points, at_least(2));
    keys.key("length", length, positive);
    keys.key("diffusion_u", diffusion_u, positive);
    keys.key("diffusion_v", diffusion_v, positive);
    keys.key("a0", a0, Bounds{});
    keys.key("a1", a1, Bounds{});
    keys.key("epsilon", epsilon, at_least(0));
    keys.key("time_step", time_step, positive);
    keys.key("sample_every", sample_every, at_least(1));
    keys.key("spin_up", spin_up, at_least(0));
    keys.key("steepness", steepness, positive);
    keys.key("centre", centre, Bounds{});
    keys.key("offset", offset, Bounds{});
    keys.key("crossing", crossing, Bounds{});
}

FhnLatticeBoltzmann::FhnLatticeBoltzmann(const FhnLatticeBoltzmannParameters& parameters)
    : parameters_(parameters) {
    const auto& p = parameters_;
    settings_ = {static_cast<std::size_t>(p.points),
                 p.length / static_cast<double>(p.points - 1),
                 p.time_step,
                 p.diffusion_u,
                 p.diffusion_v,
                 p.a0,
                 p.a1,
                 p.epsilon,
                 1.0};
}

StateLayout FhnLatticeBoltzmann::layout() const {
    StateLayout layout{{}, {}, {"u", "v"}, "1", "1"};
    for (std::int32_t component = 0; component < 2; ++component) {
        for (std::int64_t i = 0; i < parameters_.points; ++i) {
            layout.x.push_back(static_cast<double>(i) * settings_.spacing);
            layout.component.push_back(component);
        }
    }
    return layout;
}

double FhnLatticeBoltzmann::dt() const {
    return parameters_.time_step * static_cast<double>(parameters_.sample_every);
}

std::vector<double> FhnLatticeBoltzmann::front(double w, double c, double b) const {
    const std::size_t points = settings_.points;
    std::vector<double> state(2 * points);
    for (std::size_t i = 0; i < points; ++i) {
        const double x = static_cast<double>(i) * settings_.spacing;
        state[i] = w * std::tanh(w * (x - c)) + b;
        state[points + i] = 0.12 * state[i];
    }
    return state;
}

std::vector<double> FhnLatticeBoltzmann::initial_state(const RandomStream& stream) const {
    const auto& p = parameters_;
    for (std::uint64_t attempt = 0; attempt < attempts; ++attempt) {
        const double w = between(p.steepness, stream.uniform(3 * attempt));
        const double c = between(p.centre, stream.uniform(3 * attempt + 1));
        const double b = between(p.offset, stream.uniform(3 * attempt + 2));
        const double zero = zero_of_front(w, c, b);
        if (zero >= p.crossing[0] && zero <= p.crossing[1]) return front(w, c, b);
    }
    throw InputError(fmt::format(
        "system.crossing: expected initial conditions that cross zero at x in [{}, {}], found none "
        "in {} draws; widen system.crossing or change system.steepness, system.centre and "
        "system.offset",
        p.crossing[0], p.crossing[1], attempts));
}

std::vector<double> FhnLatticeBoltzmann::integrate(
    std::span<const double> initial, std::int64_t steps, bool spin_up,
    const std::function<void(double)>& progress) const {
    const std::size_t members = members_of(initial);
    const std::size_t n = initial.size() / members;
    const auto length = static_cast<std::size_t>(steps + 1) * n;
    std::vector<double> samples(members * length);
    for (std::size_t m = 0; m < members; ++m) {
        const auto tick = [&](double part) {
            if (progress) progress((static_cast<double>(m) + part) / static_cast<double>(members));
        };
        integrate_one(initial.subspan(m * n, n), steps, spin_up, tick,
                      std::span(samples).subspan(m * length, length));
    }
    return samples;
}

void FhnLatticeBoltzmann::integrate_one(std::span<const double> initial, std::int64_t steps,
                                        bool spin_up, const std::function<void(double)>& progress,
                                        std::span<double> samples) const {
    const auto& p = parameters_;
    const std::size_t n = 2 * settings_.points;
    const std::int64_t dropped = spin_up ? std::llround(p.spin_up / p.time_step) : 0;
    const std::int64_t total = dropped + steps * p.sample_every;
    FhnLattice lattice(settings_, initial);

    std::int64_t done = 0;
    std::int64_t reports = 0;
    std::vector<double> now(n);
    const auto advance = [&](std::int64_t count) {
        lattice.advance(count);
        done += count;
        lattice.state(now);
        if (!finite(now))
            throw Failure(fmt::format(
                "{}: expected finite u and v, found an overflow by time {:g}; make "
                "system.time_step "
                "(now {:g}) smaller and system.sample_every (now {}) larger by the same factor, or "
                "start from a smaller state",
                name, static_cast<double>(done) * p.time_step, p.time_step, p.sample_every));
        if (progress && ++reports % samples_per_report == 0)
            progress(static_cast<double>(done) / static_cast<double>(total));
    };
    while (done < dropped) advance(std::min(p.sample_every, dropped - done));
    // Without a spin-up the first sample is the given state to the last bit, not a sum of thirds.
    if (dropped == 0) std::copy(initial.begin(), initial.end(), now.begin());
    std::copy(now.begin(), now.end(), samples.begin());
    for (std::int64_t sample = 1; sample <= steps; ++sample) {
        advance(p.sample_every);
        std::copy(now.begin(), now.end(),
                  samples.begin() + static_cast<std::ptrdiff_t>(n) * sample);
    }
    if (progress) progress(1.0);
}

}  // namespace lhits
