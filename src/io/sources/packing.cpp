#include "packing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lhits {
namespace {

/// NC_FILL_FLOAT and NC_FILL_DOUBLE of netcdf.h: near 15 * 2^119, exactly one of 32 bits.
constexpr double never_written = 9.9692099683868690e+36;

}  // namespace

Packing::Packing(const Attribute& number_of) {
    const auto scale = number_of("scale_factor");
    const auto offset = number_of("add_offset");
    packed_ = scale.has_value() || offset.has_value();
    scale_ = scale.value_or(1.0);
    offset_ = offset.value_or(0.0);
    missing_.push_back(never_written);
    for (const auto* name : {"_FillValue", "missing_value"}) {
        const auto value = number_of(name);
        if (!value) continue;
        missing_.push_back(*value);
        // Often of 64 bits beside values of 32.
        if (std::abs(*value) <= std::numeric_limits<float>::max()) {
            missing_.push_back(static_cast<float>(*value));
        }
    }
}

void Packing::unpack(std::span<double> values) const {
    for (double& value : values) {
        if (std::find(missing_.begin(), missing_.end(), value) != missing_.end()) {
            value = std::numeric_limits<double>::quiet_NaN();
        } else if (packed_) {
            value = value * scale_ + offset_;
        }
    }
}

}  // namespace lhits
