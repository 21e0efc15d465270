#include "lhits/io/trajectory_reader.hpp"

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

void check_all(const std::string& path, bool mapped) {
    const TrajectoryReader reader(path);
    BOOST_TEST((reader.header() == example_header()));
    BOOST_TEST(reader.state_size() == 4U);
    for (const Split split : all_splits) {
        const auto count = example_header().count(split);
        BOOST_TEST(reader.is_mapped(split) == mapped);
        BOOST_TEST(reader.times(split) == 6U);
        std::vector<float> room;
        const auto all = reader.trajectories(split, 0, count, room);
        for (std::int64_t i = 0; i < count; ++i) {
            const auto each = all.size() / static_cast<std::size_t>(count);
            const auto one = all.subspan(static_cast<std::size_t>(i) * each, each);
            const auto known = test::example_trajectory(split, i);
            BOOST_TEST(std::equal(one.begin(), one.end(), known.begin(), known.end()));
        }
        contains(message_of<InputError>([&] { reader.trajectories(split, 1, count, room); }),
                 "found");
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
    const TrajectoryReader reader(path);
    BOOST_TEST(reader.is_mapped(Split::train));
    std::vector<float> room;
    BOOST_TEST(reader.trajectories(Split::train, 0, 3, room).size() == 72U);
    contains(message_of<InputError>([&] { reader.trajectories(Split::train, 0, 5, room); }),
             "found nan in train/u at trajectory 3, time index 2, state index 1");
}
