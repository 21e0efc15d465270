// What every integrator does between an initial state and a trajectory: spin-up, samples, progress,
// and a look whether the state is still finite.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "lhits/base/error.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {

/// How a trajectory is cut into samples.
struct Sampling {
    const char* system;  ///< its name, for messages
    double time_step;
    std::int64_t every;      ///< time steps between samples
    std::int64_t dropped;    ///< time steps before the first sample: the spin-up
    std::int64_t steps;      ///< samples after the first
    std::size_t state_size;  ///< of the part that this rank has
    /// The ranks that integrate it together; null: this one alone.
    const Communicator* team = nullptr;
};

inline bool finite(std::span<const double> values) {
    unsigned bad = 0;  // no early end, no bool: it vectorises
    for (const double value : values) {
        bad |= std::abs(value) <= std::numeric_limits<double>::max() ? 0U : 1U;
    }
    return bad == 0;
}

/// Takes the samples of a few members, (members, steps + 1, state_size), from an integrator that
/// starts from `initial`, (members, state_size), and has
///   void advance(std::int64_t time_steps);
///   void state(std::size_t member, std::span<double> out) const;
/// Throws Failure when a state becomes infinite or not a number, on all ranks of a team.
template <class Integrator>
void take_samples(Integrator& integrator, std::span<const double> initial, const Sampling& how,
                  std::span<double> samples, const std::function<void(double)>& progress) {
    constexpr std::int64_t samples_per_look = 32;
    const std::size_t n = how.state_size;
    const std::size_t members = initial.size() / n;
    const std::size_t length = samples.size() / members;
    const auto total = static_cast<double>(how.dropped + how.steps * how.every);
    const auto place = [&](std::size_t member, std::int64_t sample) {
        return samples.subspan(member * length + static_cast<std::size_t>(sample) * n, n);
    };
    const auto take = [&](std::int64_t sample) {
        for (std::size_t m = 0; m < members; ++m) integrator.state(m, place(m, sample));
    };
    /// What is no number stays so: looking now and then finds it, from `first` on, and when it
    /// came.
    const auto find_overflow = [&](std::int64_t first, std::int64_t last, std::int64_t done) {
        for (std::size_t m = 0; m < members; ++m) {
            if (finite(place(m, last))) continue;
            std::int64_t bad = first;
            while (finite(place(m, bad))) ++bad;
            const auto time = static_cast<double>(done - (last - bad) * how.every) * how.time_step;
            throw Failure(fmt::format(
                "{}: expected a finite state, found an overflow by time {:g}; make "
                "system.time_step (now {:g}) smaller and system.sample_every (now {}) larger by "
                "the same factor, or start from a smaller state",
                how.system, time, how.time_step, how.every));
        }
    };
    const auto look = [&](std::int64_t first, std::int64_t last, std::int64_t done) {
        const auto find = [&] { find_overflow(first, last, done); };
        how.team == nullptr ? find() : agree_on_errors(*how.team, find);
        if (progress) progress(static_cast<double>(done) / total);
    };
    for (std::size_t m = 0; m < members; ++m) {  // without a spin-up they stay
        std::copy_n(initial.data() + m * n, n, place(m, 0).data());
    }
    for (std::int64_t done = 0, looks = 0; done < how.dropped;) {
        const auto count = std::min(how.every, how.dropped - done);
        integrator.advance(count);
        done += count;
        if (++looks % samples_per_look != 0 && done < how.dropped) continue;
        take(0);
        look(0, 0, done);
    }
    std::int64_t looked = 0;
    for (std::int64_t sample = 1; sample <= how.steps; ++sample) {
        integrator.advance(how.every);
        take(sample);
        if (sample % samples_per_look != 0 && sample < how.steps) continue;
        look(looked + 1, sample, how.dropped + sample * how.every);
        looked = sample;
    }
}

/// The samples of all members, (members, steps + 1, state_size), `size` of them at a time by
/// the integrator that `make` returns for their initial states.
template <class Make>
std::vector<double> sample_in_groups(std::span<const double> initial, const Sampling& how,
                                     std::size_t size, const std::function<void(double)>& progress,
                                     const Make& make) {
    const std::size_t members = initial.size() / how.state_size;
    const std::size_t length = static_cast<std::size_t>(how.steps + 1) * how.state_size;
    std::vector<double> samples(members * length);
    for (std::size_t first = 0; first < members; first += size) {
        const std::size_t count = std::min(size, members - first);
        const auto group = initial.subspan(first * how.state_size, count * how.state_size);
        auto integrator = make(group);
        const auto part = [&](double fraction) {
            if (!progress) return;
            progress((static_cast<double>(first) + fraction * static_cast<double>(count)) /
                     static_cast<double>(members));
        };
        take_samples(integrator, group, how,
                     std::span(samples).subspan(first * length, count * length), part);
    }
    return samples;
}

}  // namespace lhits
