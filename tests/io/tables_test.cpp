// Tables of numbers as programs and people write them.
#include <cmath>
#include <sstream>
#include <utility>

#include "sources.hpp"

using namespace lhits;
using namespace lhits::test;

namespace {

using Numbers = std::vector<double>;

/// What a table holds: components with units, times with units, and all values.
struct Found {
    std::string components, units, time_units, left_out, notes;
    Numbers at, values;
    SourceShape shape;
};

Found read(const Scratch& scratch, const std::string& text, const SourceOptions& options = {}) {
    const auto path = scratch / "table.csv";
    write(path, text);
    const auto source = open_data_source(path, options);
    const auto& shape = source->shape();
    Found found{shape.layout.component_names(),
                shape.layout.component_units(),
                shape.layout.time_units,
                "",
                "",
                shape.at,
                {},
                shape};
    for (const auto& [name, why] : shape.left_out)
        found.left_out.append(name).append(": ").append(why).append(". ");
    for (const auto& note : shape.notes) found.notes.append(note).append(". ");
    found.values.resize(static_cast<std::size_t>(shape.times) * shape.layout.size());
    source->read(0, 0, shape.times, found.values);
    return found;
}

std::string refusal(const Scratch& scratch, const std::string& text,
                    const SourceOptions& options = {}) {
    write(scratch / "table.csv", text);
    return test::refusal(scratch / "table.csv", options);
}

SourceOptions timed(const std::string& time) {
    SourceOptions options;
    options.time = time;
    return options;
}

}  // namespace

LHITS_TEST(names_of_columns, 1) {
    const Scratch scratch;
    const Numbers values{1, 2, 3, 4};
    const std::string rows = "0 1 2\n1 3 4\n", commas = "0,1,2\n1,3,4\n";
    // A first row with a number in it is none of names.
    const auto first = read(scratch, "0 nan 1.5\n1 2 3\n", timed("column1"));
    BOOST_TEST(std::isnan(first.values[0]));
    BOOST_TEST(first.values[1] == 1.5);
    BOOST_TEST(first.components == "column2 column3");
    BOOST_TEST((read(scratch, "1e5 2\n2e5 3\n", timed("column1")).at == Numbers{1e5, 2e5}));
    contains(refusal(scratch, "0 t 2\n" + rows), "expected a number, found \"t\"");

    // The last comment before the rows, of as many words, as numpy.savetxt writes it.
    const auto saved = read(scratch, "# made in 2024\n# t a b\n" + rows);
    BOOST_TEST(saved.components == "a b");
    BOOST_TEST((saved.values == values));
    contains(saved.notes, "from the comment before them: t, a, b");
    BOOST_TEST(read(scratch, "# t,a,b\n" + commas).components == "a b");
    BOOST_TEST(read(scratch, "% t a b\n" + rows).components == "a b");
    BOOST_TEST(read(scratch, "# 3 4 5\n" + rows, timed("column1")).components == "column2 column3");
    BOOST_TEST(read(scratch, "# made by me\n" + rows, timed("column1")).values == values);

    const auto units = read(scratch, "\"time [s]\",\"wind speed [m/s]\",u(0)\n" + commas);
    BOOST_TEST(units.components == "wind_speed u(0)");
    BOOST_TEST(units.units == "m/s, 1");
    BOOST_TEST(units.time_units == "s");
    contains(units.notes, "the column \"wind speed [m/s]\" is called wind_speed");
    BOOST_TEST(read(scratch, "t (ms)  u (K)  v [-]\n" + rows).units == "K, 1");
    for (const auto* name : {"t", "T", "time", "Time", "TIME", "times", "sim_time", "t(s)"}) {
        BOOST_TEST((read(scratch, std::string(name) + " a b\n" + rows).at == Numbers{0, 1}));
    }
    contains(read(scratch, "t time b\n" + rows).left_out, "t: has times as well");
    BOOST_TEST(read(scratch, "time T b\n" + rows).components == "T b");
    contains(refusal(scratch, "t,a,a\n" + commas), "found \"a\" twice (columns 2 and 3)");
    SourceOptions missing;
    missing.variables = {"a", "q"};
    contains(refusal(scratch, "t a b\n" + rows, missing), "expected a column \"q\" (--variables)");
    contains(refusal(scratch, "t a b\n" + rows, timed("q")), "expected a column \"q\" (--time)");
}

LHITS_TEST(columns_that_count_rows, 1) {
    const Scratch scratch;
    for (const std::string text :
         {",t,a\n0,0,5\n1,1,6\n2,2,7\n", "Unnamed: 0,t,a\n0,0,5\n1,1,6\n2,2,7\n",
          "\tt\ta\n0\t0\t5\n1\t1\t6\n2\t2\t7\n",
          "\"t\" \"a\"\n\"1\" 0 5\n\"2\" 1 6\n\"3\" 2 7\n"}) {
        const auto found = read(scratch, text);
        BOOST_TEST(found.components == "a");
        BOOST_TEST((found.values == Numbers{5, 6, 7}));
        BOOST_TEST(found.left_out == "column1: counts the rows. ");
    }
    const std::string times = ",u,v\n0.0,1,2\n0.5,3,4\n";
    contains(refusal(scratch, times), "--time column1");
    BOOST_TEST((read(scratch, times, timed("column1")).at == Numbers{0, 0.5}));
    // Columns at places, as pandas writes them.
    SourceOptions profiles;
    profiles.dimensions = {"time", "x"};
    const std::string pivot = "t,0.0,0.5,1.5\n0,1,2,3\n1,4,5,6\n";
    const auto found = read(scratch, pivot, profiles);
    BOOST_TEST((found.shape.layout.axes[0].places == Numbers{0, 0.5, 1.5}));
    BOOST_TEST((found.values == Numbers{1, 2, 3, 4, 5, 6}));
    contains(read(scratch, pivot).notes, "--dimensions time,x takes them for places");
}

LHITS_TEST(numbers_in_tables, 1) {
    const Scratch scratch;
    const auto fortran = read(scratch, "t u v\n0.0D+00 1.0D+03 1.5-100\n0.1D+01 -2.0d-03 .1+101\n");
    BOOST_TEST((fortran.values == Numbers{1e3, 1.5e-100, -2e-3, 1e100}));
    const auto holes = read(scratch, "t;u;v\n0;NA;1\n1;;2\n2;nan;3\n3;null;4\n");
    for (std::size_t i = 0; i < 8; ++i) BOOST_TEST(std::isnan(holes.values[i]) == (i % 2 == 0));
    BOOST_TEST((read(scratch, "t,u,\n0,1,\n1,2,\n").values == Numbers{1, 2}));
    const auto* commas = "if its commas are decimal ones";
    contains(refusal(scratch, "t;u\n0,0;1,5\n1,0;2,5\n"), commas);
    contains(refusal(scratch, "0,0 1,5\n1,0 2,5\n"), commas);
    contains(refusal(scratch, "t u\n0 ****\n"), "table.csv:2: expected a number, found \"****\"");
    contains(refusal(scratch, "t u\n0 12-05\n"), "found \"12-05\"");  // a date, perhaps
    contains(refusal(scratch, "t u\n"), "expected rows of numbers");
}

LHITS_TEST(places_in_tables_are_compared_beside_their_spacing, 1) {
    const Scratch scratch;
    for (const auto& [begin, step] : {std::pair{0.0, 1e-7}, {4649776.0, 1.0}, {-1e-3, 1e-12}}) {
        std::ostringstream text;
        text.precision(17);
        text << "t x u\n";
        for (int row = 0; row < 15; ++row) {
            // The last digit of places may differ a little from time to time.
            const double place = begin + step * (row % 5 + (row > 5 ? 1e-5 : 0.0));
            text << row / 5 << ' ' << place << ' ' << row << '\n';
        }
        const auto found = read(scratch, text.str());
        BOOST_TEST(found.shape.layout.size() == 5U);
        BOOST_TEST(found.shape.times == 3);
    }
    contains(refusal(scratch, "t x u\n0 0 1\n0 1e-7 2\n1 0 3\n1 2e-7 4\n"),
             "table.csv:5: expected x = 1e-07");
    contains(refusal(scratch, "t lon u\n0 1 1\n0 2 2\n1 1 3\n1 2 4\n"), "name them: --grid x,y");
}

LHITS_TEST(times_in_tables_have_the_digits_that_are_written, 1) {
    const Scratch scratch;
    const auto rounding = [&](const std::string& text) {
        return read(scratch, "t u\n" + text).shape.time_rounding;
    };
    BOOST_TEST(rounding("0 1\n0.333 1\n0.667 1\n") == 0.0005, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(rounding("1e3 1\n1.0005e3 1\n") == 0.05, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(rounding("0.1234 1\n10.12 1\n") == 0.005, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(rounding("0 1\n1 1\n2 1\n") == 0.125);  // never too much to tell times apart
}

LHITS_TEST(rows_of_files_to_join_are_asked_for, 1) {
    const Scratch scratch;
    SourceOptions joined;
    joined.snapshots = true;
    joined.command = {
        "lhits import", {{"--join", ""}, {"--dt", "0.5"}, {"-o", "o.h5"}}, {"a.dat", "b.dat"}};
    const std::string rows = "0 5\n0.5 6\n1 7\n";
    const auto message = refusal(scratch, rows, joined);
    contains(message,
             "points of one time: lhits import --join --dt 0.5 -o o.h5 --grid column1 a.dat b.dat");
    contains(message,
             "times: lhits import --join --dt 0.5 -o o.h5 --dimensions time,component a.dat b.dat");
    joined.grid = {"column1"};
    BOOST_TEST(read(scratch, rows, joined).shape.layout.size() == 3U);
    joined.grid.clear();
    joined.dimensions = {"time", "component"};
    BOOST_TEST(read(scratch, rows, joined).shape.times == 3);
    joined.dimensions = {"x", "component"};
    const auto points = read(scratch, rows, joined);
    BOOST_TEST(points.shape.times == 1);
    BOOST_TEST((points.values == Numbers{0, 0.5, 1, 5, 6, 7}));
    joined.dimensions = {"x", "y"};
    contains(refusal(scratch, rows, joined), "--dimensions time,x, time,component or x,component");
}

LHITS_TEST(a_state_that_is_there_twice_is_left_out_once, 1) {
    const Scratch scratch;
    const auto found = read(scratch, "t u\n0 1\n1 2\n1 2\n2 3\n3 4\n3 4\n4 5\n");
    BOOST_TEST((found.at == Numbers{0, 1, 2, 3, 4}));
    BOOST_TEST((found.values == Numbers{1, 2, 3, 4, 5}));
    contains(found.notes,
             "2 state(s) of a restart left out, which the file has twice: at the time 1, 3");
    const auto source = open_data_source(scratch / "table.csv", {});
    for (std::int64_t t = 5; t-- > 0;) {
        Numbers one(1);
        source->read(0, t, 1, one);
        BOOST_TEST(one[0] == static_cast<double>(t + 1));
    }
    // Another state at the same time is no repetition.
    BOOST_TEST(read(scratch, "t u\n0 1\n1 2\n1 2.1\n2 3\n").shape.times == 4);
}
