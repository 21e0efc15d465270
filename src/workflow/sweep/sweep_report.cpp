#include <filesystem>

#include "../report/report_data.hpp"
#include "lhits/base/log.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"
#include "lhits/workflow/sweep.hpp"
#include "sweep_data.hpp"

namespace lhits {
namespace {

using Json = nlohmann::ordered_json;

/// Of every point that has been forecast, the others' null; made anew.
std::vector<Json> point_reports(const Sweep& sweep) {
    std::vector<Json> reports;
    for (const auto& run : sweep.runs) {
        auto& result = reports.emplace_back();
        if (!std::filesystem::exists(run.directory.forecast())) continue;
        result = report_data(run);
        write_report(run, result);
    }
    return reports;
}

}  // namespace

void report(const Sweep& sweep) {
    const Run& first = sweep.runs.front();
    if (sweep.runs.size() == 1) {
        report(first);
        return;
    }
    on_root(first.ranks, [&] {
        const auto data = sweep_data(sweep, point_reports(sweep));
        const RunDirectory directory(sweep.directory);
        write_text_file(directory.report_json(), data.dump(2) + "\n");
        write_text_file(directory.report_text(), sweep_text(data));
        log::info(sweep_summary(data) + "\n  the whole report: " + directory.report_text());
    });
}

}  // namespace lhits
