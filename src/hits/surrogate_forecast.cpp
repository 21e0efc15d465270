#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lhits/base/error.hpp"
#include "lhits/hits/surrogate.hpp"

namespace lhits {
namespace {

/// Values in memory at once, of latent nodes and of states, beside what the caller has.
constexpr std::size_t block_values = std::size_t{1} << 20U;

/// So that a count of rows is an int.
constexpr double most_steps = 1 << 30;

/// A time between nodes of the finest stride: `weight` of the way from the one to the next.
struct Moment {
    std::int64_t before;
    std::int64_t after;  ///< the same where the time is that of a node
    float weight;
};

/// To 1e-6 of a step.
Moment moment_of(double steps, std::int64_t stride) {
    constexpr double tolerance = 1e-6;
    const double nearest = std::round(steps);
    const double exact = std::abs(steps - nearest) <= tolerance ? nearest : steps;
    const auto before = static_cast<std::int64_t>(exact) / stride * stride;
    const auto rest = static_cast<float>(exact - static_cast<double>(before));
    if (rest == 0.0F) return {before, before, 0.0F};
    return {before, before + stride, rest / static_cast<float>(stride)};
}

std::vector<Moment> moments_of(std::span<const double> times, double dt, std::int64_t stride) {
    if (times.empty()) throw InputError("times: expected at least one, found none");
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double steps = times[i] / dt;
        if (!(steps >= 0.0 && steps <= most_steps)) {
            throw InputError(fmt::format("times: expected 0 to {} ({} steps of {}), found {}",
                                         most_steps * dt, most_steps, dt, times[i]));
        }
        if (i > 0 && times[i] <= times[i - 1]) {
            throw InputError(fmt::format("times: expected increasing ones, found {} after {}",
                                         times[i], times[i - 1]));
        }
        moments.push_back(moment_of(steps, stride));
    }
    return moments;
}

void require_rows(std::span<const float> states, std::size_t width) {
    if (states.empty() || states.size() % width != 0) {
        throw InputError(
            fmt::format("states: expected one or more of {} values each, found {} values", width,
                        states.size()));
    }
}

void require_finite(std::span<const float> states, std::size_t width) {
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (std::isfinite(states[i])) continue;
        throw InputError(
            fmt::format("states: expected finite 32-bit values, found {} in state {} "
                        "at element {}",
                        states[i], i / width, i % width));
    }
}

/// Calls work(first, count) for all rows, as many at once as have `block_values` values.
template <class Work>
void in_blocks(std::size_t rows, std::size_t width, Work work) {
    const auto most = std::max<std::size_t>(1, block_values / width);
    for (std::size_t first = 0; first < rows; first += most) {
        work(first, std::min(most, rows - first));
    }
}

/// Latent trajectories of some members at given moments. It goes on in windows of whole strides of
/// the coarsest level, between which nothing but the last node is kept: their nodes are the same as
/// those of one long rollout, and where no moment is in a window only the coarsest level runs.
class LatentForecast {
public:
    LatentForecast(std::span<const Level> levels, std::span<const Moment> moments,
                   std::size_t latent)
        : levels_(levels), moments_(moments), latent_(latent), end_(moments.back().after) {}

    /// How many members are done at once.
    std::size_t block(std::size_t members) const {
        const auto window = std::min(levels_.front().stride, end_);
        return std::clamp<std::size_t>(nodes() / static_cast<std::size_t>(window + 1), 1, members);
    }

    /// `z` is (members, latent), `found` (members, moments, latent).
    void run(AlignedVector<float> z, std::size_t members, std::span<float> found) const {
        const auto stride = levels_.front().stride;
        const auto room = static_cast<std::int64_t>(nodes() / members);
        const auto window = std::max<std::int64_t>(1, (room - 1) / stride) * stride;
        std::size_t next = 0;
        for (std::int64_t begin = 0;; begin += window) {
            const auto steps = std::min(window, end_ - begin);
            std::size_t until = next;
            std::int64_t every = begin + steps < end_ ? steps : 0;
            for (; until < moments_.size() && moments_[until].after <= begin + steps; ++until) {
                every = std::gcd(every, moments_[until].before - begin);
                every = std::gcd(every, moments_[until].after - begin);
            }
            every = std::max<std::int64_t>(1, every);
            const auto nodes = roll_out(levels_, z, static_cast<int>(members),
                                        static_cast<int>(latent_), steps, every);
            const auto count = static_cast<std::size_t>(steps / every + 1);
            for (std::size_t m = 0; m < members; ++m) {
                const float* own = nodes.data() + m * count * latent_;
                for (std::size_t i = next; i < until; ++i) {
                    interpolate(own, moments_[i], begin, every,
                                found.data() + (m * moments_.size() + i) * latent_);
                }
                std::copy_n(own + (count - 1) * latent_, latent_, z.data() + m * latent_);
            }
            next = until;
            if (next == moments_.size()) return;
        }
    }

private:
    std::size_t nodes() const { return std::max<std::size_t>(1, block_values / latent_); }

    void interpolate(const float* nodes, const Moment& moment, std::int64_t begin,
                     std::int64_t every, float* found) const {
        const auto node = [&](std::int64_t step) {
            return nodes + static_cast<std::size_t>((step - begin) / every) * latent_;
        };
        const float* left = node(moment.before);
        const float* right = node(moment.after);
        if (left == right) {
            std::copy_n(left, latent_, found);
            return;
        }
        for (std::size_t i = 0; i < latent_; ++i) {
            found[i] = (1.0F - moment.weight) * left[i] + moment.weight * right[i];
        }
    }

    std::span<const Level> levels_;
    std::span<const Moment> moments_;
    std::size_t latent_;
    std::int64_t end_;
};

}  // namespace

std::vector<float> Surrogate::forecast(std::span<const float> states,
                                       std::span<const double> times) {
    const auto coupling = couplings.find(unseen);
    if (coupling == couplings.end() || !(dt() > 0.0)) {
        throw InputError("expected a surrogate that was loaded from a model file, found another");
    }
    const auto n = static_cast<std::size_t>(reduction->state_size());
    const auto inputs = static_cast<std::size_t>(reduction->input_size());
    const auto z = static_cast<std::size_t>(reduction->dimension());
    const auto& layout = origin.coordinates;
    std::vector<float> known;  // what is not fixed of the states
    require_rows(states, static_cast<std::size_t>(input_size()));
    if (!layout.fixed.at.empty()) {
        const std::size_t each = 1 + origin.delays.size();
        known = some_elements(std::vector<float>(states.begin(), states.end()),
                              static_cast<std::size_t>(input_size()),
                              varying_of_row(layout, each, inputs - each * n));
        states = known;
    }
    require_finite(states, inputs);
    const auto engine = make_engine("native");
    const auto levels = coupled_levels(*engine, coupling->second);
    const auto moments = moments_of(times, dt(), levels.back().stride);
    const LatentForecast latent_forecast(levels, moments, z);

    const auto members = states.size() / inputs;
    std::vector<float> result(members * moments.size() * n);
    const auto block = latent_forecast.block(members);
    for (std::size_t first = 0; first < members; first += block) {
        const auto count = std::min(block, members - first);
        AlignedVector<float> start(count * z);
        in_blocks(count, inputs, [&](std::size_t row, std::size_t rows) {
            reduction->encode(states.subspan((first + row) * inputs, rows * inputs),
                              static_cast<int>(rows), std::span(start).subspan(row * z, rows * z));
        });
        AlignedVector<float> latent(count * moments.size() * z);
        latent_forecast.run(std::move(start), count, latent);
        const auto decoded = std::span(result).subspan(first * moments.size() * n);
        in_blocks(count * moments.size(), n, [&](std::size_t row, std::size_t rows) {
            reduction->decode(std::span(latent).subspan(row * z, rows * z), static_cast<int>(rows),
                              decoded.subspan(row * n, rows * n));
        });
    }
    if (layout.fixed.at.empty()) return result;
    std::vector<float> whole;
    whole_states(layout, result, whole);
    return whole;
}

std::vector<double> Surrogate::forecast(std::span<const double> states,
                                        std::span<const double> times) {
    std::vector<float> narrow(states.size());
    std::transform(states.begin(), states.end(), narrow.begin(),
                   [](double value) { return static_cast<float>(value); });
    const auto found = forecast(std::span<const float>(narrow), times);
    return {found.begin(), found.end()};
}

}  // namespace lhits
