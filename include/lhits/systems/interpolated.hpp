// A system whose samples lie between those of another that takes fewer.
#pragma once

#include <memory>

#include "lhits/systems/system.hpp"

namespace lhits {

/// Each sample of `sparse` is followed by apart - 1 more, by cubic interpolation in time through
/// the four samples around them (Lagrange's formula; at both ends the nearest four): the error is
/// of fourth order in the distance of the samples.
class Interpolated final : public System {
public:
    /// Pre: apart >= 1.
    Interpolated(std::unique_ptr<System> sparse, std::int64_t apart);

    std::string kind() const override { return sparse_->kind(); }
    StateLayout layout() const override { return sparse_->layout(); }
    bool periodic() const override { return sparse_->periodic(); }
    double dt() const override { return sparse_->dt() / static_cast<double>(apart_); }
    std::vector<double> initial_state(const RandomStream& stream) const override {
        return sparse_->initial_state(stream);
    }
    std::int64_t batch() const override { return sparse_->batch(); }
    double time_step() const override { return sparse_->time_step(); }
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

private:
    std::unique_ptr<System> sparse_;
    std::int64_t apart_;
};

}  // namespace lhits
