#include "member_forecasts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "../protocol.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/config/per_component.hpp"
#include "lhits/hits/adaptive_rollout.hpp"
#include "lhits/io/perturbation_file.hpp"

namespace lhits {
namespace {

/// Numbers of the steps of a member's random stream, by initial condition.
std::uint64_t first_draw(std::int64_t initial_condition) {
    return static_cast<std::uint64_t>(initial_condition) << 32U;
}

RandomStream stream_of(const Run& run, std::int64_t member) {
    return {static_cast<std::uint64_t>(run.deck.run.seed), Purpose::perturbation,
            static_cast<std::uint32_t>(member)};
}

/// Which coordinates no state depends on: principal components beyond the rank of the data. A
/// perturbation of these would be one of the steppers only.
std::vector<bool> idle_coordinates(Reduction& reduction) {
    const auto latent = static_cast<std::size_t>(reduction.latent());
    std::vector<bool> idle(latent, false);
    if (reduction.latent() >= reduction.state_size()) return idle;  // all are needed
    std::vector<float> row(static_cast<std::size_t>(reduction.dimension()), 0.0F);
    std::vector<float> middle(static_cast<std::size_t>(reduction.state_size()));
    std::vector<float> moved(middle.size());
    reduction.decode(row, 1, middle);
    for (std::size_t k = 0; k < latent; ++k) {
        auto& coordinate = row[static_cast<std::size_t>(reduction.phases()) + k];
        coordinate = 1.0F;
        reduction.decode(row, 1, moved);
        idle[k] = moved == middle;
        coordinate = 0.0F;
    }
    return idle;
}

/// Of each element of a state, or of all directions or coordinates. The directions of a covariance
/// have its size.
std::vector<float> sizes_of(const Run& run) {
    const auto& keys = run.deck.forecast.ensemble;
    if (keys.perturbation_file()) return {1.0F};
    if (keys.perturbation != "state") {
        return {static_cast<float>(keys.perturbation_size.front())};
    }
    const auto layout = run.system->layout();
    const auto own = per_component("forecast.perturbation_size", keys.perturbation_size, layout);
    std::vector<float> sizes;
    for (const auto component : layout.component) {
        sizes.push_back(static_cast<float>(own[static_cast<std::size_t>(component)]));
    }
    return sizes;
}

float limit_of(const Run& run, const Surrogate& surrogate) {
    if (!surrogate.trust) return std::numeric_limits<float>::infinity();
    return static_cast<float>(
        surrogate.trust->domain.distance().limit(run.deck.forecast.outside_quantile));
}

}  // namespace

MemberForecasts::MemberForecasts(const Run& run, EnsembleInputs& inputs,
                                 const std::string& surrogate)
    : run_(run),
      inputs_(inputs),
      elements_(varying_of(run.system->layout(), output_elements(run))),
      sizes_(sizes_of(run)),
      steps_(ensemble_steps(run)),
      every_(run.deck.forecast.ensemble.output_every),
      times_(static_cast<std::size_t>(steps_ / every_ + 1)),
      engine_(make_engine("native")) {
    for (auto& model : inputs.models) {
        auto& own = model.surrogates.at(surrogate);
        parts_.push_back({&own, own.reduction->decoder_of(elements_), levels_of(own),
                          lhits::limit_of(run, own), idle_coordinates(*own.reduction)});
        latent_ = static_cast<std::size_t>(own.reduction->dimension());
        phases_ = static_cast<std::size_t>(own.reduction->phases());
        coordinates_ = static_cast<std::size_t>(own.reduction->latent());
    }
}

/// Adaptive steps choose among all strides.
std::vector<Level> MemberForecasts::levels_of(Surrogate& surrogate) const {
    const auto& coupling = surrogate.couplings.at(unseen);
    const Coupling all{0, surrogate.steppers.size() - 1};
    const bool adaptive = run_.deck.forecast.ensemble.tolerance > 0.0;
    return surrogate.coupled_levels(*engine_, adaptive ? all : coupling);
}

std::vector<float> MemberForecasts::perturbed_state(std::int64_t initial_condition,
                                                    std::int64_t member) const {
    const auto& keys = run_.deck.forecast.ensemble;
    const auto from = inputs_.start(initial_condition);
    std::vector<float> x(from.begin(), from.end());
    const std::size_t n = inputs_.known_size;  // the parameters behind stay as they are
    if (!file_perturbations_.empty()) {
        const auto width = inputs_.state_size;  // states before stay as they are
        const auto first = static_cast<std::size_t>(member - file_first_) * width;
        for (std::size_t i = 0; i < width; ++i) x[i] += file_perturbations_[first + i];
        return x;
    }
    const auto stream = stream_of(run_, member);
    if (keys.perturbation == "state") {
        std::vector<float> drawn(n);
        stream.normal(first_draw(initial_condition), drawn);
        for (std::size_t i = 0; i < n; ++i) x[i] += sizes_[i % sizes_.size()] * drawn[i];
    }
    if (!inputs_.directions.empty()) {
        const auto width = inputs_.direction_size;
        std::vector<float> drawn(inputs_.directions.size() / width);
        stream.normal(first_draw(initial_condition), drawn);
        for (std::size_t k = 0; k < drawn.size(); ++k) {
            const float* direction = inputs_.directions.data() + k * width;
            for (std::size_t i = 0; i < width; ++i)
                x[i] += sizes_.front() * drawn[k] * direction[i];
        }
    }
    return x;
}

/// Where a part's members start in latent space, in rows_.
void MemberForecasts::start(std::int64_t initial_condition, std::int64_t first, Part& part) {
    const auto& keys = run_.deck.forecast.ensemble;
    rows_.resize(part.members.size() * latent_);
    auto& reduction = *part.surrogate->reduction;
    if (keys.perturbation == "none" || keys.perturbation == "latent") {
        reduction.encode(inputs_.start(initial_condition), 1, std::span(rows_).first(latent_));
        for (std::size_t m = 1; m < part.members.size(); ++m) {
            std::copy_n(rows_.data(), latent_, rows_.data() + m * latent_);
        }
    } else {
        decoded_.clear();
        for (const auto place : part.members) {
            const auto x =
                perturbed_state(initial_condition, first + static_cast<std::int64_t>(place));
            decoded_.insert(decoded_.end(), x.begin(), x.end());
        }
        reduction.encode(decoded_, static_cast<int>(part.members.size()), rows_);
    }
    if (keys.perturbation != "latent") return;
    std::vector<float> drawn(coordinates_);
    for (std::size_t m = 0; m < part.members.size(); ++m) {
        stream_of(run_, first + static_cast<std::int64_t>(part.members[m]))
            .normal(first_draw(initial_condition), drawn);
        for (std::size_t i = 0; i < coordinates_; ++i) {
            if (part.idle[i]) continue;
            rows_[m * latent_ + phases_ + i] += sizes_.front() * drawn[i];
        }
    }
}

void MemberForecasts::roll_out(std::int64_t initial_condition, MemberRange members) {
    const auto& keys = run_.deck.forecast.ensemble;
    if (keys.perturbation_file() && inputs_.directions.empty()) {
        file_perturbations_ = read_perturbations(keys.perturbation, run_.system->layout(),
                                                 members.first, members.count);
        file_first_ = members.first;
    }
    owners_.assign(static_cast<std::size_t>(members.count), {});
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        auto& part = parts_[p];
        part.members.clear();
        for (std::int64_t i = 0; i < members.count; ++i) {
            if (static_cast<std::size_t>(members.first + i) % parts_.size() != p) continue;
            owners_[static_cast<std::size_t>(i)] = {p, part.members.size()};
            part.members.push_back(static_cast<std::size_t>(i));
        }
        if (part.members.empty()) continue;
        start(initial_condition, members.first, part);
        roll_out_rows(part);
    }
}

/// A part's members from their rows.
void MemberForecasts::roll_out_rows(Part& part) {
    const auto members = static_cast<int>(part.members.size());
    const auto width = static_cast<int>(latent_);
    const double tolerance = run_.deck.forecast.ensemble.tolerance;
    if (tolerance == 0.0) {
        part.z = lhits::roll_out(part.levels, rows_, members, width, steps_, every_);
        return;
    }
    part.z = roll_out_adaptively(part.levels, rows_, members, width,
                                 {.steps = steps_,
                                  .tolerance = tolerance,
                                  .every = every_,
                                  .compared = width - part.surrogate->reduction->parameters()})
                 .values;
}

void MemberForecasts::roll_out_control(std::int64_t initial_condition) {
    owners_.assign(1, {0, 0});
    auto& part = parts_.front();
    part.members.assign(1, 0);
    rows_.resize(latent_);
    part.surrogate->reduction->encode(inputs_.start(initial_condition), 1, rows_);
    roll_out_rows(part);
}

MemberForecasts::Start MemberForecasts::start_of(std::int64_t initial_condition) {
    const auto& surrogate = *parts_.front().surrogate;
    const auto x = inputs_.start(initial_condition);
    rows_.resize(latent_);
    surrogate.reduction->encode(x, 1, rows_);
    Start start{0.0F, surrogate.reduction->reconstruction_errors(x, rows_, 1).front()};
    if (!surrogate.trust) return start;
    AlignedVector<float> room;
    surrogate.trust->domain.distances(surrogate.reduction->without_phases(rows_, room), 1,
                                      std::span(&start.distance, 1));
    if (!surrogate.trust->parameters.holds(inputs_.parameters(initial_condition))) {
        start.distance = std::numeric_limits<float>::infinity();
    }
    return start;
}

std::span<const float> MemberForecasts::latent_of(std::size_t member) const {
    const auto [part, place] = owners_[member];
    return std::span(parts_[part].z).subspan(place * times_ * latent_, times_ * latent_);
}

/// The coordinates at one time of those of the members that are a part's, which chosen_ then has.
std::span<const float> MemberForecasts::gather(std::size_t time,
                                               std::span<const std::size_t> members,
                                               std::size_t part) {
    chosen_.clear();
    rows_.resize(members.size() * latent_);
    float* row = rows_.data();
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto owner = owners_[members[i]];
        if (owner.part != part) continue;
        chosen_.push_back(i);
        const float* z = parts_[part].z.data() + (owner.place * times_ + time) * latent_;
        row = std::copy_n(z, latent_, row);
    }
    return std::span(rows_).first(chosen_.size() * latent_);
}

void MemberForecasts::decode(std::size_t time, std::span<const std::size_t> members,
                             std::span<float> x) {
    const std::size_t points = elements_.size();
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        const auto z = gather(time, members, p);
        if (chosen_.empty()) continue;
        const auto rows = static_cast<int>(chosen_.size());
        const auto& reduction = *parts_[p].surrogate->reduction;
        if (chosen_.size() == members.size()) {
            reduction.decode(parts_[p].decoder, z, rows, x);
            return;
        }
        decoded_.resize(chosen_.size() * points);
        reduction.decode(parts_[p].decoder, z, rows, decoded_);
        for (std::size_t i = 0; i < chosen_.size(); ++i) {
            std::copy_n(decoded_.data() + i * points, points, x.data() + chosen_[i] * points);
        }
    }
}

std::span<const float> MemberForecasts::distances(std::size_t time,
                                                  std::span<const std::size_t> members) {
    distances_.assign(members.size(), 0.0F);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        if (!parts_[p].surrogate->trust) continue;
        const auto z = gather(time, members, p);
        part_distances_.resize(chosen_.size());
        const auto& surrogate = *parts_[p].surrogate;
        surrogate.trust->domain.distances(surrogate.reduction->without_phases(z, decoded_),
                                          chosen_.size(), part_distances_);
        for (std::size_t i = 0; i < chosen_.size(); ++i) {
            distances_[chosen_[i]] = part_distances_[i];
        }
    }
    return distances_;
}

}  // namespace lhits
