#include "lhits/base/timeline.hpp"

#include <fmt/format.h>

#include <utility>

namespace lhits {
namespace {

double epoch_us() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::micro>(now).count();
}

}  // namespace

Timeline::Scope::Scope(Timeline& timeline, std::string name, std::string category)
    : timeline_(timeline), begin_(std::chrono::steady_clock::now()) {
    event_ = {std::move(name), std::move(category), epoch_us(), 0.0};
}

double Timeline::Scope::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

Timeline::Scope::~Scope() {
    event_.duration_us = seconds() * 1e6;
    timeline_.events_.push_back(std::move(event_));
}

std::string Timeline::trace_events(int rank) const {
    std::string text = fmt::format(
        R"({{"name":"thread_name","ph":"M","pid":0,"tid":{0},"args":{{"name":"rank {0}"}}}})",
        rank);
    for (const auto& event : events_) {
        text += fmt::format(
            ",\n"
            R"({{"name":"{}","cat":"{}","ph":"X","pid":0,"tid":{},"ts":{:.0f},"dur":{:.0f}}})",
            event.name, event.category, rank, event.begin_us, event.duration_us);
    }
    return text;
}

}  // namespace lhits
