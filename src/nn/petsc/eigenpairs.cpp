#include "lhits/nn/eigenpairs.hpp"

#include <fmt/format.h>
#include <slepceps.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/parallel/petsc.hpp"

namespace lhits {
namespace {

/// Catches what a product throws: no exception may pass through PETSc.
struct Shell {
    const SymmetricProduct& product;
    std::size_t n;
    std::exception_ptr thrown{};
};

PetscErrorCode multiply_vector(Mat matrix, Vec x, Vec y) {
    Shell* shell = nullptr;
    const PetscScalar* from = nullptr;
    PetscScalar* to = nullptr;
    PetscCall(MatShellGetContext(matrix, static_cast<void*>(&shell)));
    PetscCall(VecGetArrayRead(x, &from));
    PetscCall(VecGetArrayWrite(y, &to));
    try {
        shell->product({from, shell->n}, {to, shell->n});
    } catch (...) {
        shell->thrown = std::current_exception();
    }
    PetscCall(VecRestoreArrayWrite(y, &to));
    PetscCall(VecRestoreArrayRead(x, &from));
    return static_cast<PetscErrorCode>(shell->thrown != nullptr ? PETSC_ERR_USER : 0);
}

PetscOwned<EPS> solver_of(Mat matrix, std::size_t wanted, double tolerance) {
    PetscOwned<EPS> solver;
    check_petsc(EPSCreate(PETSC_COMM_SELF, solver.address()), "EPSCreate");
    check_petsc(EPSSetOperators(solver, matrix, nullptr), "EPSSetOperators");
    check_petsc(EPSSetProblemType(solver, EPS_HEP), "EPSSetProblemType");
    check_petsc(EPSSetWhichEigenpairs(solver, EPS_LARGEST_REAL), "EPSSetWhichEigenpairs");
    check_petsc(EPSSetType(solver, EPSKRYLOVSCHUR), "EPSSetType");
    check_petsc(
        EPSSetDimensions(solver, static_cast<PetscInt>(wanted), PETSC_DEFAULT, PETSC_DEFAULT),
        "EPSSetDimensions");
    check_petsc(EPSSetTolerances(solver, tolerance, 1000), "EPSSetTolerances");
    check_petsc(EPSSetConvergenceTest(solver, EPS_CONV_ABS), "EPSSetConvergenceTest");
    return solver;
}

Eigenpairs solution_of(EPS solver, Mat matrix, std::size_t n, std::size_t wanted) {
    PetscInt converged = 0;
    check_petsc(EPSGetConverged(solver, &converged), "EPSGetConverged");
    if (converged < static_cast<PetscInt>(wanted)) {
        throw Failure(
            fmt::format("principal components: expected {} of them, found that the "
                        "eigenvalue iterations stopped at {}",
                        wanted, converged));
    }
    Eigenpairs found;
    PetscOwned<Vec> vector;
    check_petsc(MatCreateVecs(matrix, vector.address(), nullptr), "MatCreateVecs");
    for (std::size_t k = 0; k < wanted; ++k) {
        double value = 0.0;
        const PetscScalar* entries = nullptr;
        check_petsc(
            EPSGetEigenpair(solver, static_cast<PetscInt>(k), &value, nullptr, vector, nullptr),
            "EPSGetEigenpair");
        check_petsc(VecGetArrayRead(vector, &entries), "VecGetArrayRead");
        found.values.push_back(value);
        found.vectors.insert(found.vectors.end(), entries, entries + n);
        check_petsc(VecRestoreArrayRead(vector, &entries), "VecRestoreArrayRead");
    }
    return found;
}

}  // namespace

Eigenpairs largest_eigenpairs(const SymmetricProduct& product, std::size_t n, std::size_t wanted,
                              double tolerance) {
    start_petsc();
    const auto width = static_cast<PetscInt>(n);
    Shell shell{product, n};
    PetscOwned<Mat> matrix;
    check_petsc(
        MatCreateShell(PETSC_COMM_SELF, width, width, width, width, &shell, matrix.address()),
        "MatCreateShell");
    check_petsc(
        MatShellSetOperation(matrix, MATOP_MULT, reinterpret_cast<void (*)()>(multiply_vector)),
        "MatShellSetOperation");
    const auto solver = solver_of(matrix, wanted, tolerance);
    const int code = EPSSolve(solver);
    if (shell.thrown != nullptr) std::rethrow_exception(shell.thrown);
    check_petsc(code, "EPSSolve");
    return solution_of(solver, matrix, n, wanted);
}

}  // namespace lhits
