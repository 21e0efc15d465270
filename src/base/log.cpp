#include "lhits/base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

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

void error(const std::string& line) { say(spdlog::level::err, "lhits: error: " + line); }

}  // namespace lhits::log
