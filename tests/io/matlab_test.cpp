// Files of write_matlab.py: MATLAB's, and others whose dimensions have no names.
#include <cmath>
#include <fstream>

#include "sources.hpp"

using namespace lhits;
using namespace lhits::test;

namespace {

struct MatlabFiles : Scratch {
    MatlabFiles() { run_python("write_matlab.py", *this / ""); }
};

std::vector<double> state(DataSource& source, std::int64_t time, std::int64_t trajectory = 0) {
    std::vector<double> u(source.shape().layout.size());
    source.read(trajectory, time, 1, u);
    return u;
}

/// u or w of the script: `times` of 5 columns, which are at their places. Returns what is read.
void check_line(const std::string& path, const SourceOptions& options = {}, double divisor = 1.0,
                std::size_t times = 6) {
    BOOST_TEST_CONTEXT(path) {
        const auto source = open_data_source(path, options);
        const auto& shape = source->shape();
        BOOST_TEST(shape.times == static_cast<std::int64_t>(times));
        BOOST_TEST_REQUIRE(shape.layout.size() == 5U);
        BOOST_TEST(shape.layout.axis_names() == "x");
        BOOST_TEST(shape.layout.axes[0].places[1] == 0.25);
        BOOST_TEST(shape.at.size() == times);
        std::vector<double> all(5 * times);
        source->read(0, 0, static_cast<std::int64_t>(times), all);
        for (std::size_t t = times; t-- > 0;) {
            const auto one = state(*source, static_cast<std::int64_t>(t));
            for (std::size_t x = 0; x < 5; ++x) {
                double expected =
                    (100.0 * static_cast<double>(t) + static_cast<double>(x)) / divisor;
                if (divisor != 1.0 && !shape.integers.empty()) expected = std::trunc(expected);
                BOOST_TEST(static_cast<float>(one[x]) == static_cast<float>(expected));
                BOOST_TEST(all[5 * t + x] == one[x]);
            }
        }
    }
}

/// As the command line makes them.
SourceOptions given(const std::string& path, SourceOptions options = {}) {
    options.command = {"lhits import", {{"--output", "o.h5"}}, {path}};
    return options;
}

}  // namespace

LHITS_TEST(matlab_5_of_every_class, 1) {
    const MatlabFiles files;
    for (const std::string end : {".mat", "_packed.mat"}) {
        for (const std::string name : {"line", "rows", "struct"}) check_line(files / (name + end));
        for (const std::string kind :
             {"i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"}) {
            check_line(files / (kind + end), {}, 10.0);
        }
        const auto bytes = open_data_source(files / ("i1" + end), {});
        BOOST_TEST((state(*bytes, 3) == std::vector<double>{30, 30, 30, 30, 30}));
        BOOST_TEST((bytes->shape().integers == Names{"u"}));
        BOOST_TEST(!bytes->shape().rounded);
        BOOST_TEST(bytes->seeks() == (end == ".mat"));
    }
    check_line(files / "four.mat");
}

LHITS_TEST(matlab_73_has_its_dimensions_reversed, 1) {
    const MatlabFiles files;
    check_line(files / "line73.mat");
    const auto source = open_data_source(files / "line73.mat", {});
    const auto& notes = source->shape().notes;
    BOOST_TEST_REQUIRE(notes.size() == 2U);
    contains(notes[0], "the file is MATLAB's");
    contains(notes[1], "u (5, 6): the dimensions are taken as x, time, by the lengths of t (6)");
    for (const auto* name : {"cell", "nothing", "note", "flag"}) {
        BOOST_TEST(has(source->shape().left_out, name, ""), name);
    }
    for (const auto* name : {"plane.mat", "plane73.mat"}) {
        const auto plane = open_data_source(files / name, {});
        BOOST_TEST(plane->shape().layout.axis_names() == "x y");
        BOOST_TEST(plane->shape().layout.axes[1].places[5] == 3.0);
        const auto w = state(*plane, 2);
        BOOST_TEST((w[0] == 200 && w[1] == 201 && w[5] == 210 && w[19] == 234));
    }
}

LHITS_TEST(complex_numbers_are_two_components, 1) {
    const MatlabFiles files;
    for (const auto* name : {"complex.mat", "complex_packed.mat", "complex73.mat", "complex.npz",
                             "complex.npy", "complex.h5"}) {
        BOOST_TEST_CONTEXT(name) {
            auto options = variables({"psi"});
            options.units = {{"psi", "V"}};
            const auto source = open_data_source(files / name, options);
            BOOST_TEST(source->shape().layout.component_names() == "psi_real psi_imag");
            BOOST_TEST(source->shape().layout.component_units() == "V, V");
            for (const std::int64_t time : {5, 2}) {
                const auto psi = state(*source, time);
                for (std::size_t x = 0; x < 5; ++x) {
                    const double u = 100.0 * static_cast<double>(time) + static_cast<double>(x);
                    BOOST_TEST((psi[x] == u && psi[5 + x] == 2 * u));
                }
            }
        }
    }
    BOOST_TEST(open_data_source(files / "complex.npz", {})->shape().layout.component_names() ==
               "psi_real psi_imag V");
    const auto parts = open_data_source(files / "complex.h5", variables({"psi_imag"}));
    BOOST_TEST(state(*parts, 1)[4] == 208);
    BOOST_TEST(open_data_source(files / "complex.npy", {})->shape().layout.component_names() ==
               "u_real u_imag");
}

LHITS_TEST(numbers_of_16_bits, 1) {
    const MatlabFiles files;
    for (const auto* name : {"half.npy", "half_turned.npy"}) {
        const auto source = open_data_source(files / name, {});
        BOOST_TEST((state(*source, 4) == std::vector<double>{400, 401, 402, 403, 404}));
        BOOST_TEST(!source->shape().rounded);
    }
}

LHITS_TEST(lengths_of_times_and_places_tell_axes, 1) {
    const MatlabFiles files;
    for (const auto* name :
         {"line.npz", "loaded.npz", "two_times.mat", "others.mat", "others.npz"}) {
        check_line(files / name);
    }
    auto options = dimensions({"x", "time"}, {"u"});
    options.time = "t";
    options.grid = {"x"};
    check_line(files / "line.npz", options);
    check_line(files / "line73.mat", options);
    options.dimensions.clear();
    check_line(files / "line73.mat", options);
    check_line(files / "temperature.npz");  // T is no time where it is no vector
    // Of as many times as places: a mesh tells.
    for (const auto* name : {"mesh.mat", "mesh_turned.mat"}) check_line(files / name, {}, 1.0, 5);
    const auto plane = open_data_source(files / "mesh_plane.mat", {});
    BOOST_TEST(plane->shape().layout.axis_names() == "y x");
    BOOST_TEST(state(*plane, 3)[4 * 2 + 1] == 312);
    const auto points = open_data_source(files / "points.mat", {});
    BOOST_TEST(points->shape().layout.axis_names() == "x y");
    BOOST_TEST((points->shape().layout.grid.empty() && points->shape().layout.size() == 5U));
    BOOST_TEST(points->shape().layout.axes[1].places[1] == 0.75);
    BOOST_TEST(open_data_source(files / "ode.mat", {})->shape().layout.size() == 3U);
    // No times, but places.
    BOOST_TEST((state(*open_data_source(files / "places.mat", {}), 1)[4] == 104));
    const auto alone = open_data_source(files / "alone.npy", {});
    contains(alone->shape().notes.at(0),
             "taken as 6 times of 5 points; if it is the other way "
             "round, give --dimensions x,time");
}

LHITS_TEST(lengths_that_tell_nothing_are_refused, 1) {
    const MatlabFiles files;
    const auto commands = [&](const std::string& name, const Names& dimensions,
                              const std::string& dt = "") {
        const auto path = files / name;
        const auto message = refusal(path, given(path));
        for (const auto& one : dimensions) {
            contains(message, "lhits import --output o.h5 --dimensions " + one + dt + " " + path);
        }
    };
    commands("square.mat", {"x,time", "time,x"});
    commands("square.npz", {"x,time", "time,x"});
    commands("alone.mat", {"x,time", "time,x"}, " --dt STEP");
    commands("alone.npz", {"time,x", "x,time"}, " --dt STEP");
    commands("three.mat", {"trajectory,x,time", "component,x,time"});
    commands("three73.mat", {"trajectory,x,time", "component,x,time"});
    auto options = dimensions({"trajectory", "x", "time"});
    options.parameters = {"nu"};
    const auto three = open_data_source(files / "three.mat", options);
    BOOST_TEST((three->shape().parameters == std::vector<double>{1, 2, 3}));
    BOOST_TEST(state(*three, 2, 1)[3] == 1203);

    for (const auto* name : {"line.mat", "line73.mat", "line.npz"}) {
        const auto path = files / name;
        contains(refusal(path, given(path, dimensions({"time", "x"}))),
                 "found --dimensions time,x; for 6 times of 5 points: lhits import --output o.h5 "
                 "--dimensions x,time " +
                     path);
    }
    contains(refusal(files / "curves.mat", given(files / "curves.mat")), "--variables x,y ");
    BOOST_TEST(
        open_data_source(files / "curves.mat", variables({"x", "y"}))->shape().layout.size() == 2U);
    contains(refusal(files / "span.mat", given(files / "span.mat")),
             "as many values in tspan as times in u, found 2 and 6");
    auto join = given("a.npy");
    join.snapshots = true;
    const auto message = refusal(files / "alone.npy", join);
    contains(message,
             "for one time of 30 points: lhits import --output o.h5 --dimensions y,x a.npy");
    contains(message, "for 6 times of 5 points: lhits import --output o.h5 --dimensions time,x");
}

LHITS_TEST(names_that_are_not_there_are_refused, 1) {
    const MatlabFiles files;
    const auto path = files / "others.npz";
    contains(refusal(path, variables({"u", "v"})),
             "a variable \"v\" of numbers (--variables), found none");
    contains(refusal(path, variables({"v"})), "the file holds \"u\" (time, x: 6, 5), ");
    contains(refusal(path, variables({"object"})), "found Python objects (dtype \"O\")");
    contains(refusal(path, variables({"dates"})), "found dates or time spans");
    contains(refusal(path, variables({"t", "u"})), "found \"t\", which has times");
    SourceOptions options;
    options.time = "tau";
    contains(refusal(path, options), "a variable or a dimension \"tau\" (--time), found none");
    options.time.clear();
    options.grid = {"r"};
    contains(refusal(path, options), "a variable \"r\" with places");
    options.grid.clear();
    options.units = {{"w", "K"}};
    contains(refusal(path, options), "--units: expected one of u, x, found \"w\"");
    options.units.clear();
    options.spacing = {{"u", 1.0}};
    contains(refusal(path, options), "--spacing: expected one of x, found \"u\"");
    contains(refusal(files / "many.npz", variables({"v"})),
             "the file holds \"solution\" (time, x: 6, 5), \"t\" (time: 6), \"a0\" (2), ");
    contains(refusal(files / "many.npz", variables({"v"})), " and 14 more)");
}

LHITS_TEST(what_is_no_array_of_numbers_is_left_out, 1) {
    const MatlabFiles files;
    const auto npz = open_data_source(files / "others.npz", {})->shape().left_out;
    for (const auto& [name, why] : std::vector<LeftOut>{{"object", "Python objects"},
                                                        {"text", "text"},
                                                        {"flag", "true and false"},
                                                        {"fields", "structured"},
                                                        {"dates", "dates"}}) {
        BOOST_TEST(has(npz, name, why), name);
    }
    const auto mat = open_data_source(files / "others.mat", {})->shape().left_out;
    for (const auto& [name, why] : std::vector<LeftOut>{{"text", "text"},
                                                        {"cell", "a cell array"},
                                                        {"sparse", "sparse"},
                                                        {"flag", "true and false"},
                                                        {"nothing", "empty"},
                                                        {"structs", "array of structs"},
                                                        {"energy", "does not fit"},
                                                        {"square", "does not fit"}}) {
        BOOST_TEST(has(mat, name, why), name);
    }
    BOOST_TEST(has(open_data_source(files / "complex.h5", {})->shape().left_out, "pair",
                   "a structure of several fields"));
    contains(refusal(files / "fields.npy"), "found a structured array; save each field");
    contains(refusal(files / "flag.npy"), "found true and false values");
}

LHITS_TEST(damaged_files_of_matlab, 1) {
    const MatlabFiles files;
    for (const auto* name : {"line.mat", "line_packed.mat", "four.mat"}) {
        const auto path = files / name;
        std::filesystem::resize_file(path, std::filesystem::file_size(path) - 8);
        contains(refusal(path), "truncated: expected at least");
    }
    std::ofstream(files / "text.mat") << "This is a text of more than twenty letters.";
    contains(refusal(files / "text.mat"), "expected a file of MATLAB's as its name says");
}

LHITS_TEST(changed_bytes_of_a_file_of_matlab, 1) {
    const MatlabFiles files;
    const auto path = files / "struct_packed.mat";
    std::ifstream file(path, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    int refused = 0;
    for (std::size_t i = 0; i < content.size(); i += 3) {
        auto changed = content;
        changed[i] = static_cast<char>(~changed[i]);
        std::ofstream(path, std::ios::binary) << changed;
        try {
            const auto source = open_data_source(path, {});
            const auto n = source->shape().layout.size();
            std::vector<double> u(n * static_cast<std::size_t>(source->shape().times));
            source->read(0, 0, source->shape().times, u);
        } catch (const InputError& error) {
            contains(error.what(), path);
            ++refused;
        }
    }
    BOOST_TEST(refused > 50);
}
