// The grid of the system "fhn-pde" over a team, and its equations there as PETSc wants them.
#pragma once

#include <petscdmda.h>
#include <petscts.h>

#include <span>
#include <utility>

#include "lhits/parallel/petsc.hpp"
#include "lhits/systems/fhn_pde.hpp"

namespace lhits {

/// (u, v) at `points` points; borrows the parameters. Must not move once it was handed to a TS.
class FhnPdeGrid {
public:
    /// Collective over `team`.
    FhnPdeGrid(MPI_Comm team, const FhnPdeParameters& parameters);

    /// Collective: makes these the equations that `ts` solves,
    ///   F(t, U, U') = U' - diffusion - inflow = G(t, U) = reactions.
    void set_equations(TS ts);

    /// Collective: a vector on this grid.
    PetscOwned<Vec> vector() const;
    /// `state`: u at all points, then v, the same on all ranks.
    void scatter(std::span<const double> state, Vec into) const;
    /// Collective: the same of a vector; on rank 0 `out` is the whole state, elsewhere empty.
    void gather(Vec from, std::span<double> out) const;

private:
    struct Point {
        PetscScalar u, v;
    };
    static PetscErrorCode stiff(TS, PetscReal time, Vec state, Vec rate, Vec out, void* grid);
    static PetscErrorCode stiff_jacobian(TS, PetscReal, Vec, Vec, PetscReal shift, Mat, Mat out,
                                         void* grid);
    static PetscErrorCode reactions(TS, PetscReal, Vec state, Vec out, void* grid);
    static PetscErrorCode reactions_jacobian(TS, PetscReal, Vec state, Mat, Mat out, void* grid);

    const FhnPdeParameters& p_;
    PetscOwned<DM> da_;
    PetscOwned<Mat> stiff_matrix_, reactions_matrix_;
    PetscOwned<VecScatter> to_root_;
    PetscOwned<Vec> on_root_;
    /// State and shift of the stiff matrix as last made: while nobody has changed it, the same
    /// shift makes the same matrix, and its factors are kept.
    std::pair<PetscObjectState, double> made_for_{-1, 0.0};
    PetscInt begin_ = 0, end_ = 0;  ///< own points
    double spacing_;
};

}  // namespace lhits
