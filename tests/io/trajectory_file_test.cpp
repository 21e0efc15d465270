#include "lhits/io/trajectory_reader.hpp"

#include <filesystem>
#include <fstream>
#include <limits>

#include "lhits/base/error.hpp"
#include "scratch.hpp"
#include "trajectory_example.hpp"

using namespace lhits;
using test::contains;
using test::example_header;
using test::example_trajectory;
using test::message_of;
using test::Scratch;
using test::world;
using test::write_example;

namespace {

std::vector<float> read_trajectories(const std::string& path, Split split, std::int64_t first,
                                     std::int64_t count) {
    std::vector<float> room;
    const TrajectoryReader reader(path);
    const auto u = reader.trajectories(split, first, count, room);
    return {u.begin(), u.end()};
}

}  // namespace

LHITS_TEST(unfinished_trajectories_stay_for_the_next_run, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    { const TrajectoryWriter writer(world(), path, example_header()); }
    world().barrier();
    BOOST_TEST(!std::filesystem::exists(path));
    BOOST_TEST(std::filesystem::exists(path + ".part"));
}

LHITS_TEST(trajectories_round_trip, 1, 2, 3, 4) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    write_example(path);
    BOOST_TEST((read_trajectory_header(path) == example_header()));
    BOOST_TEST(!std::filesystem::exists(path + ".part"));
    for (const Split split : {Split::train, Split::validation, Split::test}) {
        for (std::int64_t i = 0; i < example_header().count(split); ++i) {
            BOOST_TEST(read_trajectories(path, split, i, 1) == example_trajectory(split, i));
        }
    }
    auto two = example_trajectory(Split::train, 2);
    const auto next = example_trajectory(Split::train, 3);
    two.insert(two.end(), next.begin(), next.end());
    BOOST_TEST(read_trajectories(path, Split::train, 2, 2) == two);
    BOOST_TEST(read_trajectories(path, Split::test, 0, 0).empty());
}

LHITS_TEST(paths_are_as_long_as_mpi_io_can_open, 1, 2) {
    const Scratch scratch;
    const auto folder = scratch / std::string(100, 'f');
    if (world().rank() == 0) std::filesystem::create_directories(folder);
    world().barrier();
    const auto longest = folder + "/" + std::string(230 - folder.size() - 1, 'p');
    write_example(longest);
    BOOST_TEST((read_trajectory_header(longest) == example_header()));
    const auto text = message_of<InputError>([&] { write_example(longest + "p"); });
    contains(text, "at most 230 characters");
    contains(text, "found 231");
}

LHITS_TEST(training_trajectories_may_be_shorter, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    auto header = example_header();
    header.train_steps = 3;
    header.coordinates =
        grid_layout({{"x", "m", {0.0, 0.5}}, {"height", "km", {1.0, 2.0}}}, {{"T", "K"}}, "s");
    const auto whole = example_trajectory(Split::train, 4);
    const std::vector<float> begin(whole.begin(), whole.begin() + 16);
    {
        TrajectoryWriter writer(world(), path, header);
        if (world().rank() == 0) {
            writer.write(Split::train, 4, begin);
            writer.write(Split::test, 0, whole);
            BOOST_CHECK_THROW(writer.write(Split::train, 0, whole), std::invalid_argument);
        }
        writer.finish({});
    }
    BOOST_TEST((read_trajectory_header(path) == header));
    BOOST_TEST(read_trajectories(path, Split::train, 4, 1) == begin);
    BOOST_TEST(read_trajectories(path, Split::test, 0, 1) == whole);
}

LHITS_TEST(too_few_trajectories_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    write_example(path);
    contains(message_of<InputError>([&] { read_trajectories(path, Split::train, 3, 9); }),
             "expected 12 trajectories in train, found 5");
}

LHITS_TEST(trajectories_that_are_not_finite_are_refused, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    {
        TrajectoryWriter writer(world(), path, example_header());
        auto u = example_trajectory(Split::train, 1);
        u[4 * 2 + 1] = std::numeric_limits<float>::quiet_NaN();
        if (world().rank() == 0) writer.write(Split::train, 1, u);
        writer.finish({});
    }
    const auto message =
        message_of<InputError>([&] { read_trajectories(path, Split::train, 0, 2); });
    contains(message, path + ": expected finite values, found nan");
    contains(message, "trajectory 1, time index 2, state index 1");
}

LHITS_TEST(truncated_trajectories_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    write_example(path);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
    contains(message_of<InputError>([&] { read_trajectory_header(path); }), "truncated");
}

// Also: nobody hangs on the way out.
LHITS_TEST(unfinished_trajectories_leave_the_old_file, 1, 2, 3, 4) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    write_example(path);
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            TrajectoryWriter writer(world(), path, example_header());
            writer.write(Split::test, 0, std::vector<float>(24, 7.0F));
            throw Failure("diverged");
        } catch (const Failure&) {
        }
    }
    world().barrier();
    BOOST_TEST(read_trajectories(path, Split::test, 0, 1) == example_trajectory(Split::test, 0));
}

LHITS_TEST(bad_folder_fails_on_every_rank, 1, 2, 4) {
    const Scratch scratch;
    const auto path = scratch / "missing/trajectories.h5";
    const auto message =
        message_of<Failure>([&] { TrajectoryWriter(world(), path, example_header()); });
    contains(message, path + ": cannot create");
}

LHITS_TEST(wrong_size_is_a_mistake_of_ours, 1) {
    const Scratch scratch;
    TrajectoryWriter writer(world(), scratch / "t.h5", example_header());
    BOOST_CHECK_THROW(writer.write(Split::train, 0, std::vector<float>(3)), std::invalid_argument);
    BOOST_CHECK_THROW(writer.write(Split::train, 5, std::vector<float>(24)), std::invalid_argument);
}

LHITS_TEST(an_unfinished_file_is_gone_on_with, 1, 2, 3) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    const auto header = test::example_header();
    BOOST_TEST(!unfinished_trajectories(path, header).has_value());
    world().barrier();
    {
        TrajectoryWriter writer(world(), path, header);
        if (world().rank() == 0) writer.write(Split::train, 3, example_trajectory(Split::train, 3));
        world().barrier();
    }
    auto other = header;
    other.deck = "another";
    BOOST_TEST(unfinished_trajectories(path, other).has_value());
    other.train = 6;
    BOOST_TEST(!unfinished_trajectories(path, other).has_value());
    BOOST_TEST((read_trajectories(unfinished_path(path), Split::train, 3, 1) ==
                example_trajectory(Split::train, 3)));
    world().barrier();
    TrajectoryWriter writer(world(), path, header, true);
    if (world().rank() == world().size() - 1) {
        writer.write(Split::train, 1, example_trajectory(Split::train, 1));
    }
    writer.finish({{"seconds", 1.0}});
    for (const std::int64_t one : {1, 3}) {
        BOOST_TEST((read_trajectories(path, Split::train, one, 1) ==
                    example_trajectory(Split::train, one)));
    }
    BOOST_TEST(!unfinished_trajectories(path, header).has_value());
    world().barrier();
}

LHITS_TEST(hints_for_the_file_system_come_from_the_environment, 1, 2) {
    const Scratch scratch;
    constexpr const char* variable = "LHITS_MPIIO_HINTS";
    const auto path = scratch / "trajectories.h5";
    const auto refused = [&](const char* hints) {
        setenv(variable, hints, 1);
        contains(message_of<InputError>([&] { test::write_example(path); }),
                 "LHITS_MPIIO_HINTS: expected ");
    };
    for (const char* hints : {"striping_factor", "=8", "striping_unit=", "striping_unit=1MiB"}) {
        refused(hints);
    }
    setenv(variable, "striping_unit=4096,striping_factor=2,of_nobody=1", 1);
    test::write_example(path);
    unsetenv(variable);
    BOOST_TEST((read_trajectory_header(path) == test::example_header()));
}
