#include "lhits/workflow/timeline_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "lhits/base/timeline.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/together.hpp"

namespace lhits {

void write_timeline(const Communicator& ranks, const std::string& path, const Timeline& timeline) {
    const auto rows = ranks.gather(timeline.trace_events(ranks.rank()));
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
        write_text_file(path, trace.dump(0) + "\n");
    });
}

}  // namespace lhits
