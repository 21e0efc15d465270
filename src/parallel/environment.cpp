#include "lhits/parallel/environment.hpp"

#include <mpi.h>

#include "lhits/parallel/mpi_check.hpp"

namespace lhits {

MpiEnvironment::MpiEnvironment(int& argc, char**& argv) {
    check_mpi(MPI_Init(&argc, &argv), "MPI_Init");
}

MpiEnvironment::~MpiEnvironment() { MPI_Finalize(); }

}  // namespace lhits
