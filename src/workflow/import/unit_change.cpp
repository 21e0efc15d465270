#include "unit_change.hpp"

#include <fmt/format.h>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"

namespace lhits {

UnitChange::UnitChange(const ImportRequest& request, const StateLayout& layout)
    : layout_(layout),
      offset_(layout.components.size(), 0.0),
      scale_(layout.components.size(), 1.0) {
    const auto take = [&](const std::string& option, const std::map<std::string, double>& given,
                          std::vector<double>& values) {
        const auto& all = layout.components;
        for (const auto& [name, value] : given) {
            std::size_t c = 0;
            while (c < all.size() && all[c].name != name) ++c;
            if (c == all.size()) {
                throw InputError(fmt::format("{}: expected one of the components {}, found {}",
                                             option, layout.component_names(), in_quotes(name)));
            }
            if (!request.source.units.contains(name)) {
                throw InputError(
                    fmt::format("{} {}={:g}: expected the units of the new values as well, found "
                                "none; add --units {}=...",
                                option, name, value, name));
            }
            if (option == "--scale" && value == 0.0) {
                throw InputError(
                    fmt::format("--scale {}=0: expected another number, for with 0 "
                                "nothing is left of the field",
                                name));
            }
            values[c] = value;
            none_ = false;
        }
    };
    take("--offset", request.offset, offset_);
    take("--scale", request.scale, scale_);
}

bool UnitChange::changes(std::size_t component) const {
    return offset_[component] != 0.0 || scale_[component] != 1.0;
}

void UnitChange::apply(std::span<double> u) const {
    if (none_) return;
    const auto n = layout_.size();
    for (std::size_t i = 0; i < u.size(); ++i) {
        const auto component = static_cast<std::size_t>(layout_.component[i % n]);
        u[i] = (u[i] + offset_[component]) * scale_[component];
    }
}

}  // namespace lhits
