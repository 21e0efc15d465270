#include "lhits/systems/ode.hpp"

#include <fmt/format.h>
#include <petscts.h>

#include <algorithm>

#include "lhits/base/error.hpp"
#include "lhits/parallel/petsc.hpp"
#include "ode_equations.hpp"
#include "time_integrator.hpp"

namespace lhits {
namespace {

/// What the right-hand side is called with.
struct Problem {
    const OdeEquation& equation;
    const double* coefficients;
};

PetscErrorCode rate(TS, PetscReal, Vec state, Vec out, void* context) {
    const auto& problem = *static_cast<const Problem*>(context);
    const PetscScalar* from = nullptr;
    PetscScalar* to = nullptr;
    PetscCall(VecGetArrayRead(state, &from));
    PetscCall(VecGetArrayWrite(out, &to));
    problem.equation.rate(problem.coefficients, from, to);
    PetscCall(VecRestoreArrayWrite(out, &to));
    return VecRestoreArrayRead(state, &from);
}

PetscOwned<Vec> vector_of(std::span<const double> values) {
    PetscOwned<Vec> vector;
    check_petsc(
        VecCreateSeq(PETSC_COMM_SELF, static_cast<PetscInt>(values.size()), vector.address()),
        "VecCreateSeq");
    PetscScalar* to = nullptr;
    check_petsc(VecGetArrayWrite(vector, &to), "VecGetArrayWrite");
    std::copy(values.begin(), values.end(), to);
    check_petsc(VecRestoreArrayWrite(vector, &to), "VecRestoreArrayWrite");
    return vector;
}

void copy_to(Vec vector, std::span<double> out) {
    const PetscScalar* from = nullptr;
    check_petsc(VecGetArrayRead(vector, &from), "VecGetArrayRead");
    std::copy_n(from, out.size(), out.begin());
    check_petsc(VecRestoreArrayRead(vector, &from), "VecRestoreArrayRead");
}

TimeIntegrator integrator_of(const OdeParameters& p, Problem& problem, Vec state) {
    TimeIntegrator result(PETSC_COMM_SELF, Ode::name, p.relative_tolerance, p.absolute_tolerance);
    check_petsc(TSSetType(result.ts(), TSRK), "TSSetType");
    check_petsc(TSRKSetType(result.ts(), TSRK5DP), "TSRKSetType");
    check_petsc(TSSetRHSFunction(result.ts(), nullptr, rate, &problem), "TSSetRHSFunction");
    result.start(state, 0.0, p.dt);
    return result;
}

void check_box(const char* key, const std::vector<double>& box) {
    for (std::size_t i = 0; i < box.size(); i += 2) {
        if (box[i] <= box[i + 1]) continue;
        throw InputError(
            fmt::format("system.{}: expected low and high of each variable, found {} before {}",
                        key, box[i], box[i + 1]));
    }
}

}  // namespace

void OdeParameters::choose(const std::string& chosen) {
    const auto& known = ode_equation(chosen);
    equation = known.name;
    coefficients = known.coefficients;
    dt = known.dt;
    spin_up = known.spin_up;
    train_box = known.train_box;
    test_box = known.test_box;
}

void OdeParameters::describe(Keys& keys) {
    std::vector<std::string> names;
    for (const auto& known : ode_equations()) names.push_back(known.name);
    auto asked = equation;
    keys.key({"equation", "Which equation is solved. Its coefficients are keys of their own."},
             asked, names);
    if (asked != equation) choose(asked);
    const auto& known = ode_equation(equation);
    keys.purpose("An ordinary differential equation of Liu, Kutz and Brunton (2022), by PETSc: " +
                 known.formula + ". Each equation has its own coefficients and defaults.");
    for (std::size_t i = 0; i < coefficients.size(); ++i) {
        const auto& name = known.coefficient_names[i];
        keys.key({name, "Coefficient " + name + " of the equation."}, coefficients[i], Bounds{});
    }
    keys.key({"dt", "Time between two samples: one step of a trajectory.", "time units"}, dt,
             positive);
    keys.key({"spin_up", "Time that is dropped at the start of each trajectory.", "time units"},
             spin_up, at_least(0));
    keys.key({"train_box",
              "Box that initial states for training are drawn from. Low and high of each variable "
              "in turn."},
             train_box, Bounds{});
    keys.key({"test_box", "Box that initial states for validation and test are drawn from."},
             test_box, Bounds{});
    keys.key({"relative_tolerance",
              "Relative part of the error of a time step. Its estimate stays below "
              "absolute_tolerance + relative_tolerance |value|."},
             relative_tolerance, positive);
    keys.key({"absolute_tolerance",
              "Absolute part of the error of a time step. See relative_tolerance."},
             absolute_tolerance, positive);
    keys.key({"petsc_options",
              "Options for PETSc's time integrator. For example -ts_rk_type 8vr or -ts_monitor."},
             petsc_options, {});
}

Ode::Ode(const OdeParameters& parameters) : parameters_(parameters) {
    check_box("train_box", parameters_.train_box);
    check_box("test_box", parameters_.test_box);
    check_petsc_options(parameters_.petsc_options, [&] {
        const RandomStream stream(1, Purpose::initial_condition_train, 0);
        integrate(initial_state(stream), 1, false, {});
    });
}

StateLayout Ode::layout() const {
    std::vector<StateComponent> variables;
    for (const auto& name : ode_equation(parameters_.equation).variables) {
        variables.push_back({name});
    }
    return grid_layout({{"x", "1", {0.0}}}, std::move(variables));
}

std::vector<double> Ode::initial_state(const RandomStream& stream) const {
    const auto& box = stream.purpose() == Purpose::initial_condition_train ? parameters_.train_box
                                                                           : parameters_.test_box;
    std::vector<double> state;
    for (std::size_t i = 0; i < box.size(); i += 2) {
        state.push_back(box[i] + (box[i + 1] - box[i]) * stream.uniform(i / 2));
    }
    return state;
}

std::vector<double> Ode::integrate(std::span<const double> initial, std::int64_t steps,
                                   bool spin_up,
                                   const std::function<void(double)>& progress) const {
    const auto& p = parameters_;
    const std::size_t members = members_of(initial);
    const std::size_t n = initial.size() / members;
    const double begin = spin_up ? p.spin_up : 0.0;
    const PetscOptionScope options("system.petsc_options", p.petsc_options);
    Problem problem{ode_equation(p.equation), p.coefficients.data()};
    std::vector<double> samples;
    samples.reserve(members * static_cast<std::size_t>(steps + 1) * n);
    for (std::size_t m = 0; m < members; ++m) {
        const auto state = vector_of(initial.subspan(m * n, n));
        auto integrator = integrator_of(p, problem, state);
        for (std::int64_t sample = 0; sample <= steps; ++sample) {
            integrator.advance(begin + static_cast<double>(sample) * p.dt);
            samples.resize(samples.size() + n);
            copy_to(state, std::span(samples).last(n));
            if (!progress || (sample % 64 != 0 && sample < steps)) continue;
            progress((static_cast<double>(m) +
                      static_cast<double>(sample) / static_cast<double>(steps)) /
                     static_cast<double>(members));
        }
    }
    options.require_used();
    return samples;
}

}  // namespace lhits
