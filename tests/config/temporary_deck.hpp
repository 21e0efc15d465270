// A deck that is removed when it goes out of scope.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace lhits::test {

class TemporaryDeck {
public:
    explicit TemporaryDeck(const std::string& text) {
        static int result = 0;
        const auto name = std::to_string(::getpid()) + "_" + std::to_string(++result) + ".toml";
        path_ = (std::filesystem::temp_directory_path() / ("lhits_deck_" + name)).string();
        std::ofstream(path_) << text;
    }
    ~TemporaryDeck() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryDeck(const TemporaryDeck&) = delete;
    TemporaryDeck& operator=(const TemporaryDeck&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace lhits::test
