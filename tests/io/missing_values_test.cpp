// Files of write_missing.py.
#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits/io/data_source.hpp"
#include "scratch.hpp"

using namespace lhits;
using test::contains;
using test::message_of;
using test::Scratch;

namespace {

std::vector<double> values_of(const std::string& path, const std::string& variable) {
    SourceOptions options;
    options.variables = {variable};
    options.dimensions = {"time", "x"};
    std::vector<double> values(12);
    open_data_source(path, options)->read(0, 0, 4, values);
    return values;
}

/// 10 t + x, but for what is missing at the positions `holes`.
void check_values(const std::vector<double>& values, const std::vector<std::size_t>& holes,
                  double more = 0.0) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool hole = std::find(holes.begin(), holes.end(), i) != holes.end();
        BOOST_TEST(std::isnan(values[i]) == hole);
        const auto expected = static_cast<double>(10 * (i / 3) + i % 3) + more;
        if (!hole) BOOST_TEST(static_cast<float>(values[i]) == static_cast<float>(expected));
    }
}

}  // namespace

LHITS_TEST(missing_values_of_netcdf, 1) {
    const Scratch scratch;
    test::run_python("write_missing.py", scratch / "");
    for (const std::string name :
         {"default-i2", "default-u2", "default-i4", "default-u4", "default-i8", "default-u8",
          "default-f4", "default-f8", "fill", "list", "double", "range", "limits", "packed",
          "packed-real", "packed-list", "unsigned-i1", "unsigned-i2"}) {
        for (const std::string kind : {".nc", "-3.nc"}) {
            BOOST_TEST_CONTEXT(name + kind) {
                check_values(values_of(scratch / (name + kind), "u"), {5, 9});
            }
        }
    }
    for (const std::string kind : {".nc", "-3.nc"}) {
        check_values(values_of(scratch / ("float-limit" + kind), "u"), {5, 9}, 0.1);
        const auto bytes = values_of(scratch / ("bytes" + kind), "u");
        BOOST_TEST(bytes[5] == -127.0);
        BOOST_TEST(bytes[9] == -127.0);
    }
}

LHITS_TEST(missing_values_of_hdf5, 1) {
    const Scratch scratch;
    test::run_python("write_missing.py", scratch / "");
    BOOST_TEST(values_of(scratch / "plain.h5", "u")[5] == -2147483647.0);
    check_values(values_of(scratch / "chunks.h5", "u"), {5, 9, 10});
    for (const double value : values_of(scratch / "chunks.h5", "v")) BOOST_TEST(std::isnan(value));
    contains(message_of<InputError>([&] { values_of(scratch / "chunks.h5", "w"); }),
             "expected the file \"not-there.h5\", of which the dataset is made up");
}

LHITS_TEST(netcdf_3_with_odd_names_and_sizes, 1) {
    const Scratch scratch;
    test::run_python("write_missing.py", scratch / "");
    check_values(values_of(scratch / "run:1/wrf_01:00:00.nc", "u"), {5, 9});
    contains(message_of<InputError>([&] { open_data_source(scratch / "overflow.nc", {}); }),
             "found more than 2^63 bytes");
}
