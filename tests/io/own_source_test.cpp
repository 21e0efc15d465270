// Files of lhits as sources of trajectories.
#include <cmath>
#include <limits>

#include "lhits/base/error.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/io/data_source.hpp"
#include "scratch.hpp"
#include "trajectory_example.hpp"

using namespace lhits;
using test::contains;
using test::message_of;
using test::Scratch;

namespace {

/// Two trajectories of 3 times of u and T at two places, one of which has no number.
DataHeader data_header() {
    DataHeader header;
    header.system = "file";
    header.dt = 0.25;
    header.steps = 2;
    header.coordinates = grid_layout({{"r", "km", {1.0, 4.0}}}, {{"u", "m s-1"}, {"T", "K"}}, "s");
    header.trajectories = 2;
    header.parameter_names = {"nu", "Re"};
    header.parameters = {0.5, 10, 1.5, 20};
    header.doubles = true;
    header.files = "a.nc\nb.nc";
    header.options = "dt=0.25";
    return header;
}

double value(std::int64_t trajectory, std::int64_t time, std::size_t element) {
    if (element == 3) return std::numeric_limits<double>::quiet_NaN();
    return 100.0 * static_cast<double>(trajectory) + 10.0 * static_cast<double>(time) +
           static_cast<double>(element) + 1e-9;
}

/// Collective.
void write_data(const std::string& path) {
    DataWriter writer(test::world(), path, data_header());
    for (std::int64_t i = 0; i < 2 && test::world().rank() == 0; ++i) {
        for (std::int64_t t = 0; t < 3; ++t) {
            writer.write(
                i, t, std::vector{value(i, t, 0), value(i, t, 1), value(i, t, 2), value(i, t, 3)});
        }
    }
    writer.finish({{3}, {std::numeric_limits<float>::quiet_NaN()}});
}

std::string refusal(const std::string& path, const SourceOptions& options) {
    const auto message = message_of<InputError>([&] { open_data_source(path, options); });
    contains(message, path + ": expected");
    return message;
}

}  // namespace

LHITS_TEST(files_of_import_are_sources, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "data.h5";
    write_data(path);
    const auto source = open_data_source(path, {});
    const auto& shape = source->shape();
    BOOST_TEST((shape.layout == data_header().coordinates));
    BOOST_TEST(shape.trajectories == 2);
    BOOST_TEST((shape.at == std::vector<double>{0, 0.25, 0.5}));
    BOOST_TEST(shape.rounded);
    BOOST_TEST((shape.parameter_names == std::vector<std::string>{"nu", "Re"}));
    BOOST_TEST((shape.parameters == std::vector<double>{0.5, 10, 1.5, 20}));
    BOOST_TEST(shape.origin == "a.nc\nb.nc\ndt=0.25");
    std::vector<double> u(8);
    source->read(1, 1, 2, u);
    for (std::size_t i = 0; i < 8; ++i) {
        const double expected = value(1, 1 + static_cast<std::int64_t>(i / 4), i % 4);
        BOOST_TEST((u[i] == expected || (std::isnan(u[i]) && std::isnan(expected))));
    }
    SourceOptions some;
    some.variables = {"T"};
    some.parameters = {"Re"};
    some.units = {{"T", "degC"}, {"r", "m"}};
    some.time_units = "h";
    const auto part = open_data_source(path, some);
    BOOST_TEST((part->shape().parameters == std::vector<double>{10, 20}));
    BOOST_TEST(part->shape().layout.component_units() == "degC");
    BOOST_TEST(part->shape().layout.axes[0].units == "m");
    BOOST_TEST(part->shape().layout.time_units == "h");
    BOOST_TEST((part->shape().layout.grid == std::vector<std::int64_t>{2}));
    std::vector<double> temperature(4);
    part->read(0, 1, 2, temperature);
    BOOST_TEST(temperature[0] == value(0, 1, 2));
    BOOST_TEST(temperature[2] == value(0, 2, 2));

    some = {};
    some.variables = {"q"};
    contains(refusal(path, some), "the component \"q\", found u T; correct --variables");
    some = {};
    some.parameters = {"mu"};
    contains(refusal(path, some), "the parameter \"mu\", found nu, Re");
    some = {};
    some.dimensions = {"time", "x"};
    contains(refusal(path, some), "no --dimensions for a file of lhits");
}

LHITS_TEST(trajectories_of_runs_are_sources, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    test::write_example(path);
    const auto source = open_data_source(path, {});
    BOOST_TEST(source->shape().trajectories == 8);
    BOOST_TEST(source->shape().times == 6);
    BOOST_TEST((source->shape().layout == test::example_header().coordinates));
    contains(source->shape().origin, "a run of fhn, seed 11");
    const std::vector<std::pair<Split, int>> order{
        {Split::train, 0}, {Split::train, 4}, {Split::validation, 1}, {Split::test, 0}};
    const std::vector<std::int64_t> numbers{0, 4, 6, 7};
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::vector<double> u(24);
        source->read(numbers[i], 0, 6, u);
        const auto expected = test::example_trajectory(order[i].first, order[i].second);
        BOOST_TEST(std::equal(u.begin(), u.end(), expected.begin(), expected.end()), i);
    }
}
