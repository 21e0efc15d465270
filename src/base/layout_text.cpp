#include "lhits/base/layout_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "lhits/base/units.hpp"

namespace lhits {

std::string layout_text(const StateLayout& layout) {
    std::vector<std::string> axes;
    for (std::size_t a = 0; a < layout.axes.size(); ++a) {
        const auto& axis = layout.axes[a];
        const auto [low, high] = std::minmax_element(axis.places.begin(), axis.places.end());
        const auto points =
            layout.grid.empty() ? std::string() : fmt::format(" ({} points)", layout.grid[a]);
        axes.push_back(fmt::format("{} from {:g} to {:g}{}{}", axis.name, *low, *high,
                                   with_blank(axis.units), points));
    }
    return fmt::format("n = {} elements: {}; {}", layout.size(), layout.component_names(),
                       fmt::join(axes, ", "));
}

}  // namespace lhits
