// Initial conditions from HDF5 files that others have written.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "lhits/base/error.hpp"
#include "lhits/io/initial_conditions.hpp"
#include "lhits/io/record.hpp"
#include "scratch.hpp"

using lhits::read_initial_conditions;
using lhits::Record;
using lhits::test::contains;
using lhits::test::message_of;
using lhits::test::run_python;
using lhits::test::Scratch;

namespace {

using Doubles = std::vector<double>;

const auto coordinates = lhits::grid_layout({{"x", "1", {0.0, 0.5, 1.0}}}, {{"u"}, {"v"}});

/// The datasets of a good file.
Record example() {
    Record record;
    record.put("x", Doubles{0.0, 0.5, 1.0});
    record.put("u", Doubles{0.1, 1.0 / 3.0, -2e-300});
    record.put("v", Doubles{-4.0, 5.5, 6e300});
    return record;
}

Doubles read(const std::string& path, const lhits::StateLayout& layout = coordinates) {
    const auto states = read_initial_conditions(path, layout).states;
    BOOST_TEST_REQUIRE(states.size() == 1U);
    return states[0];
}

std::string refusal(const std::string& path) {
    const auto message =
        message_of<lhits::InputError>([&] { read_initial_conditions(path, coordinates); });
    contains(message, path + ": ");
    BOOST_TEST(message.find('\n') == std::string::npos);
    return message;
}

}  // namespace

LHITS_TEST(hdf5_state_is_that_of_the_text_to_the_bit, 1) {
    const Scratch scratch;
    lhits::write_record_file(scratch / "ic.h5", "of somebody", example());
    std::ofstream(scratch / "ic.txt") << "0 0.1 -4\n0.5 0.33333333333333331 5.5\n1 -2e-300 6e300\n";
    const auto state = read(scratch / "ic.h5");
    BOOST_TEST((state == Doubles{0.1, 1.0 / 3.0, -2e-300, -4.0, 5.5, 6e300}));
    BOOST_TEST((state == read(scratch / "ic.txt")));
}

// One component of two, and with components that take turns.
LHITS_TEST(hdf5_state_goes_where_the_coordinates_say, 1) {
    const Scratch scratch;
    lhits::write_record_file(scratch / "ic.h5", "of somebody", example());
    const auto path = scratch / "ic.h5";
    BOOST_TEST((read(path, lhits::grid_layout({{"x", "1", {0.0, 0.5, 1.0}}}, {{"v"}})) ==
                Doubles{-4.0, 5.5, 6e300}));
    BOOST_TEST(
        (read(path,
              {{{"x", "1", {0, 0, 0.5, 0.5, 1, 1}}}, {1, 0, 1, 0, 1, 0}, coordinates.components}) ==
         Doubles{-4.0, 0.1, 5.5, 1.0 / 3.0, 6e300, -2e-300}));
}

LHITS_TEST(hdf5_states_of_h5py_and_ncgen, 1) {
    const Scratch scratch;
    run_python("write_states.py", scratch / "");
    const Doubles expected{0.1F, -2.0, 3.0, 4.0, 5.5, -6.0};
    for (const std::string name :
         {"big_endian.h5", "compressed.h5", "netcdf4.nc", "no_suffix", "fine.h5", "netcdf3.nc"}) {
        BOOST_TEST((read(scratch / name) == expected), name);
    }
    contains(refusal(scratch / "unknown_filter.h5"), "u: cannot read data");
    contains(refusal(scratch / "text.h5"),
             "expected 'v' to hold floating-point numbers, found text");
    contains(refusal(scratch / "bool.h5"), "numbers, found an enumeration");
    contains(refusal(scratch / "complex.h5"), "numbers, found compound values");
    contains(refusal(scratch / "huge.h5"), "found inf in v at index 2");
    contains(refusal(scratch / "scalar.h5"), "dimension of 3 points, found the shape ()");
    contains(refusal(scratch / "empty.h5"), "found no 'x' (the file holds nothing)");
    contains(refusal(scratch / "group.h5"), "cannot find the dataset u: expected one");
    contains(refusal(scratch / "nested.h5"), "found no 'x' (the file holds \"run?1\")");
    contains(refusal(scratch / "dangling.h5"), "cannot find the dataset v: expected one");
    contains(refusal(scratch / "metres.h5"),
             "expected 'x' in the unit '1', found 'm'; convert the values, or correct");
    contains(refusal(scratch / "speed.h5"), "expected 'u' in the unit '1', found 'm s-1'");
}

LHITS_TEST(hdf5_states_that_do_not_fit_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "ic.h5";
    const auto refused_with = [&](const auto& change) {
        auto record = example();
        change(record);
        lhits::write_record_file(path, "of somebody", record);
        return refusal(path);
    };
    const auto put = [&](const std::string& name, auto data, std::vector<std::size_t> shape = {}) {
        return refused_with([&](Record& record) { record.put(name, data, shape); });
    };
    contains(refused_with([](Record& record) { record.arrays.erase("v"); }),
             "expected the datasets x and u, v, found no 'v' (the file holds \"u\", \"x\")");
    contains(refused_with([](Record& record) { record.arrays.erase("x"); }), "found no 'x'");
    contains(put("u", Doubles{1, 2}),
             "expected 'u' to have one dimension of 3 points, found the shape (2); a file holds "
             "one state, on the grid of [system]");
    contains(put("v", Doubles(6), {2, 3}),
             "expected 'v' to have one dimension of 3 points, found "
             "the shape (2, 3)");
    contains(put("v", Doubles(3), {1, 3}), "found the shape (1, 3)");
    contains(put("x", Doubles(6)), "expected 'x' to have one dimension of 3 points");
    contains(put("x", Doubles()), "found the shape (0)");
    contains(put("u", std::vector<std::int64_t>{1, 2, 3}),
             "expected 'u' to hold floating-point numbers, found integers; write it as float or "
             "double");
    contains(put("x", Doubles{0, 0.500002, 1}),
             "expected x = 0.5 within 1e-06 (the grid of [system]; nothing is interpolated), found "
             "0.500002 at index 1 of x");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    contains(put("x", Doubles{0, nan, 1}), "found nan at index 1 of x");
    contains(put("u", Doubles{1, nan, 3}),
             "expected finite values, found nan in u at index 1 (x = 0.5)");
    contains(put("v", std::vector<float>{1, 2, -std::numeric_limits<float>::infinity()}),
             "found -inf in v at index 2 (x = 1)");
    contains(put("x", Doubles{-inf, 0.5, 1}), "found -inf at index 0 of x");
}

LHITS_TEST(hdf5_states_in_broken_files_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "ic.h5";
    lhits::write_record_file(path, "of somebody", example());
    const auto size = std::filesystem::file_size(path);
    std::filesystem::copy_file(path, scratch / "ic.txt");
    std::filesystem::resize_file(path, size - 16 - 1);  // beyond the checksum
    contains(refusal(path), "truncated or damaged HDF5 file");
    std::filesystem::resize_file(scratch / "ic.txt", size / 2);  // HDF5 still, by its content
    contains(refusal(scratch / "ic.txt"), "truncated or damaged HDF5 file");
    std::filesystem::resize_file(path, 4);
    contains(refusal(path), "found no HDF5 file");
    std::ofstream(path) << "0 1 4\n0.5 2 5\n1 3 6\n";
    contains(refusal(path), "name text *.txt), found no HDF5 file");
}
