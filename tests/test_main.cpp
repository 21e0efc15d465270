#include "lhits_test.hpp"

#include <mpi.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "lhits/parallel/environment.hpp"

namespace lhits::test {
namespace {

std::unique_ptr<Communicator> everyone;

bool no_setup() { return true; }

}  // namespace

const Communicator& world() { return *everyone; }

void require_ranks(std::initializer_list<int> allowed) {
    const int size = world().size();
    const char* asked = std::getenv("LHITS_TEST_RANKS");
    BOOST_REQUIRE_MESSAGE(asked == nullptr || std::to_string(size) == asked,
                          "CTest asked for " << asked << " ranks, got " << size);
    BOOST_REQUIRE_MESSAGE(std::find(allowed.begin(), allowed.end(), size) != allowed.end(),
                          "this case does not run on " << size << " ranks");
}

void OnRanks::apply(boost::unit_test::test_unit& unit) {
    for (const int count : counts_) unit.add_label("ranks_" + std::to_string(count));
}

boost::unit_test::decorator::base_ptr OnRanks::clone() const {
    return boost::unit_test::decorator::base_ptr(new OnRanks(*this));
}

}  // namespace lhits::test

int main(int argc, char** argv) {
    using namespace lhits;
    const MpiEnvironment mpi;
    test::everyone = std::make_unique<Communicator>(Communicator::borrow(MPI_COMM_WORLD));

    // Rank 0 reports as it goes. What the others report of a failure is kept back and printed by
    // rank 0, with the rank that it came from.
    std::ostringstream report;
    if (test::world().rank() != 0) boost::unit_test::unit_test_log.set_stream(report);
    const int failures = boost::unit_test::unit_test_main(&test::no_setup, argc, argv);
    boost::unit_test::unit_test_log.set_stream(std::cout);
    const auto reports = test::world().gather(failures == 0 ? std::string() : report.str());
    for (std::size_t rank = 1; rank < reports.size(); ++rank) {
        if (!reports[rank].empty()) std::cout << "rank " << rank << ":\n" << reports[rank];
    }
    const bool failed = test::world().any(failures != 0);
    test::everyone.reset();
    return failed ? 1 : 0;
}
