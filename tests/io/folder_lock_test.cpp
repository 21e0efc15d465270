#include "lhits/io/folder_lock.hpp"

#include <chrono>
#include <utility>

#include "lhits/base/error.hpp"
#include "scratch.hpp"

using namespace lhits;
using namespace std::chrono_literals;

LHITS_TEST(a_folder_is_for_one_at_a_time, 1) {
    const test::Scratch scratch;
    const auto folder = scratch / ".";
    {
        FolderLock first(folder, 0ms);
        const auto message = test::message_of<InputError>([&] { FolderLock(folder, 100ms); });
        test::contains(message, folder + ": expected a folder that no other lhits works in");
        FolderLock moved(std::move(first));
        BOOST_CHECK_THROW(FolderLock(folder, 0ms), InputError);
        first = std::move(moved);
        BOOST_CHECK_THROW(FolderLock(folder, 0ms), InputError);
    }
    const FolderLock second(folder, 0ms);
}

LHITS_TEST(a_folder_that_is_not_there_is_not_locked, 1) {
    const test::Scratch scratch;
    const FolderLock lock(scratch / "nowhere", 0ms);
}
