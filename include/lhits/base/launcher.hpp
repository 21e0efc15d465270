// What the program that has started this process (mpirun, srun) says in its environment.
#pragma once

namespace lhits {

/// The rank of this process among those that were started together, before MPI tells it; -1 where
/// no launcher of an MPI has started it.
int launched_rank();

}  // namespace lhits
