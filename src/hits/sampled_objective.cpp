#include "lhits/hits/sampled_objective.hpp"

#include <algorithm>
#include <utility>

#include "lhits/nn/normal_numbers.hpp"

namespace lhits {
namespace {

/// The numbers of rows number `first` and following of a batch, (any, width), each at its own steps
/// of the stream.
void draw_rows(const RandomStream& stream, std::uint64_t first, std::size_t width,
               std::span<float> values, std::vector<std::uint32_t>& bits) {
    const std::uint64_t steps = (width + 3) / 4;
    for (std::size_t r = 0; r * width < values.size(); ++r) {
        normal_numbers(stream, (first + r) * steps, values.subspan(r * width, width), bits);
    }
}

}  // namespace

SampledObjective::SampledObjective(const Communicator& team, Engine& engine,
                                   TrainingProblem problem)
    : engine_(engine),
      problem_(std::move(problem)),
      sum_(team, problem_.shards, problem_.parameter_count() + 1),
      validation_sum_(team, problem_.validation_shards, 1) {
    std::size_t offset = problem_.terms.front().loss.stepper_offset();
    for (const auto& [loss, train, validation, draws] : problem_.terms) {
        offsets_.push_back(offset);
        offset += loss.parameter_count() - loss.stepper_offset();
    }
}

/// Scaled, without noise.
Samples SampledObjective::gather(const Part& part) {
    const auto count = part.share.count();
    rows_.resize(static_cast<std::size_t>(part.windows.window() + 1) *
                 static_cast<std::size_t>(count) *
                 static_cast<std::size_t>(problem_.terms.front().loss.row_size()));
    for (int i = 0; i < count; ++i) {
        part.windows.gather(part.index(part.share.begin + i), i, count, rows_.data());
    }
    problem_.scaler.apply(rows_);
    return {rows_, count};
}

/// `first` is the number of the first sample among all that the training takes.
void SampledObjective::add_noise(const LossTerm& term, std::uint64_t first, Samples& samples) {
    const auto& keys = problem_.regularisation;
    const auto count = static_cast<std::size_t>(samples.count);
    if (keys.noise > 0.0) {
        const auto width = static_cast<std::size_t>(term.loss.row_size());
        const auto n = static_cast<std::size_t>(term.loss.decoder.out());
        const auto size = static_cast<float>(keys.noise);
        normal_.resize(count * n);
        draw_rows(keys.input_noise, first, n, normal_, bits_);
        noisy_.assign(samples.rows.begin(),
                      samples.rows.begin() + static_cast<std::ptrdiff_t>(count * width));
        for (std::size_t r = 0; r < count; ++r) {
            for (std::size_t j = 0; j < n; ++j) noisy_[r * width + j] += size * normal_[r * n + j];
        }
        samples.noisy = noisy_;
    }
    if (term.loss.variational()) {
        const auto latent = static_cast<std::size_t>(term.loss.latent);
        normal_.resize(count * latent);
        draw_rows(keys.latent_noise, first, latent, normal_, bits_);
        samples.normal = normal_;
    }
}

double SampledObjective::term_loss(std::size_t number, std::span<const float> parameters,
                                   const Samples& samples, std::int64_t all, double latent_scale,
                                   std::span<float> gradient) {
    const Loss& loss = problem_.terms[number].loss;
    const auto values = static_cast<double>(all * loss.compared_rows()) *
                        static_cast<double>(loss.decoder.out()) *
                        static_cast<double>(problem_.terms.size());
    const LossScales scales{static_cast<float>(1.0 / values), latent_scale};
    if (problem_.terms.size() == 1) {
        return engine_.loss(loss, parameters, samples, scales, gradient);
    }
    const auto shared = loss.stepper_offset();
    const auto stepping = parameters.subspan(offsets_[number], loss.parameter_count() - shared);
    own_.assign(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(shared));
    own_.insert(own_.end(), stepping.begin(), stepping.end());
    gradient_.resize(gradient.empty() ? 0 : own_.size());
    const double sum = engine_.loss(loss, own_, samples, scales, gradient_);
    if (gradient.empty()) return sum;
    for (std::size_t i = 0; i < shared; ++i) gradient[i] += gradient_[i];
    std::copy_n(gradient_.data() + shared, stepping.size(), gradient.data() + offsets_[number]);
    return sum;
}

double SampledObjective::batch_loss(std::span<const float> parameters, std::int64_t iteration,
                                    int shard, std::span<float> gradient) {
    const auto batch = problem_.batch;
    const Share share = share_of(static_cast<int>(batch), shard, sum_.shards());
    double sum = 0.0;
    if (problem_.terms.size() > 1) std::fill(gradient.begin(), gradient.end(), 0.0F);
    for (std::size_t t = 0; t < problem_.terms.size(); ++t) {
        const auto& term = problem_.terms[t];
        const auto index = [&](std::int64_t i) {
            return problem_.drawn
                       ? term.draws.index(static_cast<std::uint64_t>(iteration * batch + i))
                       : i;
        };
        auto samples = gather({term.train, share, batch, index});
        add_noise(term, static_cast<std::uint64_t>(iteration * batch + share.begin), samples);
        const double mean = 1.0 / static_cast<double>(batch * term.loss.latent);
        sum += term_loss(t, parameters, samples, batch, mean, gradient);
    }
    return sum;
}

double SampledObjective::loss(std::span<const float> parameters, std::int64_t iteration,
                              std::span<float> gradient) {
    if (sum_.shards() == 1 && sum_.alone()) {  // nothing to add up; rounded as a sum is
        return static_cast<double>(
            static_cast<float>(batch_loss(parameters, iteration, 0, gradient)));
    }
    for (int s = sum_.first(); s < sum_.end(); ++s) {
        const auto shard = sum_.shard(s);
        shard.back() =
            static_cast<float>(batch_loss(parameters, iteration, s, shard.first(gradient.size())));
    }
    const auto total = sum_.sum();
    std::copy_n(total.begin(), gradient.size(), gradient.begin());
    return static_cast<double>(total.back());
}

double SampledObjective::validation_loss(std::span<const float> parameters) {
    for (int s = validation_sum_.first(); s < validation_sum_.end(); ++s) {
        double sum = 0.0;
        for (std::size_t t = 0; t < problem_.terms.size(); ++t) {
            const auto& windows = problem_.terms[t].validation;
            const auto all = std::min(windows.count(), problem_.validated);
            const Share share = share_of(static_cast<int>(all), s, validation_sum_.shards());
            if (share.count() == 0) continue;
            const auto index = [&](std::int64_t i) { return windows.spread(i, all); };
            sum += term_loss(t, parameters, gather({windows, share, all, index}), all, 0.0, {});
        }
        validation_sum_.shard(s).front() = static_cast<float>(sum);
    }
    return static_cast<double>(validation_sum_.sum().front());
}

}  // namespace lhits
