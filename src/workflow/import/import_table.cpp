#include "import_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "import_names.hpp"
#include "lhits/base/fixed_text.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/layout_text.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/whole_state.hpp"

namespace lhits {
namespace {

double megabytes(double bytes) { return bytes / 1e6; }

void tell_times(const ImportRequest& request, const Scan& scan) {
    const auto& layout = scan.first.layout;
    log::info(
        fmt::format("import: {} file(s): {} trajectories of {} steps of {:.6g}{}, from {:.9g}",
                    request.files.size(), scan.trajectories, scan.times - 1, scan.dt,
                    with_blank(layout.time_units), scan.begin));
}

void tell_parameters(const Scan& scan) {
    const auto& names = scan.first.parameter_names;
    for (std::size_t p = 0; p < names.size(); ++p) {
        double low = scan.parameters[p], high = low;
        for (std::size_t i = p; i < scan.parameters.size(); i += names.size()) {
            low = std::min(low, scan.parameters[i]);
            high = std::max(high, scan.parameters[i]);
        }
        log::info(fmt::format("import: parameter {} from {:g} to {:g}", names[p], low, high));
    }
}

void tell_left_out(const std::vector<LeftOut>& all) {
    constexpr std::size_t most = 12;
    for (std::size_t i = 0; i < std::min(most, all.size()); ++i) {
        log::info(fmt::format("import: left out: {} ({})", in_quotes(all[i].name), all[i].why));
    }
    if (all.size() > most) log::info(fmt::format("import: left out: {} more", all.size() - most));
}

void tell_conversions(const ImportRequest& request, const SourceShape& first) {
    auto kept = first.integers;
    std::erase_if(kept, [&](const std::string& name) {
        return request.offset.contains(name) || request.scale.contains(name);
    });
    if (!kept.empty()) {
        log::info(fmt::format("import: {} are whole numbers, and kept exactly as real ones",
                              fmt::join(kept, ", ")));
    }
    if (first.rounded && !request.doubles) {
        log::info(
            "import: the files have more digits than 32 bits: rounded, as everything is that "
            "networks learn from (--precision float64 keeps them in this file)");
    }
}

}  // namespace

void tell_understood(const ImportRequest& request, const Scan& scan, double memory) {
    tell_times(request, scan);
    log::info("import: states of " + layout_text(scan.first.layout));
    tell_parameters(scan);
    for (const auto& note : scan.first.notes) log::info("import: " + note);
    tell_left_out(scan.first.left_out);
    tell_conversions(request, scan.first);
    const double bytes = static_cast<double>(scan.trajectories * scan.times) *
                         static_cast<double>(scan.first.layout.size()) * (request.doubles ? 8 : 4);
    log::info(fmt::format("import: {:.4g} MB as float{}, with at most {:.3g} MB of memory a rank",
                          megabytes(bytes), request.doubles ? 64 : 32, megabytes(memory)));
}

void tell_fixed(const StateLayout& layout, const FoundFixed& fixed) {
    const auto text = fixed_text(with_fixed(layout, fixed.at, fixed.value));
    if (!text.empty()) log::info("import: " + text);
    if (fixed.at.size() < layout.size()) return;
    log::warning("import: nothing varies in these data: there is nothing to learn from them");
}

}  // namespace lhits
