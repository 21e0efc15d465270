#include "lhits/base/log.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"
#include "report_data.hpp"

namespace lhits {

void write_report(const Run& run, const Json& data) {
    write_text_file(run.directory.report_json(), data.dump(2) + "\n");
    write_text_file(run.directory.report_text(), report_text(data));
}

void report(const Run& run) {
    on_root(run.ranks, [&] {
        const auto data = report_data(run);
        write_report(run, data);
        log::info(report_summary(data));
    });
}

}  // namespace lhits
