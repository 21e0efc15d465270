// The largest Lyapunov exponents of the solver and of the surrogates, from the test trajectories.
#pragma once

#include <functional>
#include <vector>

#include "../evaluation.hpp"

namespace lhits {

/// For how long twins are followed, in lengths of a trajectory; one more before turns them.
inline constexpr std::int64_t lyapunov_lengths = 20;

/// Steps of the solver that each of two twins is followed over.
double lyapunov_flow_steps(const Run& run);

/// One exponent for each of the members, per unit of time, of the flow that the solver computes
/// from their initial states. `size` is the root mean square of the states. `tick` is told how far
/// it is, and may throw to stop. A member's bits do not depend on the others.
std::vector<double> solver_exponents(const Run& run, const TrajectoryReader& data,
                                     MemberRange members, double size,
                                     const std::function<void(double)>& tick);

/// The same of the flow in latent space that the coupled steppers make up.
std::vector<double> surrogate_exponents(const Run& run, const TrajectoryReader& data,
                                        Surrogate& surrogate, Engine& engine, MemberRange members,
                                        const std::function<void(double)>& tick);

}  // namespace lhits
