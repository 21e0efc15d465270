#include "lhits/parallel/environment.hpp"

#include <mpi.h>

#include <utility>
#include <vector>

#include "lhits/parallel/mpi_check.hpp"

namespace lhits {
namespace {

bool put_off = false;

std::vector<std::function<void()>>& last_work() {
    static std::vector<std::function<void()>> work;
    return work;
}

}  // namespace

MpiEnvironment::MpiEnvironment(bool at_once) {
    put_off = true;
    if (at_once) require_mpi();
}

MpiEnvironment::~MpiEnvironment() {
    if (put_off) return;
    for (auto& work = last_work(); !work.empty(); work.pop_back()) work.back()();
    MPI_Finalize();
}

void require_mpi() {
    if (std::exchange(put_off, false)) check_mpi(MPI_Init(nullptr, nullptr), "MPI_Init");
}

void before_mpi_ends(std::function<void()> work) { last_work().push_back(std::move(work)); }

}  // namespace lhits
