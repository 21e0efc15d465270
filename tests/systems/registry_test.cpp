#include "lhits/systems/registry.hpp"

#include <set>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

namespace {

/// Parameters that belong to no system.
struct Foreign final : lhits::Described {
    void describe(lhits::Keys&) override {}
};

}  // namespace

LHITS_TEST(registry_makes_every_kind, 1) {
    const auto kinds = lhits::system_kinds();
    BOOST_TEST(std::set<std::string>(kinds.begin(), kinds.end()).size() == kinds.size());
    BOOST_TEST(kinds.front() == "fhn-lattice-boltzmann");
    for (const auto& kind : kinds) {
        if (kind == "file") continue;  // needs one
        const auto parameters = lhits::make_system_parameters(kind);
        BOOST_TEST_REQUIRE(parameters != nullptr);
        const auto system = lhits::make_system(kind, *parameters, lhits::Communicator::self());
        BOOST_TEST(system->kind() == kind);
        const auto layout = system->layout();
        BOOST_TEST(layout.component.size() == system->state_size());
        const lhits::RandomStream stream(1, lhits::Purpose::initial_condition_test, 0);
        const auto state = system->initial_state(stream);
        BOOST_TEST(state.size() == system->state_size());
        BOOST_TEST(system->integrate(state, 1, true, {}).size() == 2 * state.size());
        BOOST_TEST(system->batch() >= 1);
        BOOST_CHECK_THROW(lhits::make_system(kind, Foreign{}, lhits::Communicator::self()),
                          lhits::Failure);
    }
}

LHITS_TEST(registry_knows_what_it_does_not_know, 1) {
    BOOST_TEST(lhits::make_system_parameters("no-such") == nullptr);
    BOOST_CHECK_THROW(lhits::make_system("no-such", Foreign{}, lhits::Communicator::self()),
                      lhits::InputError);
}
