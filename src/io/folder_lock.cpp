#include "lhits/io/folder_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <utility>

#include "lhits/base/error.hpp"

namespace lhits {

FolderLock::FolderLock(const std::string& folder, std::chrono::milliseconds patience, Use use)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    constexpr std::chrono::milliseconds pause{50};
    const int kind = use == Use::alone ? LOCK_EX : LOCK_SH;
    while (descriptor_ >= 0 && ::flock(descriptor_, kind | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) return;
        if (patience <= pause) {
            ::close(descriptor_);
            throw InputError(fmt::format(
                "{}: expected a folder that no other lhits works in, found one in use; wait for "
                "the other to end, or choose another folder",
                folder));
        }
        std::this_thread::sleep_for(pause);
        patience -= pause;
    }
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace lhits
