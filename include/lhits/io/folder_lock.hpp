// One program at a time in a folder.
#pragma once

#include <chrono>
#include <string>

namespace lhits {

/// Keeps a folder for one process at a time while it lives; the system lets go of it when the
/// process ends, however that happens. Where a file system knows no locks, there is none.
class FolderLock {
public:
    FolderLock() = default;
    /// Whether others may have the folder at the same time who say `shared` as well.
    enum class Use { alone, shared };

    /// Waits for up to `patience`, because the ranks of a killed run take a moment to end. Throws
    /// InputError when another process still has the folder then. Serial.
    FolderLock(const std::string& folder, std::chrono::milliseconds patience, Use use = Use::alone);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    int descriptor_ = -1;
};

}  // namespace lhits
