#include "lhits/parallel/environment.hpp"

#include <mpi.h>

#include <utility>
#include <vector>

#include "lhits/parallel/mpi_check.hpp"

namespace lhits {
namespace {

std::vector<std::function<void()>>& last_work() {
    static std::vector<std::function<void()>> work;
    return work;
}

}  // namespace

MpiEnvironment::MpiEnvironment(int& argc, char**& argv) {
    check_mpi(MPI_Init(&argc, &argv), "MPI_Init");
}

MpiEnvironment::~MpiEnvironment() {
    for (auto& work = last_work(); !work.empty(); work.pop_back()) work.back()();
    MPI_Finalize();
}

void before_mpi_ends(std::function<void()> work) { last_work().push_back(std::move(work)); }

}  // namespace lhits
