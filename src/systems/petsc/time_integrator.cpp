#include "time_integrator.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "lhits/base/error.hpp"

namespace lhits {

TimeIntegrator::TimeIntegrator(MPI_Comm team, std::string system, double relative_tolerance,
                               double absolute_tolerance)
    : system_(std::move(system)) {
    start_petsc();
    check_petsc(TSCreate(team, ts_.address()), "TSCreate");
    check_petsc(TSSetTolerances(ts_, absolute_tolerance, nullptr, relative_tolerance, nullptr),
                "TSSetTolerances");
    check_petsc(TSSetMaxSteps(ts_, std::numeric_limits<PetscInt>::max()), "TSSetMaxSteps");
    check_petsc(TSSetExactFinalTime(ts_, TS_EXACTFINALTIME_MATCHSTEP), "TSSetExactFinalTime");
}

void TimeIntegrator::start(Vec state, double time, double first_step) {
    state_ = state;
    check_petsc(TSSetSolution(ts_, state), "TSSetSolution");
    check_petsc(TSSetTime(ts_, time), "TSSetTime");
    check_petsc(TSSetTimeStep(ts_, first_step), "TSSetTimeStep");
    check_petsc(TSSetFromOptions(ts_), "TSSetFromOptions");
}

void TimeIntegrator::advance(double time) {
    double now = 0.0;
    check_petsc(TSGetTime(ts_, &now), "TSGetTime");
    if (now >= time) return;
    try {
        check_petsc(TSSetMaxTime(ts_, time), "TSSetMaxTime");
        check_petsc(TSSolve(ts_, state_), "TSSolve");
    } catch (const Failure& failure) {
        TSGetTime(ts_, &now);
        throw Failure(fmt::format(
            "{}: expected a solution up to time {:g}, found that the integrator gave up at {:g}; "
            "start from another state or change system.relative_tolerance, "
            "system.absolute_tolerance or system.petsc_options: {}",
            system_, time, now, failure.what()));
    }
}

void check_petsc_options(const std::string& options, const std::function<void()>& trial) {
    if (options.empty()) return;
    try {
        trial();
    } catch (const Failure& failure) {
        throw InputError(fmt::format(
            "system.petsc_options: expected options with which PETSc integrates, found \"{}\": {}",
            options, failure.what()));
    }
}

}  // namespace lhits
