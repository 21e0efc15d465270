// Other people's tools open what we write.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "lhits/base/error.hpp"
#include "scratch.hpp"
#include "trajectory_example.hpp"

using lhits::test::contains;
using lhits::test::message_of;
using lhits::test::Scratch;
using lhits::test::world;

LHITS_TEST(other_tools_read_trajectories, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    lhits::test::write_example(path);
    if (world().rank() != 0) return;
    lhits::test::run_python("read_back.py", path);
}

// Files that other tools have changed: from a newer lhits, without a dataset, not ours at all.
LHITS_TEST(changed_trajectories_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    const auto refused_after = [&](const std::string& change) {
        lhits::test::write_example(path);
        const std::string command = "/usr/bin/python3 -c \"import h5py; f = h5py.File('" + path +
                                    "', 'r+'); " + change + "\"";
        BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
        return message_of<lhits::InputError>([&] { lhits::read_trajectory_header(path); });
    };
    contains(refused_after("f.attrs['format_version'] = 2"), "format_version 1 or older, found 2");
    contains(refused_after("del f['test/u']"), "cannot find the dataset test/u");
    contains(refused_after("del f.attrs['seed']"), "expected the attribute 'seed', found none");
    contains(refused_after("f.attrs['dt'] = 'short'"), "'dt' to be a number");
    contains(refused_after("del f.attrs['format']"), "that lhits did not write");
}
