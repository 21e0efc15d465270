// Files of write_groups.py: groups, vectors, labels of dimensions and filters.
#include <cmath>

#include "sources.hpp"

using namespace lhits;
using namespace lhits::test;

namespace {

/// Every state: `trajectories` are the numbers that the script calls them by, `axes` the lengths
/// along the axes, the first of the file's dimensions first.
void check(const std::string& path, const SourceOptions& given,
           const std::vector<int>& trajectories, const std::vector<std::size_t>& axes,
           const std::string& components) {
    BOOST_TEST_CONTEXT(path) {
        const auto source = open_data_source(path, given);
        const auto& shape = source->shape();
        BOOST_TEST(shape.layout.component_names() == components);
        BOOST_TEST(shape.trajectories == static_cast<std::int64_t>(trajectories.size()));
        BOOST_TEST((shape.at == std::vector<double>{0, 0.5, 1, 1.5}));
        const std::size_t last = axes.back(), points = axes.size() == 2 ? axes[0] * last : last;
        const auto n = shape.layout.size();
        BOOST_TEST_REQUIRE(n % points == 0U);
        std::vector<double> u(4 * n);
        for (std::size_t i = 0; i < trajectories.size(); ++i) {
            source->read(static_cast<std::int64_t>(i), 0, 4, u);
            for (std::size_t k = 0; k < u.size(); ++k) {
                const auto point = k % points;
                const auto place =
                    axes.size() == 2 ? 10 * (point / last) + point % last : 10 * point;
                const double expected = 1000.0 * trajectories[i] +
                                        static_cast<double>(100 * (k / n) + place) +
                                        0.5 * static_cast<double>(k % n / points);
                if (u[k] != expected) BOOST_TEST(u[k] == expected, i << ", " << k);
            }
        }
    }
}

}  // namespace

LHITS_TEST(groups_are_trajectories, 1) {
    const Scratch scratch;
    run_python("write_groups.py", scratch / "");
    auto led = open_data_source(scratch / "led.h5", {});
    BOOST_TEST(led->shape().trajectories == 3);
    BOOST_TEST(led->shape().times == 4);
    BOOST_TEST(led->shape().layout.component_names() == "data");
    BOOST_TEST(led->shape().notes.front() ==
               "3 groups are trajectories: batch_000000 to batch_000002");
    std::vector<double> state(5);
    led->read(2, 3, 1, state);
    BOOST_TEST((state == std::vector<double>{2300, 2310, 2320, 2330, 2340}));

    auto given = dimensions({"time", "y", "x", "component"}, {"data"});
    given.time = "t";
    given.parameters = {"nu", "Re", "length"};
    check(scratch / "pdebench.h5", given, {0, 1, 2}, {2, 3}, "u1 u2");
    const auto pde = open_data_source(scratch / "pdebench.h5", given);
    BOOST_TEST(
        (pde->shape().parameters == std::vector<double>{0.5, 0, 22, 1.5, 10, 22, 2.5, 20, 22}));
    BOOST_TEST(pde->shape().layout.axes[0].places[2] == 0.5);
    BOOST_TEST(pde->shape().layout.axes[1].places[3] == 7.0);
    BOOST_TEST(has(pde->shape().left_out, "config of each group", "text"));

    check(scratch / "natural.h5", {}, {1, 2, 10}, {3}, "u");
    check(scratch / "nested.h5", {}, {0, 1, 2, 3}, {3}, "u");
    check(scratch / "named.h5", {}, {0, 1}, {3}, "u");
    contains(open_data_source(scratch / "named.h5", {})->shape().notes.at(1),
             "t begins elsewhere in some groups; all are taken to begin at 0");
    given = dimensions({}, {"1/u"});  // one of them, as before
    check(scratch / "missing.h5", given, {1}, {3}, "u");
}

LHITS_TEST(groups_that_differ, 1) {
    const Scratch scratch;
    run_python("write_groups.py", scratch / "");
    check(scratch / "missing.h5", {}, {0, 1, 3}, {3}, "u");
    const auto some = open_data_source(scratch / "missing.h5", {});
    BOOST_TEST(has(some->shape().left_out, "2", "it has no u, as the other groups have"));
    BOOST_TEST(has(some->shape().left_out, "1/more", "the other groups have none"));
    contains(refusal(scratch / "ragged.h5"),
             "u: expected the shape (4, 3) in all groups, as in 0/u, found (3, 3) in 1/u");
    contains(refusal(scratch / "units.h5"),
             "the units \"K\" in all groups, as in 0/u, found \"degC\"");
    contains(refusal(scratch / "places.h5"), "expected x to be the same in all groups");

    auto plane = dimensions({"time", "x"});
    contains(refusal(scratch / "fields.h5", plane), "--trajectory group");
    plane.variables = {"E/x", "B/x"};
    BOOST_TEST(open_data_source(scratch / "fields.h5", plane)->shape().layout.component_names() ==
               "E_x B_x");
    plane.variables.clear();
    plane.trajectory = "group";
    BOOST_TEST(open_data_source(scratch / "fields.h5", plane)->shape().trajectories == 2);

    const auto steps = open_data_source(scratch / "steps.h5", {});
    BOOST_TEST(steps->shape().trajectories == 1);
    BOOST_TEST_REQUIRE(steps->shape().at.size() == 12U);
    BOOST_TEST(steps->shape().at[11] == 5.5);
    std::vector<double> all(36);
    steps->read(0, 0, 12, all);
    BOOST_TEST(all[3 * 10 + 2] == 1002.0);
}

LHITS_TEST(vectors_beside_scalars, 1) {
    const Scratch scratch;
    run_python("write_groups.py", scratch / "");
    SourceOptions given;
    given.parameters = {"amplitude", "nu"};
    const auto well = open_data_source(scratch / "well.h5", given);
    const auto& shape = well->shape();
    BOOST_TEST(shape.layout.component_names() ==
               "pressure velocity_1 velocity_2 stress_11 stress_12 stress_21 stress_22");
    BOOST_TEST(shape.layout.axis_names() == "x y");
    BOOST_TEST((shape.parameters == std::vector<double>{1, 0.125, 2, 0.125}));
    for (const auto* name : {"t0_fields/speed", "t0_fields/profile", "scalars/forcing"}) {
        BOOST_TEST(has(shape.left_out, name, "does not fit"), name);
    }
    given = {};
    given.variables = {"velocity"};
    check(scratch / "well.h5", given, {0, 1}, {2, 3}, "velocity_1 velocity_2");
    given.variables = {"stress"};
    check(scratch / "well.h5", given, {0, 1}, {2, 3}, "stress_11 stress_12 stress_21 stress_22");
    contains(refusal(scratch / "well.h5", dimensions({}, {"pressure", "profile"})),
             "all variables over the same dimensions");

    // By the lengths of times and places, and by names.
    const auto none = dimensions({}, {"velocity"});
    check(scratch / "plain.h5", none, {0}, {3, 2}, "velocity_x velocity_y");
    BOOST_TEST(open_data_source(scratch / "plain.h5", {})->shape().layout.component_names() ==
               "pressure velocity_x velocity_y");
    check(scratch / "middle.nc", dimensions({}, {"wind"}), {0}, {2, 3}, "wind_1 wind_2");
    const auto middle = open_data_source(scratch / "middle.nc", {});
    BOOST_TEST(middle->shape().layout.component_names() == "T wind_1 wind_2");
    BOOST_TEST(has(middle->shape().left_out, "mean", "(4) does not fit"));
}

LHITS_TEST(labels_members_and_groups_of_netcdf, 1) {
    const Scratch scratch;
    run_python("write_groups.py", scratch / "");
    check(scratch / "dedalus.h5", dimensions({}, {"u"}), {0}, {3, 2}, "u_x u_z");
    const auto dedalus = open_data_source(scratch / "dedalus.h5", {});
    BOOST_TEST(dedalus->shape().layout.component_names() == "b u_x u_z");
    BOOST_TEST(dedalus->shape().layout.axis_names() == "z x");
    BOOST_TEST(dedalus->shape().layout.axes[0].places[1] == 7.0);
    BOOST_TEST(has(dedalus->shape().left_out, "tasks/mean", "does not fit"));
    BOOST_TEST(dedalus->shape().left_out.size() == 1U);  // scales are neither states nor axes

    check(scratch / "number.nc", {}, {0, 1}, {3}, "T");
    contains(refusal(scratch / "expver.nc"), "--trajectory expver");
    BOOST_TEST(open_data_source(scratch / "depth.nc", {})->shape().layout.axis_names() ==
               "lon depth");

    const auto fine = open_data_source(scratch / "groups.nc", dimensions({}, {"v"}));
    BOOST_TEST(fine->shape().layout.axes[0].places[1] == 100.25);
    contains(refusal(scratch / "groups.nc"), "all variables over the same places");

    const auto renamed = open_data_source(scratch / "reserved.nc", {});
    BOOST_TEST(renamed->shape().layout.axis_names() == "step_axis");
    contains(renamed->shape().notes.back(), "the axis step is called step_axis");
}

LHITS_TEST(filters_of_hdf5, 1) {
    const Scratch scratch;
    run_python("write_groups.py", scratch / "");
    const auto lzf = open_data_source(scratch / "lzf.h5", {});
    std::vector<double> u(4000);
    lzf->read(0, 0, 400, u);
    for (std::size_t i = 0; i < u.size(); ++i) {
        BOOST_TEST(u[i] == std::nearbyint(3.0 * std::sin(static_cast<double>(i))));
    }
    const auto message = refusal(scratch / "zstd.h5");
    contains(message,
             "u: expected a compression that this HDF5 knows, found Zstandard (filter 32015)");
    contains(message, "the file is whole: have its plugin with pip install hdf5plugin; export");
    check(scratch / "zstd.h5", dimensions({}, {"v"}), {0}, {3}, "v");
}
