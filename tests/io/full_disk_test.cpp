// What happens when the disk is full: a limit on the size of files stands in for it.
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "lhits/base/error.hpp"
#include "lhits/io/record.hpp"
#include "scratch.hpp"
#include "trajectory_example.hpp"

using namespace lhits;
using test::contains;
using test::message_of;
using test::Scratch;
using test::world;

namespace {

/// No file of this process grows beyond `bytes` within the scope.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit limit = {bytes, old_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() {
        setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, handler_);
    }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;

private:
    void (*handler_)(int);
    rlimit old_{};
};

}  // namespace

LHITS_TEST(full_disk_leaves_the_old_record, 1) {
    const Scratch scratch;
    const auto path = scratch / "checkpoint.h5";
    Record old;
    old.put("weights", std::vector<float>(100, 1.0F));
    write_record_file(path, "lhits checkpoint", old);
    Record larger;
    larger.put("weights", std::vector<float>(100000, 2.0F));
    {
        const SizeLimit limit(20000);
        contains(message_of<Failure>([&] { write_record_file(path, "lhits checkpoint", larger); }),
                 path + ": cannot");
    }
    BOOST_TEST((read_record_file(path, "lhits checkpoint") == old));
    BOOST_TEST(!std::filesystem::exists(path + ".part"));
    write_record_file(path, "lhits checkpoint", larger);
    BOOST_TEST((read_record_file(path, "lhits checkpoint") == larger));
}

LHITS_TEST(full_disk_at_the_start_fails_on_every_rank, 1, 2, 4) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    auto header = test::example_header();
    header.train = 10000;
    for (const rlim_t bytes : {20000, 400000}) {  // not even the layout, all but the data
        const SizeLimit limit(bytes);
        const auto message = message_of<Failure>([&] { TrajectoryWriter(world(), path, header); });
        contains(message, path + ": cannot");
        BOOST_TEST(!std::filesystem::exists(path));
        BOOST_TEST(!std::filesystem::exists(path + ".part"));
        world().barrier();
    }
}

LHITS_TEST(full_disk_later_leaves_the_old_trajectories, 1, 2, 4) {
    const Scratch scratch;
    const auto path = scratch / "trajectories.h5";
    test::write_example(path);
    auto header = test::example_header();
    header.train = 10000;
    TrajectoryWriter writer(world(), path, header);
    {
        const SizeLimit limit(20000);
        const auto message = message_of<Failure>(
            [&] { writer.write(Split::train, 9999, test::example_trajectory(Split::train, 0)); });
        contains(message, path + ": train/u: cannot write");
    }
    contains(message_of<Failure>([&] { writer.finish({}); }), "writing to it has failed");
    BOOST_TEST((read_trajectory_header(path) == test::example_header()));
}
