#include "lhits/io/checkpoint_file.hpp"

#include <filesystem>

#include "lhits/base/error.hpp"
#include "scratch.hpp"

using namespace lhits;
using test::Scratch;

namespace {

Record at(std::int64_t iteration) {
    Record record;
    record.integers["iteration"] = iteration;
    return record;
}

std::int64_t iteration_of(const std::string& path) {
    return read_record_file(path, "lhits checkpoint").integer("iteration");
}

}  // namespace

LHITS_TEST(the_checkpoint_before_is_kept, 1) {
    const Scratch scratch;
    const auto path = scratch / "z2-stepper-4.h5";
    const auto previous = scratch / "z2-stepper-4.previous.h5";
    BOOST_TEST(previous_checkpoint(path) == previous);
    write_checkpoint_file(path, "lhits checkpoint", at(1));
    BOOST_TEST(!std::filesystem::exists(previous));
    write_checkpoint_file(path, "lhits checkpoint", at(2));
    write_checkpoint_file(path, "lhits checkpoint", at(3));
    BOOST_TEST(iteration_of(path) == 3);
    BOOST_TEST(iteration_of(previous) == 2);
    remove_checkpoint_files(path);
    BOOST_TEST(std::filesystem::is_empty(scratch / ""));
}

LHITS_TEST(a_checkpoint_that_cannot_be_written_leaves_both, 1) {
    const Scratch scratch;
    const auto path = scratch / "z2.h5";
    write_checkpoint_file(path, "lhits checkpoint", at(1));
    write_checkpoint_file(path, "lhits checkpoint", at(2));
    std::filesystem::create_directories(path + ".part/in the way");
    BOOST_CHECK_THROW(write_checkpoint_file(path, "lhits checkpoint", at(3)), Failure);
    BOOST_TEST(iteration_of(path) == 2);
    BOOST_TEST(iteration_of(previous_checkpoint(path)) == 1);
}
