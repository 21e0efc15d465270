// A folder for the files of one test, the same on all ranks, removed afterwards.
#pragma once

#include <unistd.h>

#include <cstdlib>
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

/// Runs a script of this folder with Debian's Python; fails the case when the script does.
inline void run_python(const std::string& script, const std::string& argument) {
    const auto path = std::filesystem::path(__FILE__).parent_path() / script;
    const auto command = "/usr/bin/python3 '" + path.string() + "' '" + argument + "' 2>&1";
    BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0, script << " failed");
}

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
