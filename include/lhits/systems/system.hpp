// What a trajectory source has: the only face of a dynamical system that other modules see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/base/state_layout.hpp"

namespace lhits {

/// A dynamical system with its integrator, made for a team of ranks (registry.hpp) that integrates
/// each trajectory together; most often a rank alone, and then nothing here communicates. The same
/// arguments give the same bits on every rank.
class System {
public:
    System() = default;
    virtual ~System() = default;
    System(const System&) = delete;
    System& operator=(const System&) = delete;

    /// The name in a deck's [system] kind.
    virtual std::string kind() const = 0;
    virtual StateLayout layout() const = 0;
    /// Whether the points of the layout are one line, evenly spaced, that closes.
    virtual bool periodic() const { return false; }
    /// Time between two samples, in time_units.
    virtual double dt() const = 0;
    /// Number of elements of a state.
    virtual std::size_t state_size() const { return layout().size(); }

    /// Whether there is a solver: initial_state(), integrate() and coarser().
    virtual bool can_integrate() const { return true; }

    /// Names of the parameters that differ from trajectory to trajectory (parametric_system.hpp);
    /// most often there are none.
    virtual std::vector<std::string> parameter_names() const { return {}; }
    /// A draw of them; a function of the stream only.
    virtual std::vector<double> draw_parameters(const RandomStream&) const { return {}; }
    /// What a trajectory starts from: the elements of a state, then the parameters.
    std::size_t start_size() const { return start_layout().size() + parameter_names().size(); }
    /// Of the states that trajectories start from, where a sample is less than that.
    virtual StateLayout start_layout() const { return layout(); }

    /// A draw from the family of initial conditions; a function of the stream only. Of
    /// start_size().
    virtual std::vector<double> initial_state(const RandomStream& stream) const = 0;
    /// The same with the parameters given.
    virtual std::vector<double> initial_state_with(std::span<const double> parameters,
                                                   const RandomStream& stream) const;

    /// How many members integrate() does at once at little more than the cost of one, >= 1.
    virtual std::int64_t batch() const = 0;

    /// Collective over the team, with the same arguments on all its ranks. `initial` is (members,
    /// start_size()); returns the samples, row-major (members, steps + 1, state_size()), on rank 0
    /// of the team and nothing on the others. The first of a member is its state after the spin-up
    /// when `spin_up` is true, else its initial state itself. The bits of a member are a function
    /// of its own start, never of how many others there are or which. `progress` (may be
    /// empty) is called now and then, on all ranks of the team alike, with the fraction done, 0 to
    /// 1; it may throw to stop, on all of them or on none. Throws Failure when `initial` is not a
    /// whole number of states.
    virtual std::vector<double> integrate(std::span<const double> initial, std::int64_t steps,
                                          bool spin_up,
                                          const std::function<void(double)>& progress) const = 0;

    /// Where there is no solver: the first steps of the trajectory of this number in the order of
    /// the run with this seed, (steps + 1, state_size()). Serial. Throws InputError, and Failure
    /// where there is a solver.
    virtual std::vector<float> recorded(std::int64_t seed, std::int64_t number,
                                        std::int64_t steps) const;
    /// The parameters of that trajectory. Throws Failure where there is a solver.
    virtual std::vector<double> recorded_parameters(std::int64_t seed, std::int64_t number) const;

    /// The integrator's step in time, where it has a fixed one; else the time between samples.
    virtual double time_step() const { return dt(); }

    /// The same system solved about 2^level times cheaper and less exactly, level >= 1: states,
    /// samples and initial states are the same, each member's bits a function of its own initial
    /// state. Null where there is none that is so cheap; then neither at any higher level. It may
    /// be of no use: integrate() throws Failure where the solution blows up.
    virtual std::unique_ptr<System> coarser(int level) const;

protected:
    /// The number of starts in `initial`. Throws Failure when it is not a whole number of them.
    std::size_t members_of(std::span<const double> initial) const;
};

}  // namespace lhits
