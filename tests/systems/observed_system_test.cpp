#include "lhits/systems/observed_system.hpp"

#include "lhits/base/error.hpp"
#include "lhits/systems/registry.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

std::unique_ptr<System> whole() {
    const std::string kind = "fhn-lattice-boltzmann";
    return make_system(kind, *make_system_parameters(kind), Communicator::self());
}

using Elements = std::vector<std::int64_t>;

}  // namespace

LHITS_TEST(elements_of_components_and_points, 1) {
    const auto layout = whole()->layout();  // u at 101 points, then v
    BOOST_TEST(observed_elements(layout, {"v"}, {0, 50, 100}) == Elements({101, 151, 201}),
               boost::test_tools::per_element());
    BOOST_TEST(observed_elements(layout, {}, {3}) == Elements({3, 104}),
               boost::test_tools::per_element());
    BOOST_TEST(observed_elements(layout, {"u"}, {}).size() == 101);
    BOOST_CHECK_THROW(observed_elements(layout, {"w"}, {}), InputError);
    BOOST_CHECK_THROW(observed_elements(layout, {}, {101}), InputError);
    BOOST_CHECK_THROW(observed_elements(layout, {}, {7, 7}), InputError);
}

LHITS_TEST(a_part_of_the_whole_is_seen, 1) {
    const auto all = whole();
    const ObservedSystem seen(whole(), {101, 151, 201});
    BOOST_TEST(seen.state_size() == 3);
    BOOST_TEST(seen.start_size() == 202);
    const auto layout = seen.layout();
    BOOST_TEST(layout.component_names() == "v");
    BOOST_TEST(layout.component == std::vector<std::int32_t>({0, 0, 0}),
               boost::test_tools::per_element());
    BOOST_TEST(layout.axes.front().places == std::vector<double>({0.0, 10.0, 20.0}),
               boost::test_tools::per_element());

    const auto start = seen.initial_state(RandomStream(1, Purpose::initial_condition_test, 0));
    auto starts = start;
    starts.insert(starts.end(), start.begin(), start.end());
    const auto u = all->integrate(starts, 2, true, {});
    const auto v = seen.integrate(starts, 2, true, {});
    BOOST_TEST(v.size() == 2 * 3 * 3);
    for (std::size_t row = 0; row < 6; ++row) {
        for (std::size_t i = 0; i < 3; ++i)
            BOOST_TEST(v[3 * row + i] == u[202 * row + 101 + 50 * i]);
    }
}
