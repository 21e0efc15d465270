// A system of which only a part is seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/systems/system.hpp"

namespace lhits {

/// Its states are some elements of those of the whole system, from which alone that cannot go on.
class ObservedSystem final : public System {
public:
    /// `elements` of whole states of `whole`, rising; those of them that are fixed there stay so.
    /// Throws InputError where all are.
    ObservedSystem(std::unique_ptr<System> whole, const std::vector<std::int64_t>& elements);

    std::string kind() const override { return whole_->kind(); }
    StateLayout layout() const override { return layout_; }
    std::size_t state_size() const override { return elements_.size(); }
    double dt() const override { return whole_->dt(); }
    std::int64_t batch() const override { return whole_->batch(); }
    double time_step() const override { return whole_->time_step(); }
    bool can_integrate() const override { return whole_->can_integrate(); }
    std::vector<float> recorded(std::int64_t seed, std::int64_t number,
                                std::int64_t steps) const override;
    std::vector<double> recorded_parameters(std::int64_t seed, std::int64_t number) const override {
        return whole_->recorded_parameters(seed, number);
    }

    std::vector<std::string> parameter_names() const override { return whole_->parameter_names(); }
    std::vector<double> draw_parameters(const RandomStream& stream) const override {
        return whole_->draw_parameters(stream);
    }
    StateLayout start_layout() const override { return whole_->start_layout(); }
    std::vector<double> initial_state(const RandomStream& stream) const override {
        return whole_->initial_state(stream);
    }
    std::vector<double> initial_state_with(std::span<const double> parameters,
                                           const RandomStream& stream) const override {
        return whole_->initial_state_with(parameters, stream);
    }
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

private:
    /// What is seen of samples.
    template <class T>
    std::vector<T> seen(const std::vector<T>& samples) const;

    std::unique_ptr<System> whole_;
    std::vector<std::int64_t> elements_;
    StateLayout layout_;
};

/// The elements of whole states of `layout` that are of these components (none: of all) and at
/// these points of each of them (none: at all). Throws InputError for a component or a point that
/// is not there, or points that do not rise.
std::vector<std::int64_t> observed_elements(const StateLayout& layout,
                                            const std::vector<std::string>& components,
                                            const std::vector<std::int64_t>& points);

}  // namespace lhits
