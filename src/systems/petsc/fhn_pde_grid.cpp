#include "fhn_pde_grid.hpp"

#include <array>
#include <cmath>

// Documented by PETSc, but declared in none of the headers that 3.18 installs.
PETSC_EXTERN PetscErrorCode PetscObjectStateGet(PetscObject object, PetscObjectState* state);

namespace lhits {

FhnPdeGrid::FhnPdeGrid(MPI_Comm team, const FhnPdeParameters& parameters)
    : p_(parameters), spacing_(1.0 / static_cast<double>(parameters.points - 1)) {
    start_petsc();
    check_petsc(DMDACreate1d(team, DM_BOUNDARY_NONE, static_cast<PetscInt>(p_.points), 2, 1,
                             nullptr, da_.address()),
                "DMDACreate1d");
    check_petsc(DMSetUp(da_), "DMSetUp");
    PetscInt count = 0;
    check_petsc(DMDAGetCorners(da_, &begin_, nullptr, nullptr, &count, nullptr, nullptr),
                "DMDAGetCorners");
    end_ = begin_ + count;
    check_petsc(DMCreateMatrix(da_, stiff_matrix_.address()), "DMCreateMatrix");
    check_petsc(DMCreateMatrix(da_, reactions_matrix_.address()), "DMCreateMatrix");
    check_petsc(VecScatterCreateToZero(vector(), to_root_.address(), on_root_.address()),
                "VecScatterCreateToZero");
}

PetscOwned<Vec> FhnPdeGrid::vector() const {
    PetscOwned<Vec> result;
    check_petsc(DMCreateGlobalVector(da_, result.address()), "DMCreateGlobalVector");
    return result;
}

void FhnPdeGrid::set_equations(TS ts) {
    check_petsc(TSSetDM(ts, da_), "TSSetDM");
    check_petsc(TSSetIFunction(ts, nullptr, stiff, this), "TSSetIFunction");
    check_petsc(TSSetIJacobian(ts, stiff_matrix_, stiff_matrix_, stiff_jacobian, this),
                "TSSetIJacobian");
    check_petsc(TSSetRHSFunction(ts, nullptr, reactions, this), "TSSetRHSFunction");
    check_petsc(
        TSSetRHSJacobian(ts, reactions_matrix_, reactions_matrix_, reactions_jacobian, this),
        "TSSetRHSJacobian");
    // For fully implicit methods, which subtract one from the other in place.
    check_petsc(TSSetMatStructure(ts, SAME_NONZERO_PATTERN), "TSSetMatStructure");
    // A line of points is a small matrix: every rank solves with all of it, which takes one
    // exchange where Krylov iterations take many sums over the team.
    SNES nonlinear = nullptr;
    KSP linear = nullptr;
    PC direct = nullptr;
    check_petsc(TSGetSNES(ts, &nonlinear), "TSGetSNES");
    check_petsc(SNESGetKSP(nonlinear, &linear), "SNESGetKSP");
    check_petsc(KSPSetType(linear, KSPPREONLY), "KSPSetType");
    check_petsc(KSPGetPC(linear, &direct), "KSPGetPC");
    check_petsc(PCSetType(direct, PCREDUNDANT), "PCSetType");
}

void FhnPdeGrid::scatter(std::span<const double> state, Vec into) const {
    Point* to = nullptr;
    check_petsc(DMDAVecGetArrayWrite(da_, into, &to), "DMDAVecGetArrayWrite");
    for (PetscInt i = begin_; i < end_; ++i) {
        const auto place = static_cast<std::size_t>(i);
        to[i] = {state[place], state[static_cast<std::size_t>(p_.points) + place]};
    }
    check_petsc(DMDAVecRestoreArrayWrite(da_, into, &to), "DMDAVecRestoreArrayWrite");
}

void FhnPdeGrid::gather(Vec from, std::span<double> out) const {
    for (const auto end : {VecScatterBegin, VecScatterEnd}) {
        check_petsc(end(to_root_, from, on_root_, INSERT_VALUES, SCATTER_FORWARD), "VecScatter");
    }
    const PetscScalar* all = nullptr;
    check_petsc(VecGetArrayRead(on_root_, &all), "VecGetArrayRead");
    const std::size_t points = out.size() / 2;
    for (std::size_t i = 0; i < points; ++i) {
        out[i] = all[2 * i];
        out[points + i] = all[2 * i + 1];
    }
    check_petsc(VecRestoreArrayRead(on_root_, &all), "VecRestoreArrayRead");
}

PetscErrorCode FhnPdeGrid::stiff(TS, PetscReal time, Vec state, Vec rate, Vec out, void* context) {
    const auto& grid = *static_cast<const FhnPdeGrid*>(context);
    const auto& p = grid.p_;
    Vec local = nullptr;
    const Point* s = nullptr;
    const Point* r = nullptr;
    Point* f = nullptr;
    PetscCall(DMGetLocalVector(grid.da_, &local));
    PetscCall(DMGlobalToLocal(grid.da_, state, INSERT_VALUES, local));
    PetscCall(DMDAVecGetArrayRead(grid.da_, local, &s));
    PetscCall(DMDAVecGetArrayRead(grid.da_, rate, &r));
    PetscCall(DMDAVecGetArrayWrite(grid.da_, out, &f));
    const double h = grid.spacing_;
    const double diffusion = p.epsilon / (h * h);
    const double slope = -p.inflow * time * time * time * std::exp(-15.0 * time);
    for (PetscInt i = grid.begin_; i < grid.end_; ++i) {
        // Mirrored points behind the ends: (u_1 - u_-1) / 2h is the slope there.
        const double left = i > 0 ? s[i - 1].u : s[i + 1].u - 2.0 * h * slope;
        const double right = i + 1 < p.points ? s[i + 1].u : s[i - 1].u;
        f[i] = {r[i].u - diffusion * (left - 2.0 * s[i].u + right), r[i].v};
    }
    PetscCall(DMDAVecRestoreArrayWrite(grid.da_, out, &f));
    PetscCall(DMDAVecRestoreArrayRead(grid.da_, rate, &r));
    PetscCall(DMDAVecRestoreArrayRead(grid.da_, local, &s));
    return DMRestoreLocalVector(grid.da_, &local);
}

PetscErrorCode FhnPdeGrid::stiff_jacobian(TS, PetscReal, Vec, Vec, PetscReal shift, Mat, Mat out,
                                          void* context) {
    auto& grid = *static_cast<FhnPdeGrid*>(context);
    PetscObjectState state = 0;
    PetscCall(PetscObjectStateGet(reinterpret_cast<PetscObject>(out), &state));
    if (grid.made_for_ == std::pair(state, shift)) return static_cast<PetscErrorCode>(0);
    const double diffusion = grid.p_.epsilon / (grid.spacing_ * grid.spacing_);
    const auto last = static_cast<PetscInt>(grid.p_.points) - 1;
    PetscCall(MatZeroEntries(out));  // of the reactions that fully implicit methods add
    for (PetscInt i = grid.begin_; i < grid.end_; ++i) {
        const MatStencil u{0, 0, i, 0};
        const MatStencil v{0, 0, i, 1};
        const std::array<MatStencil, 3> around{MatStencil{0, 0, i > 0 ? i - 1 : 1, 0}, u,
                                               MatStencil{0, 0, i < last ? i + 1 : last - 1, 0}};
        const std::array<PetscScalar, 3> row{-diffusion, shift + 2.0 * diffusion, -diffusion};
        // At the ends both neighbours are the same point.
        const bool end = i == 0 || i == last;
        const std::array<PetscScalar, 2> row_at_end{-2.0 * diffusion, row[1]};
        PetscCall(MatSetValuesStencil(out, 1, &u, end ? 2 : 3, around.data(),
                                      end ? row_at_end.data() : row.data(), INSERT_VALUES));
        PetscCall(MatSetValuesStencil(out, 1, &v, 1, &v, &shift, INSERT_VALUES));
    }
    PetscCall(MatAssemblyBegin(out, MAT_FINAL_ASSEMBLY));
    PetscCall(MatAssemblyEnd(out, MAT_FINAL_ASSEMBLY));
    PetscCall(PetscObjectStateGet(reinterpret_cast<PetscObject>(out), &state));
    grid.made_for_ = {state, shift};
    return static_cast<PetscErrorCode>(0);
}

PetscErrorCode FhnPdeGrid::reactions(TS, PetscReal, Vec state, Vec out, void* context) {
    const auto& grid = *static_cast<const FhnPdeGrid*>(context);
    const auto& p = grid.p_;
    const Point* s = nullptr;
    Point* g = nullptr;
    PetscCall(DMDAVecGetArrayRead(grid.da_, state, &s));
    PetscCall(DMDAVecGetArrayWrite(grid.da_, out, &g));
    for (PetscInt i = grid.begin_; i < grid.end_; ++i) {
        const auto [u, v] = s[i];
        g[i] = {(u * (u - p.a) * (1.0 - u) - v + p.c) / p.epsilon, p.b * u - p.gamma * v + p.c};
    }
    PetscCall(DMDAVecRestoreArrayWrite(grid.da_, out, &g));
    return DMDAVecRestoreArrayRead(grid.da_, state, &s);
}

PetscErrorCode FhnPdeGrid::reactions_jacobian(TS, PetscReal, Vec state, Mat, Mat out,
                                              void* context) {
    const auto& grid = *static_cast<const FhnPdeGrid*>(context);
    const auto& p = grid.p_;
    const Point* s = nullptr;
    PetscCall(DMDAVecGetArrayRead(grid.da_, state, &s));
    for (PetscInt i = grid.begin_; i < grid.end_; ++i) {
        const double u = s[i].u;
        const std::array<MatStencil, 2> both{MatStencil{0, 0, i, 0}, MatStencil{0, 0, i, 1}};
        const std::array<PetscScalar, 4> block{
            (2.0 * (1.0 + p.a) * u - 3.0 * u * u - p.a) / p.epsilon, -1.0 / p.epsilon,  //
            p.b, -p.gamma};
        PetscCall(
            MatSetValuesStencil(out, 2, both.data(), 2, both.data(), block.data(), INSERT_VALUES));
    }
    PetscCall(DMDAVecRestoreArrayRead(grid.da_, state, &s));
    PetscCall(MatAssemblyBegin(out, MAT_FINAL_ASSEMBLY));
    return MatAssemblyEnd(out, MAT_FINAL_ASSEMBLY);
}

}  // namespace lhits
