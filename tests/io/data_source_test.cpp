// Files of write_sources.py.
#include <cmath>

#include "sources.hpp"

using namespace lhits;
using namespace lhits::test;

namespace {

/// What the script writes for an element of the state (component, y, x).
double expected(std::int64_t trajectory, std::int64_t time, std::size_t element,
                std::size_t columns) {
    const auto point = element % (2 * columns);
    const double u = 1000.0 * static_cast<double>(trajectory) + 100.0 * static_cast<double>(time) +
                     10.0 * static_cast<double>(point / columns) +
                     static_cast<double>(point % columns);
    return element < 2 * columns ? u : -u;
}

/// Whole trajectories and single times, forwards and backwards, are what they should be.
void check_values(DataSource& source, std::size_t columns = 3) {
    const auto& shape = source.shape();
    const auto n = shape.layout.size();
    BOOST_TEST(shape.times == 4);
    for (std::int64_t i = shape.trajectories; i-- > 0;) {
        std::vector<double> all(4 * n), one(n);
        source.read(i, 0, 4, all);
        for (std::size_t k = 0; k < all.size(); ++k) {
            BOOST_TEST(all[k] == expected(i, static_cast<std::int64_t>(k / n), k % n, columns));
        }
        for (std::int64_t t = 4; t-- > 0;) {
            source.read(i, t, 1, one);
            BOOST_TEST(one[n - 1] == expected(i, t, n - 1, columns));
        }
    }
}

/// Two trajectories of u and v on two rows and three columns, with or without their places.
void check_planes(const std::string& path, const SourceOptions& options, bool places = true) {
    BOOST_TEST_CONTEXT(path) {
        const auto source = open_data_source(path, options);
        const auto& layout = source->shape().layout;
        BOOST_TEST(source->shape().trajectories == 2);
        BOOST_TEST(layout.component_names() == "u v");
        BOOST_TEST(layout.axis_names() == "x y");
        BOOST_TEST((layout.grid == std::vector<std::int64_t>{3, 2}));
        BOOST_TEST(layout.axes[0].places[4] == (places ? 0.25 : 1.0));
        BOOST_TEST(layout.axes[1].places[4] == (places ? 7.0 : 1.0));
        check_values(*source);
    }
}

}  // namespace

LHITS_TEST(sources_of_netcdf, 1) {
    const Scratch scratch;
    run_python("write_sources.py", scratch / "");
    check_planes(scratch / "big_endian.nc", {});
    check_planes(scratch / "whole.nc", {});
    const auto big = open_data_source(scratch / "big_endian.nc", {});
    BOOST_TEST((big->shape().at == std::vector<double>{0, 0.5, 1, 1.5}));
    BOOST_TEST(big->shape().layout.time_units == "seconds");
    BOOST_TEST(big->shape().layout.component_units() == "K, 1");
    BOOST_TEST(big->shape().layout.axes[0].units == "km");
    BOOST_TEST(big->shape().integers.empty());
    BOOST_TEST((open_data_source(scratch / "whole.nc", {})->shape().integers == Names{"u", "v"}));

    const auto packed = open_data_source(scratch / "packed.nc", {});
    check_values(*packed);
    BOOST_TEST(packed->shape().integers.empty());
    std::vector<double> holes(24);
    open_data_source(scratch / "holes.nc", {})->read(1, 0, 4, holes);
    for (std::size_t i = 0; i < holes.size(); ++i) BOOST_TEST(std::isnan(holes[i]) == (i == 13));

    const auto turned = open_data_source(scratch / "turned.nc", {});
    BOOST_TEST(turned->shape().layout.axis_names() == "y x");  // as they follow each other
    std::vector<double> u(6);
    turned->read(1, 2, 1, u);
    BOOST_TEST((u == std::vector<double>{1200, 1210, 1201, 1211, 1202, 1212}));
    SourceOptions frames;
    frames.variables = {"u"};
    contains(refusal(scratch / "long_time.nc", frames), "a dimension of time among (frame, y, x)");
    frames.dimensions = {"time", "y", "x"};
    contains(refusal(scratch / "long_time.nc", frames),
             "expected as many values in time as times in u, found 4 and 3");
}

LHITS_TEST(sources_of_netcdf_3, 1) {
    const Scratch scratch;
    run_python("write_sources.py", scratch / "");
    for (const auto* name : {"classic.nc", "offsets.nc", "cdf5.nc"})
        check_planes(scratch / name, {});
    const auto classic = open_data_source(scratch / "classic.nc", {});
    BOOST_TEST((classic->shape().at == std::vector<double>{0, 0.5, 1, 1.5}));
    BOOST_TEST(classic->shape().layout.time_units == "seconds");
    BOOST_TEST(classic->shape().layout.component_units() == "K, 1");
    BOOST_TEST(classic->shape().rounded);
    BOOST_TEST((open_data_source(scratch / "cdf5.nc", {})->shape().integers == Names{"u", "v"}));
    std::vector<double> holes(24);
    open_data_source(scratch / "old_holes.nc", {})->read(1, 0, 4, holes);
    for (std::size_t i = 0; i < holes.size(); ++i) {
        if (i == 13) continue;
        BOOST_TEST(holes[i] == expected(1, static_cast<std::int64_t>(i / 6), i % 6, 3));
    }
    BOOST_TEST(std::isnan(holes[13]));
    BOOST_TEST(open_data_source(scratch / "degrees.nc", {})->shape().layout.component_units() ==
               "\xc2\xb0"
               "C");
    // Time without limit: record by record, u and v in turn.
    const auto records = open_data_source(scratch / "records.nc", {});
    BOOST_TEST(records->shape().layout.component_names() == "u v");
    check_values(*records);
    SourceOptions options;
    options.parameters = {"eps", "nu"};
    options.variables = {"u"};
    BOOST_TEST((open_data_source(scratch / "old_varied.nc", options)->shape().parameters ==
                std::vector<double>{0.25, 3, 0.5, 3}));
    for (const auto* name : {"classic.nc", "records.nc"}) {
        const auto path = scratch / name;
        std::filesystem::resize_file(path, std::filesystem::file_size(path) - 8);
        contains(refusal(path), "truncated: expected at least");
    }
}

LHITS_TEST(parameters_of_trajectories, 1) {
    const Scratch scratch;
    run_python("write_sources.py", scratch / "");
    const auto asked = [](const Names& parameters) {
        SourceOptions options;
        options.parameters = parameters;
        return options;
    };
    const auto path = scratch / "varied.nc";
    auto options = asked({"nu", "eps", "group/scalar"});
    options.variables = {"u"};
    const auto source = open_data_source(path, options);
    BOOST_TEST((source->shape().parameters == std::vector<double>{3, 0.25, 1.5, 3, 0.5, 1.5}));
    contains(refusal(path, asked({"rows"})), "for each of the 2 trajectories or one for all");
    contains(refusal(path, asked({"rows"})), "found \"rows\" (y: 2)");
    contains(refusal(path, asked({"long"})), "found \"long\" (3)");
    contains(refusal(path, asked({"three"})), "found an attribute of 3 numbers");
    contains(refusal(path, asked({"mu"})), "the parameter \"mu\" as a variable");
    contains(refusal(path, asked({"holes"})),
             "values of the parameter holes, found nan at trajectory 0");
    contains(refusal(scratch / "points.csv", asked({"eps"})), "found text");
}

LHITS_TEST(sources_of_plain_hdf5, 1) {
    const Scratch scratch;
    run_python("write_sources.py", scratch / "");
    auto options = dimensions({"trajectory", "time", "y", "x"});
    options.time = "t-coordinate";
    check_planes(scratch / "plain.h5", options, false);
    options.spacing = {{"x", 0.25}};
    options.units = {{"v", "m/s"}, {"x", "mm"}};
    const auto source = open_data_source(scratch / "plain.h5", options);
    BOOST_TEST(source->shape().at.back() == 1.5);
    BOOST_TEST(source->shape().layout.axes[0].places[2] == 0.5);
    BOOST_TEST(source->shape().layout.axes[0].units == "mm");
    BOOST_TEST(source->shape().layout.component_units() == "1, m/s");

    contains(refusal(scratch / "plain.h5"),
             "what the dimensions of fields/u (2, 4, 2, 3) are, found t-coordinate (4); name them, "
             "for 2 trajectories of 4 times of 6 points: --dimensions trajectory,time,y,x; ");
    options.variables = {"u", "w"};
    contains(refusal(scratch / "plain.h5", options), "expected a variable \"w\" of numbers");
    options.variables.clear();
    options.trajectory = "run";
    contains(refusal(scratch / "plain.h5", options), "expected a dimension \"run\"");
}

LHITS_TEST(sources_on_meshes_and_curved_grids, 1) {
    const Scratch scratch;
    run_python("write_sources.py", scratch / "");
    const auto mesh = open_data_source(scratch / "mesh.h5", dimensions({"time", "node"}));
    BOOST_TEST(mesh->shape().layout.axis_names() == "lon lat");
    BOOST_TEST(mesh->shape().layout.axes[0].places[3] == 9.0);
    BOOST_TEST(mesh->shape().layout.grid.empty());
    check_values(*mesh);
    auto options = dimensions({"time", "j", "i"}, {"u"});
    options.grid = {"lon", "lat"};
    const auto curved = open_data_source(scratch / "curved.h5", options);
    BOOST_TEST((curved->shape().layout.grid == std::vector<std::int64_t>{3, 2}));
    BOOST_TEST(curved->shape().layout.axes[1].places[5] == 13.5);
    check_values(*curved);
    options.variables = {"huge"};
    std::vector<double> value(6);
    const auto huge = open_data_source(scratch / "curved.h5", options);
    contains(message_of<InputError>([&] { huge->read(0, 0, 1, value); }), "up to 2^53 in huge");
}

LHITS_TEST(sources_of_numpy, 1) {
    const Scratch scratch;
    run_python("write_sources.py", scratch / "");
    const auto channels = dimensions({"trajectory", "time", "channel", "y", "x"}, {"u", "v"});
    check_planes(scratch / "channels.npy", channels, false);
    check_planes(scratch / "fortran.npy", channels, false);
    const auto planes = dimensions({"sample", "time", "y", "x"});
    check_planes(scratch / "stored.npz", planes);
    check_planes(scratch / "deflated.npz", planes);
    BOOST_TEST(open_data_source(scratch / "deflated.npz", planes)->shape().at[1] == 0.5);
    BOOST_TEST(!open_data_source(scratch / "deflated.npz", planes)->seeks());
    // Two dimensions are time and x where nothing is said.
    const auto profile = open_data_source(scratch / "profile.npy", {});
    BOOST_TEST(profile->shape().layout.component_names() == "u");
    BOOST_TEST(profile->shape().layout.size() == 3U);

    contains(refusal(scratch / "channels.npy"), "--dimensions trajectory,time,component,y,x");
    contains(refusal(scratch / "objects.npy"), "found Python objects (dtype \"O\")");
    contains(refusal(scratch / "cut.npy", channels), "truncated: expected 768 bytes of data");
    contains(refusal(scratch / "cut.npz", planes), "damaged or truncated: expected a zip archive");
}

LHITS_TEST(sources_of_tables, 1) {
    const Scratch scratch;
    run_python("write_sources.py", scratch / "");
    const auto points = open_data_source(scratch / "points.csv", {});
    BOOST_TEST((points->shape().layout.grid == std::vector<std::int64_t>{3, 2}));
    BOOST_TEST(points->shape().layout.component_names() == "u v");
    BOOST_TEST(points->shape().at[3] == 1.5);
    check_values(*points);
    const auto times = open_data_source(scratch / "times.txt", {});
    BOOST_TEST(times->shape().layout.size() == 2U);
    std::vector<double> last(2);
    times->read(0, 3, 1, last);
    BOOST_TEST((last == std::vector<double>{300, -300}));
    const auto profiles = open_data_source(scratch / "profiles.csv", dimensions({"time", "x"}));
    BOOST_TEST(profiles->shape().layout.size() == 3U);
    check_values(*profiles);

    contains(refusal(scratch / "swapped.csv"), ":9: expected x = 0.25, as at the first time");
    SourceOptions options;
    options.variables = {"w"};
    contains(refusal(scratch / "points.csv", options),
             "a column \"w\" (--variables), found time, x");
    write(scratch / "odd.dat", "1 2\n3\n");
    contains(refusal(scratch / "odd.dat"), "odd.dat:2: expected 2 columns, found 1");
    write(scratch / "other.bin", "what is this?");
    contains(refusal(scratch / "other.bin"), "found content that begins with \"what is \"");
    contains(refusal(scratch / "none.nc"), "expected a file with trajectories, found none");
    write(scratch / "damaged.nc", std::string("CDF\x01 more", 9));
    contains(refusal(scratch / "damaged.nc"), "truncated: expected at least");
}
