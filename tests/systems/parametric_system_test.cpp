#include "lhits/systems/parametric_system.hpp"

#include <algorithm>

#include "lhits/base/error.hpp"
#include "lhits/systems/registry.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

std::unique_ptr<System> result(const std::string& kind,
                               const std::map<std::string, double>& changed) {
    return make_system(kind, *make_system_parameters(kind), Communicator::self(), changed);
}

ParametricFactory factory(const std::string& kind, const std::string& name) {
    return [=](std::span<const double> value) { return result(kind, {{name, value[0]}}); };
}

constexpr const char* fhn = "fhn-lattice-boltzmann";
constexpr const char* ks = "kuramoto-sivashinsky";

const RandomStream stream(3, Purpose::initial_condition_test, 5);

}  // namespace

// Each member as by the system that has its own parameter, and no other members.
LHITS_TEST(members_have_their_own_parameters, 1) {
    const ParametricSystem system({"epsilon"}, {0.004}, {0.009}, factory(fhn, "epsilon"));
    BOOST_TEST(system.parameter_names() == std::vector<std::string>{"epsilon"});
    BOOST_TEST(system.start_size() == system.state_size() + 1);
    std::vector<double> starts;
    std::vector<double> expected;
    for (const double epsilon : {0.005, 0.005, 0.008, 0.005}) {
        const auto start = system.initial_state_with(std::vector{epsilon}, stream);
        BOOST_TEST(start.back() == epsilon);
        starts.insert(starts.end(), start.begin(), start.end());
        const auto alone = result(fhn, {{"epsilon", epsilon}});
        const auto u = alone->integrate(alone->initial_state(stream), 3, true, {});
        expected.insert(expected.end(), u.begin(), u.end());
    }
    double done = 0.0;
    const auto u = system.integrate(starts, 3, true, [&](double part) {
        BOOST_TEST(part >= done);
        done = part;
    });
    BOOST_TEST(u == expected);
    const auto coarse = system.coarser(1)->integrate(starts, 3, true, {});
    BOOST_TEST(coarse.size() == expected.size());
    BOOST_TEST(coarse != expected);
    BOOST_CHECK_THROW(system.integrate(std::span(starts).first(5), 1, true, {}), Failure);
}

LHITS_TEST(parameters_are_drawn_between_their_ends, 1) {
    const ParametricSystem system({"epsilon"}, {0.004}, {0.009}, factory(fhn, "epsilon"));
    double least = 1.0;
    double most = 0.0;
    for (std::uint32_t i = 0; i < 400; ++i) {
        const RandomStream own(3, Purpose::initial_condition_train, i);
        const double epsilon = system.draw_parameters(own).front();
        BOOST_TEST(system.initial_state(own).back() == epsilon);
        least = std::min(least, epsilon);
        most = std::max(most, epsilon);
    }
    // None of 400 in the outer hundredth on one side: once in 56 cases, for this seed it is not so.
    BOOST_TEST((least >= 0.004 && least < 0.00405));
    BOOST_TEST((most <= 0.009 && most > 0.00895));
}

// Points of domains of several lengths, in parts of the length.
LHITS_TEST(a_length_that_varies_is_the_unit_of_places, 1) {
    const ParametricSystem system({"length"}, {20.0}, {24.0}, factory(ks, "length"));
    const auto layout = system.layout();
    for (std::size_t i = 0; i < layout.size(); ++i) {
        BOOST_TEST(std::abs(layout.axes.front().places[i] - static_cast<double>(i) / 120.0) <
                   1e-12);
    }
}

LHITS_TEST(parameters_must_leave_samples_what_they_are, 1) {
    BOOST_CHECK_THROW(ParametricSystem({"time_step"}, {0.001}, {0.002}, factory(fhn, "time_step")),
                      InputError);
    BOOST_CHECK_THROW(result(fhn, {{"points", 50.0}}), InputError);
    BOOST_CHECK_THROW(result(fhn, {{"no-such", 50.0}}), InputError);
    BOOST_CHECK_THROW(result(fhn, {{"length", -1.0}}), InputError);
}
