// A folder for the files of one test, the same on all ranks, removed afterwards.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "lhits_test.hpp"

namespace lhits::test {

class Scratch {
public:
    /// Collective.
    Scratch() {
        const auto own =
            std::filesystem::temp_directory_path() / ("lhits_io_" + std::to_string(::getpid()));
        folder_ = world().broadcast(own.string());
        if (world().rank() == 0) std::filesystem::create_directories(folder_);
        world().barrier();
    }
    ~Scratch() {
        world().barrier();
        std::error_code ignored;
        if (world().rank() == 0) std::filesystem::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string operator/(const std::string& name) const { return folder_ + "/" + name; }

private:
    std::string folder_;
};

/// The message of the error that `work` throws; fails the case when it throws none.
template <class Expected, class Work>
std::string message_of(Work work) {
    try {
        work();
    } catch (const Expected& error) {
        return error.what();
    }
    BOOST_ERROR("expected an error");
    return {};
}

inline bool contains(const std::string& text, const std::string& part) {
    const bool found = text.find(part) != std::string::npos;
    BOOST_TEST(found, "expected \"" << part << "\" in \"" << text << "\"");
    return found;
}

}  // namespace lhits::test
