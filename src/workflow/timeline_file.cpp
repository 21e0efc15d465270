#include "lhits/workflow/timeline_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "lhits/io/text_file.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

void write_timeline(const Run& run) {
    const auto rows = run.ranks.gather(run.timeline.trace_events(run.ranks.rank()));
    on_root(run.ranks, [&] {
        using Json = nlohmann::ordered_json;
        auto events = Json::parse(fmt::format("[{}]", fmt::join(rows, ",")));
        const auto path = run.directory.timeline();
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
