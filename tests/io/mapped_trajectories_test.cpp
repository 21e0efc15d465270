#include "lhits/io/mapped_trajectories.hpp"

#include <cmath>
#include <cstdlib>

#include "lhits/base/error.hpp"
#include "scratch.hpp"
#include "trajectory_example.hpp"

using namespace lhits;
using test::contains;
using test::example_header;
using test::message_of;
using test::Scratch;
using test::world;

namespace {

bool equal(std::span<const float> one, const std::vector<float>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end());
}

void check_all(const std::string& path, bool mapped) {
    for (const Split split : {Split::train, Split::validation, Split::test}) {
        MappedTrajectories trajectories(path, split);
        const auto count = example_header().count(split);
        BOOST_TEST(trajectories.is_mapped() == mapped);
        BOOST_TEST(trajectories.count() == count);
        BOOST_TEST(trajectories.times() == 6);
        BOOST_TEST(trajectories.state_size() == 4U);
        BOOST_TEST(equal(trajectories.all(), read_trajectories(path, split, 0, count)));
        const auto last = trajectories.trajectories(count - 1, 1);
        BOOST_TEST(equal(last, read_trajectories(path, split, count - 1, 1)));
        contains(message_of<InputError>([&] { trajectories.trajectories(1, count); }), "found");
    }
}

}  // namespace

LHITS_TEST(mapped_trajectories_are_those_of_the_file, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    test::write_example(path);
    check_all(path, false);  // too small
    ::setenv("LHITS_MPIIO_HINTS", "striping_unit=64", 1);
    test::write_example(path);
    ::unsetenv("LHITS_MPIIO_HINTS");
    check_all(path, true);
    // Written again by others: in another byte order, and in chunks.
    world().barrier();
    if (world().rank() == 0) {
        const auto script =
            "import h5py\n"
            "with h5py.File('" +
            path +
            "', 'a') as file:\n"
            "    for split in ('train', 'validation', 'test'):\n"
            "        u = file[split]['u'][...]\n"
            "        del file[split]['u']\n"
            "        file[split].create_dataset('u', data=u.astype('>f4'), chunks=u.shape)\n";
        const auto command = "/usr/bin/python3 -c \"" + script + "\"";
        BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
    }
    world().barrier();
    check_all(path, false);
}

LHITS_TEST(mapped_values_that_are_not_finite_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    {
        ::setenv("LHITS_MPIIO_HINTS", "striping_unit=64", 1);
        TrajectoryWriter writer(world(), path, example_header());
        ::unsetenv("LHITS_MPIIO_HINTS");
        auto u = test::example_trajectory(Split::train, 3);
        for (const Split split : {Split::train, Split::validation, Split::test}) {
            for (std::int64_t i = 0; i < example_header().count(split); ++i) {
                writer.write(split, i, u);
            }
        }
        u[9] = std::nanf("");
        writer.write(Split::train, 3, u);
        writer.finish({});
    }
    MappedTrajectories train(path, Split::train);
    BOOST_TEST(train.trajectories(0, 3).size() == 72U);
    contains(message_of<InputError>([&] { train.all(); }),
             "found nan in train/u at trajectory 3, time index 2, state index 1");
}
