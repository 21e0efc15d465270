#include "lhits/io/initial_conditions.hpp"

#include <filesystem>
#include <fstream>

#include "lhits/base/error.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/io/record.hpp"
#include "scratch.hpp"

using lhits::read_initial_conditions;
using lhits::test::contains;
using lhits::test::message_of;
using lhits::test::Scratch;

namespace {

const auto coordinates = lhits::grid_layout({{"x", "1", {0.0, 0.5, 1.0}}}, {{"u"}, {"v"}});

std::string write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

std::string refusal(const std::string& path) {
    return message_of<lhits::InputError>([&] { read_initial_conditions(path, coordinates); });
}

}  // namespace

LHITS_TEST(initial_conditions_of_files_and_folders, 1) {
    const Scratch scratch;
    const auto csv =
        write(scratch / "b.csv",
              "\xef\xbb\xbf# x,u,v\r\n0,1,4\r\n 0.5 , +2 , 5 # middle\r\n\r\n1.0000004,3,6e0");
    write(scratch / "a.txt", "# a comment\n0 -1 -4\n\t0.5\t-2  -5\n1 -3 -6\n");
    write(scratch / "c.notes", "not data\n");
    const std::vector<double> expected{1, 2, 3, 4, 5, 6};
    const auto one = read_initial_conditions(csv, coordinates).states;
    BOOST_TEST_REQUIRE(one.size() == 1U);
    BOOST_TEST(one[0] == expected, boost::test_tools::per_element());
    const auto all = read_initial_conditions(scratch / "", coordinates).states;
    BOOST_TEST_REQUIRE(all.size() == 2U);  // a.txt, then b.csv
    BOOST_TEST(all[0][5] == -6.0);
    BOOST_TEST(all[1][5] == 6.0);
}

// By name, whatever the kind; HDF5 is known by its content.
LHITS_TEST(initial_conditions_of_both_kinds_in_one_folder, 1) {
    const Scratch scratch;
    const auto hdf5 = [&](const std::string& name, double u) {
        lhits::Record record;
        record.put("x", std::vector<double>{0.0, 0.5, 1.0});
        record.put("u", std::vector<double>(3, u));
        record.put("v", std::vector<double>(3, -u));
        lhits::write_record_file(scratch / name, "of somebody", record);
    };
    const auto text = [&](const std::string& name, const std::string& u) {
        write(scratch / name, "0 " + u + " 0\n0.5 " + u + " 0\n1 " + u + " 0\n");
    };
    hdf5("10.h5", 1.0);
    text("11.csv", "2");
    hdf5("12.nc", 3.0);
    text("13.dat", "4");
    hdf5("14.hdf5", 5.0);
    hdf5("15.txt", 6.0);
    hdf5("16", 7.0);  // left alone
    write(scratch / "17.py", "left alone");
    std::filesystem::create_directory(scratch / "18.h5");
    const auto all = read_initial_conditions(scratch / "", coordinates).states;
    BOOST_TEST_REQUIRE(all.size() == 6U);
    for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(all[i][1] == static_cast<double>(i) + 1.0);
    BOOST_TEST(read_initial_conditions(scratch / "16", coordinates).states[0][5] == -7.0);
}

/// Two trajectories of three times.
std::string write_data(const std::string& path, const lhits::StateLayout& layout) {
    lhits::DataHeader header;
    header.system = "file";
    header.dt = 1.25;
    header.steps = 2;
    header.coordinates = layout;
    header.trajectories = 2;
    lhits::DataWriter writer(lhits::test::world(), path, header);
    for (std::int64_t i = 0; i < 2; ++i) {
        for (std::int64_t t = 0; t < 3; ++t) {
            const auto u = 10.0 * static_cast<double>(i) + static_cast<double>(t);
            writer.write(i, t, std::vector{u, u + 0.25, u + 0.5, -u, -u, -u});
        }
    }
    writer.finish({});
    return path;
}

// Of trajectories the last time; a table with names.
LHITS_TEST(initial_conditions_of_files_with_several_states, 1) {
    const Scratch scratch;
    const auto layout = [](const char* units, double middle) {
        return lhits::grid_layout({{"x", "1", {0.0, middle, 1.0}}}, {{"u", units}, {"v"}});
    };
    const auto path = write_data(scratch / "a.h5", layout("K", 0.5));
    write(scratch / "b.csv", "x,u,v\n0,1,4\n0.5,2,5\n1,3,6\n");
    const auto [all, notes] = read_initial_conditions(scratch / "", layout("K", 0.5));
    BOOST_TEST_REQUIRE(all.size() == 3U);
    const std::vector<std::vector<double>> expected{
        {2, 2.25, 2.5, -2, -2, -2}, {12, 12.25, 12.5, -12, -12, -12}, {1, 2, 3, 4, 5, 6}};
    for (std::size_t i = 0; i < 3; ++i) {
        BOOST_TEST(all[i] == expected[i], boost::test_tools::per_element());
    }
    BOOST_TEST_REQUIRE(!notes.empty());
    BOOST_TEST(notes[0] == path + ": of 3 times the last is taken, 2.5");
    const auto refused = [](const std::string& file, const lhits::StateLayout& of) {
        return message_of<lhits::InputError>([&] { read_initial_conditions(file, of); });
    };
    contains(refused(path, layout("degC", 0.5)), "a.h5: expected u in degC");
    contains(refused(path, layout("K", 0.25)), "a.h5: expected x = 0.25");
    lhits::Record unclear;
    unclear.put("u", std::vector<double>(24), {2, 4, 3});
    unclear.put("v", std::vector<double>(24), {2, 4, 3});
    lhits::write_record_file(scratch / "c.h5", "of somebody", unclear);
    contains(refused(scratch / "c.h5", layout("K", 0.5)), "lhits import --output states.h5");
}

// Components that lie interleaved in the state, at places of their own.
LHITS_TEST(initial_conditions_go_where_the_coordinates_say, 1) {
    const Scratch scratch;
    const auto path = write(scratch / "ic.txt", "0 1 2\n1 3 4\n");
    const lhits::StateLayout interleaved{
        {{"x", "1", {0, 0, 1, 1}}}, {1, 0, 1, 0}, coordinates.components};
    const std::vector<double> expected{2, 1, 4, 3};
    BOOST_TEST(read_initial_conditions(path, interleaved).states[0] == expected,
               boost::test_tools::per_element());
}

LHITS_TEST(initial_conditions_in_two_dimensions, 1) {
    const Scratch scratch;
    const auto plane = lhits::grid_layout({{"x", "1", {0, 1}}, {"y", "1", {2, 3}}}, {{"u"}, {"v"}});
    const std::vector<double> expected{1, 2, 3, 4, 5, 6, 7, 8};
    const auto path = write(scratch / "ic.txt", "0 2 1 5\n1 2 2 6\n0 3 3 7\n1 3 4 8\n");
    BOOST_TEST(read_initial_conditions(path, plane).states[0] == expected,
               boost::test_tools::per_element());
    lhits::Record record;
    record.put("x", std::vector<double>{0, 1, 0, 1});
    record.put("u", std::vector<double>{1, 2, 3, 4});
    record.put("v", std::vector<double>{5, 6, 7, 8});
    const auto hdf5 = [&](std::vector<double> y) {
        if (!y.empty()) record.put("y", std::move(y));
        lhits::write_record_file(scratch / "ic.h5", "of somebody", record);
        return read_initial_conditions(scratch / "ic.h5", plane).states[0];
    };
    contains(message_of<lhits::InputError>([&] { hdf5({}); }),
             "expected the datasets x, y and u, v, found no 'y'");
    BOOST_TEST(hdf5({2, 2, 3, 3}) == expected, boost::test_tools::per_element());
    contains(message_of<lhits::InputError>([&] {
                 hdf5({2, 2, 2, 3});
             }),
             "expected y = 3 within 1e-06");
    const auto refused = [&](const std::string& text) {
        return message_of<lhits::InputError>(
            [&] { read_initial_conditions(write(scratch / "bad.txt", text), plane); });
    };
    contains(refused("0 1 5\n"), ":1: expected 4 columns (x, y, u, v), found 3");
    contains(refused("0 2 1 5\n1 2.1 2 6\n"), ":2: expected y = 2 within 1e-06");
}

LHITS_TEST(initial_conditions_refused_with_file_and_line, 1) {
    const Scratch scratch;
    const auto refused = [&](const std::string& text) {
        return refusal(write(scratch / "ic.txt", text));
    };
    contains(refused("0 1 4\n0.5 2 5\n"), "ic.txt:2: expected 3 rows");
    contains(refused("0 1 4\n0.5 2 5\n"), "found the end of the file after 2");
    contains(refused("0 1 4\n.5 2 5\n1 3 6\n#\n2 3 6\n"), ":5: expected 3 rows");
    contains(refused(""), "found the end of the file after 0");
    contains(refused("0 1 4\n0.5 nan 5\n1 3 6\n"), ":2: expected a finite number");
    contains(refused("0 1 4\n0.5 2 inf\n1 3 6\n"), "found \"inf\"");
    contains(refused("0 1 1e999\n0.5 2 5\n1 3 6\n"), "found \"1e999\"");
    contains(refused("x u v\n0 1 4\n"), "ic.txt: expected states of 6 values (u v, 3 of x)");
    contains(refused("0 1 4\nx u v\n"), ":2: expected a finite number (a line of names");
    contains(refused("0,1,4x\n"), "found \"4x\"");
    contains(refused("0,,4\n"), "found \"\"");
    contains(refused("0 1\n"), ":1: expected 3 columns (x, u, v), found 2");
    contains(refused("0 1 4 7\n"), "expected 3 columns (x, u, v), found 4");
    contains(refused("0 1 4\n0.50001 2 5\n"), ":2: expected x = 0.5 within 1e-06");
    contains(refused("0 1 4\n\x89HDF 1 2\n"), "found \"?HDF\"");
    contains(refusal(scratch / "none.txt"), "none.txt: expected a file or a folder");
    std::filesystem::remove(scratch / "ic.txt");
    contains(refusal(scratch / ""), "expected files of initial conditions in this folder (*.csv,");
}
