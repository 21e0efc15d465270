#include "lhits/base/launcher.hpp"

#include <cstdlib>
#include <initializer_list>

namespace lhits {

int launched_rank() {
    // Of Open MPI, PMIx, MPICH and Intel MPI, Slurm: a batch job has the last one for itself.
    for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
        if (const char* rank = std::getenv(name); rank != nullptr) return std::atoi(rank);
    }
    return -1;
}

}  // namespace lhits
