#include "lhits/workflow/timeline_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "lhits/base/timeline.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

/// Bytes that this process has held at most; 0 where the system does not say.
double high_water_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kilobytes = 0.0;
        if (word == "VmHWM:" && status >> kilobytes) return 1024.0 * kilobytes;
    }
    return 0.0;
}

}  // namespace

void write_timeline(const Communicator& ranks, const std::string& path, const Timeline& timeline) {
    const auto rows = ranks.gather(timeline.trace_events(ranks.rank()));
    const double memory = ranks.max(high_water_bytes());
    on_root(ranks, [&] {
        using Json = nlohmann::ordered_json;
        auto events = Json::parse(fmt::format("[{}]", fmt::join(rows, ",")));
        Json trace;
        if (std::filesystem::exists(path)) {
            trace = Json::parse(read_text_file(path), nullptr, false);
        }
        if (!trace.is_object() || !trace["traceEvents"].is_array()) {
            trace = {{"displayTimeUnit", "ms"}, {"traceEvents", Json::array()}};
        }
        for (auto& event : events) trace["traceEvents"].push_back(std::move(event));
        auto& most = trace["otherData"]["memory_bytes_per_rank"];
        most = std::max(memory, most.is_number() ? most.get<double>() : 0.0);
        write_text_file(path, trace.dump(0) + "\n");
    });
}

}  // namespace lhits
