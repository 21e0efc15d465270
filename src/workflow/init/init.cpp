#include "lhits/workflow/init.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "deck_draft.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/nearest.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/base/timeline.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/io/file_format.hpp"
#include "lhits/io/new_file.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/systems/recorded.hpp"
#include "lhits/systems/registry.hpp"
#include "lhits/workflow/sweep.hpp"
#include "lhits/workflow/timetable.hpp"

namespace lhits {
namespace {

DeckDraft draft_for(const Communicator& alone, const std::string& source) {
    auto kinds = system_kinds();
    std::erase(kinds, Recorded::name);
    if (std::find(kinds.begin(), kinds.end(), source) != kinds.end()) {
        return draft_for_system(source, alone);
    }
    if (!std::filesystem::is_regular_file(source)) {
        const bool is_path = source.find_first_of("/.") != std::string::npos;
        throw InputError(
            fmt::format("expected a file of 'lhits import', or a system ({}), found no file {}{}",
                        fmt::join(kinds, ", "), in_quotes(source),
                        is_path ? "" : fmt::format(" (nearest: {})", nearest(source, kinds))));
    }
    if (file_format(source) != data_format) {
        throw InputError(fmt::format(
            "{}: expected a file that 'lhits import' has made, found another; run 'lhits import {} "
            "--output data.h5' first",
            source, shell_word(source)));
    }
    return draft_for_data(source);
}

}  // namespace

void write_deck(const Communicator& alone, const InitRequest& request) {
    require_new_file(request.output, "deck");
    auto draft = draft_for(alone, request.source);
    write_text_file(request.output, draft_text(draft));
    Timeline timeline;
    const auto sweep = make_sweep(alone, {request.output, {}}, {}, timeline);
    const auto cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const auto time = timetables(sweep, cores, cores, {}).asked.back().seconds();
    draft.findings.push_back(
        fmt::format("Expected time of 'lhits run': {} on {} core(s) of the "
                    "machine that wrote this.",
                    duration_text(time), cores));
    write_text_file(request.output, draft_text(draft));
    for (const auto& finding : draft.findings) log::info("init: " + finding);
    log::info(fmt::format("init: {}; look it over, then: lhits run {}", request.output,
                          shell_word(request.output)));
}

}  // namespace lhits
