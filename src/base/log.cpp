#include "lhits/base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/details/os.h>
#include <spdlog/spdlog.h>

#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "lhits/base/progress.hpp"

namespace lhits::log {
namespace {

bool speaking = true;

spdlog::logger& logger() {
    static const std::shared_ptr<spdlog::logger> instance = [] {
        auto result = spdlog::stderr_color_mt("lhits");
        result->set_pattern("%H:%M:%S %^%v%$");
        return result;
    }();
    return *instance;
}

void say(spdlog::level::level_enum level, const std::string& line) {
    clear_progress_line();
    logger().log(level, line);
}

}  // namespace

void start(bool speaks) { speaking = speaks; }

bool speaks() { return speaking; }

void info(const std::string& line) {
    if (speaking) say(spdlog::level::info, line);
}

void warning(const std::string& line) {
    if (speaking) say(spdlog::level::warn, "warning: " + line);
}

std::string in_red(const std::string& text) {
    const char* const no_colour = std::getenv("NO_COLOR");
    const bool coloured = (no_colour == nullptr || *no_colour == '\0') &&
                          isatty(STDERR_FILENO) != 0 && spdlog::details::os::is_color_terminal();
    return coloured ? "\033[31m" + text + "\033[0m" : text;
}

void error(const std::string& line) { say(spdlog::level::err, "lhits: error: " + line); }

}  // namespace lhits::log
