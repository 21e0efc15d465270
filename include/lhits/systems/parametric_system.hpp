// A system with parameters that differ from trajectory to trajectory.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/systems/system.hpp"

namespace lhits {

/// Makes the system with these parameters; may return null where coarser() does.
using ParametricFactory =
    std::function<std::unique_ptr<System>(std::span<const double> parameters)>;

/// One system for each value of the parameters mu. All of them have the same states, samples and
/// batches; where their points lie elsewhere (a domain of another length), a layout gives them in
/// parts of the domain's length. Members of the same mu that follow each other are integrated
/// together.
class ParametricSystem final : public System {
public:
    /// `low` and `high`: between what values draw_parameters() draws, one for each name. Throws
    /// InputError where mu changes dt, the number of elements or what they are.
    ParametricSystem(std::vector<std::string> names, std::vector<double> low,
                     std::vector<double> high, ParametricFactory make);

    std::string kind() const override { return middle_->kind(); }
    StateLayout layout() const override { return layout_; }
    std::size_t state_size() const override { return layout_.size(); }
    bool periodic() const override { return middle_->periodic(); }
    double dt() const override { return middle_->dt(); }
    std::int64_t batch() const override { return middle_->batch(); }
    double time_step() const override { return middle_->time_step(); }

    std::vector<std::string> parameter_names() const override { return names_; }
    std::vector<double> draw_parameters(const RandomStream& stream) const override;
    std::vector<double> initial_state(const RandomStream& stream) const override;
    std::vector<double> initial_state_with(std::span<const double> parameters,
                                           const RandomStream& stream) const override;
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;
    std::unique_ptr<System> coarser(int level) const override;

private:
    const System& with(std::span<const double> parameters) const;

    std::vector<std::string> names_;
    std::vector<double> low_, high_;
    ParametricFactory make_;
    std::unique_ptr<System> middle_;  ///< of the mean of low and high
    StateLayout layout_;
    mutable std::vector<double> last_parameters_;
    mutable std::unique_ptr<System> last_;  ///< with the parameters that were asked for last
};

}  // namespace lhits
