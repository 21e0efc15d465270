#include "lhits/c/surrogate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "../io/scratch.hpp"
#include "lhits/hits/model_file.hpp"

using namespace lhits;
using test::contains;
using test::Scratch;
using test::world;

namespace {

/// z2: each step halves two numbers, which lie in the plane.
void write_model(const std::string& path) {
    const Architecture network{{2, 2}, {Activation::linear}};
    Surrogate surrogate;
    surrogate.reduction = make_identity(2);
    surrogate.steppers.push_back({1, network, {-0.5F, 0.0F, 0.0F, -0.5F, 0.0F, 0.0F}, {}});
    surrogate.couplings[unseen] = {};
    Record model;
    put_header(model,
               {"spirals",
                0.25,
                40,
                {{{"x", "m", {1, 2}}, {"y", "km", {3, 4}}}, {0, 1}, {{"u"}, {"v", "K"}}, "s"},
                "",
                7});
    model.children["z2"] = surrogate_record(surrogate);
    write_record_file(path, model_format, model);
}

std::string last_error() {
    std::array<char, 500> text{};
    BOOST_TEST(lhits_last_error(text.data(), text.size()) == LHITS_DONE);
    return text.data();
}

}  // namespace

LHITS_TEST(a_surrogate_is_used_from_c, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    if (world().rank() == 0) write_model(path);
    lhits_surrogate* surrogate = nullptr;
    BOOST_TEST(lhits_load(path.c_str(), nullptr, world().handle(), &surrogate) == LHITS_DONE);

    std::int64_t n = 0;
    std::int64_t dimensions = 0;
    double dt = 0.0;
    BOOST_TEST(lhits_state_size(surrogate, &n) == LHITS_DONE);
    BOOST_TEST(lhits_dimensions(surrogate, &dimensions) == LHITS_DONE);
    BOOST_TEST(lhits_time_step(surrogate, &dt) == LHITS_DONE);
    BOOST_TEST(n == 2);
    BOOST_TEST(dimensions == 2);
    BOOST_TEST(dt == 0.25);
    std::array<double, 2> x{}, y{};
    std::array<std::int32_t, 2> component{};
    BOOST_TEST(lhits_coordinates(surrogate, x.data(), y.data(), component.data()) == LHITS_DONE);
    BOOST_TEST((x == std::array{1.0, 2.0} && y == std::array{3.0, 4.0}));
    BOOST_TEST((component == std::array<std::int32_t, 2>{0, 1}));
    BOOST_TEST(lhits_places(surrogate, 1, x.data()) == LHITS_DONE);
    BOOST_TEST((x == y));
    BOOST_TEST(lhits_places(surrogate, 2, x.data()) == LHITS_BAD_INPUT);
    std::array<std::int64_t, 2> grid{};
    BOOST_TEST(lhits_grid(surrogate, grid.data()) == LHITS_DONE);
    BOOST_TEST((grid == std::array<std::int64_t, 2>{0, 0}));  // two points, one of each component
    BOOST_TEST(lhits_coordinates(surrogate, nullptr, nullptr, nullptr) == LHITS_DONE);
    std::array<char, 8> text{};
    BOOST_TEST(lhits_text(surrogate, "system", text.data(), text.size()) == LHITS_DONE);
    BOOST_TEST(std::string(text.data()) == "spirals");
    BOOST_TEST(lhits_text(surrogate, "component_units", text.data(), text.size()) == LHITS_DONE);
    BOOST_TEST(std::string(text.data()) == "1, K");
    BOOST_TEST(lhits_text(surrogate, "y_units", text.data(), text.size()) == LHITS_DONE);
    BOOST_TEST(std::string(text.data()) == "km");

    const std::array states{8.0, 4.0, -2.0, 1.0};
    const std::array times{0.0, 0.5};
    std::array<double, 8> result{};
    const std::array expected{8.0, 4.0, 2.0, 1.0, -2.0, 1.0, -0.5, 0.25};
    BOOST_TEST(lhits_forecast(surrogate, states.data(), 2, times.data(), 2, result.data()) ==
               LHITS_DONE);
    BOOST_TEST(result == expected, boost::test_tools::per_element());
    const std::array<float, 4> narrow{8.0F, 4.0F, -2.0F, 1.0F};
    std::array<float, 8> narrow_result{};
    BOOST_TEST(lhits_forecast_float(surrogate, narrow.data(), 2, times.data(), 2,
                                    narrow_result.data()) == LHITS_DONE);
    BOOST_TEST(std::equal(narrow_result.begin(), narrow_result.end(), expected.begin()));

    BOOST_TEST(lhits_free(&surrogate) == LHITS_DONE);
    BOOST_TEST(surrogate == nullptr);
    BOOST_TEST(lhits_free(&surrogate) == LHITS_DONE);
    const auto ranks = MPI_Comm_c2f(world().handle());
    BOOST_TEST(lhits_load_fortran(path.c_str(), "z2", ranks, &surrogate) == LHITS_DONE);
    BOOST_TEST(lhits_free(&surrogate) == LHITS_DONE);
}

LHITS_TEST(mistakes_in_c_are_told_of, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    if (world().rank() == 0) write_model(path);
    const auto comm = world().handle();
    lhits_surrogate* surrogate = nullptr;
    const auto refused = [](int status, const std::string& words) {
        BOOST_TEST(status == LHITS_BAD_INPUT);
        contains(last_error(), words);
    };
    refused(lhits_load((path + "x").c_str(), "", comm, &surrogate), "found no such file");
    refused(lhits_load(path.c_str(), "z9", comm, &surrogate), "(\"z2\"), found \"z9\"");
    refused(lhits_load(nullptr, "", comm, &surrogate),
            "path: expected a pointer to it, found NULL");
    refused(lhits_load(path.c_str(), "", MPI_COMM_NULL, &surrogate), "ranks: expected");
    refused(lhits_load(path.c_str(), "", comm, nullptr), "made: expected a pointer");
    BOOST_TEST(surrogate == nullptr);

    BOOST_TEST_REQUIRE(lhits_load(path.c_str(), "", comm, &surrogate) == LHITS_DONE);
    std::array states{8.0, std::nan("")};
    std::array<double, 2> result{5.0, 6.0};
    const double time = 1.0;
    const auto forecast = [&](std::int64_t members, std::int64_t times) {
        return lhits_forecast(surrogate, states.data(), members, &time, times, result.data());
    };
    refused(forecast(1, 1), "found nan in state 0 at element 1");
    refused(forecast(-1, 1), "members: expected 1 or more, found -1");
    refused(forecast(1, 0), "times_count: expected 1 or more, found 0");
    refused(lhits_forecast(surrogate, nullptr, 1, &time, 1, result.data()), "states: expected");
    refused(lhits_forecast(nullptr, states.data(), 1, &time, 1, result.data()), "surrogate: ");
    refused(lhits_state_size(surrogate, nullptr), "size: expected a pointer");
    BOOST_TEST((result == std::array{5.0, 6.0}));
    std::array<char, 5> text{};
    refused(lhits_text(surrogate, "system", text.data(), 5), "room for 8 characters, found 5");
    refused(lhits_text(surrogate, "colour", text.data(), 5), "y_units or time_units, found");
    BOOST_TEST(lhits_last_error(text.data(), text.size()) == LHITS_DONE);
    BOOST_TEST(std::string(text.data()) == "what");
    BOOST_TEST(lhits_free(&surrogate) == LHITS_DONE);
}
