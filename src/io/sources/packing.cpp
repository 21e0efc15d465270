#include "packing.hpp"

#include <algorithm>
#include <cmath>

namespace lhits {
namespace {

/// What netcdf.h calls NC_FILL_SHORT, NC_FILL_UINT, ...; real numbers: near 15 * 2^119, exactly
/// one of 32 bits.
constexpr double never_written = 9.9692099683868690e+36;

double never_written_whole(const KeptNumbers& kept) {
    const double values = std::exp2(8.0 * static_cast<double>(kept.bytes));
    if (kept.bytes == 8) return kept.has_sign ? 2.0 - values / 2.0 : values - 2.0;
    return kept.has_sign ? 1.0 - values / 2.0 : values - 1.0;
}

/// Attributes often have 64 bits beside values of 32.
double as_kept(double value, const KeptNumbers& kept) {
    const bool fits = std::abs(value) <= std::numeric_limits<float>::max();
    return !kept.whole && kept.bytes == 4 && fits ? static_cast<float>(value) : value;
}

}  // namespace

Packing::Packing(const KeptNumbers& kept, const PackingAttributes& attributes) {
    const auto scale = attributes.numbers("scale_factor").values;
    const auto offset = attributes.numbers("add_offset").values;
    packed_ = !scale.empty() || !offset.empty();
    if (!scale.empty()) scale_ = scale.front();
    if (!offset.empty()) offset_ = offset.front();
    const auto other = kept.whole ? attributes.text("_Unsigned") : "";
    const double values = std::exp2(8.0 * static_cast<double>(kept.bytes));
    if (other == "true" && kept.has_sign) {
        wraps_below_ = 0.0;
        wraps_by_ = values;
    } else if (other == "false" && !kept.has_sign) {
        wraps_from_ = values / 2.0;
        wraps_by_ = -values;
    }
    find_missing(kept, attributes);
    find_range(kept, attributes);
}

/// Of a number that was written as one without sign and is kept as one with sign, or the reverse.
double Packing::with_sign(double number) const {
    return number < wraps_below_ || number >= wraps_from_ ? number + wraps_by_ : number;
}

void Packing::find_missing(const KeptNumbers& kept, const PackingAttributes& attributes) {
    const auto fill = attributes.numbers("_FillValue").values;
    if (!kept.whole) {
        missing_.push_back(never_written);
    } else if (kept.netcdf && kept.bytes > 1 && fill.empty()) {
        missing_.push_back(with_sign(never_written_whole(kept)));
    }
    for (const auto& values : {fill, attributes.numbers("missing_value").values}) {
        for (const double value : values) missing_.push_back(with_sign(as_kept(value, kept)));
    }
}

void Packing::find_range(const KeptNumbers& kept, const PackingAttributes& attributes) {
    const auto range = attributes.numbers("valid_range");
    auto least = attributes.numbers("valid_min"), most = attributes.numbers("valid_max");
    if (range.values.size() == 2) {
        least = {{range.values[0]}, range.whole};
        most = {{range.values[1]}, range.whole};
    }
    // Beside packed whole numbers, limits that are real ones are of what they stand for.
    const auto is_unpacked = [&](const auto& limit) {
        return packed_ && kept.whole && !limit.whole;
    };
    const double slack = std::abs(scale_) / 2.0;
    if (!least.values.empty()) {
        const double value = least.values.front();
        if (is_unpacked(least))
            unpacked_.least = value - slack;
        else
            stored_.least = with_sign(as_kept(value, kept));
    }
    if (!most.values.empty()) {
        const double value = most.values.front();
        if (is_unpacked(most))
            unpacked_.most = value + slack;
        else
            stored_.most = with_sign(as_kept(value, kept));
    }
}

void Packing::unpack(std::span<double> values) const {
    for (double& value : values) {
        value = with_sign(value);
        const bool missing = std::find(missing_.begin(), missing_.end(), value) != missing_.end();
        if (packed_ && !missing && stored_.holds(value)) {
            value = value * scale_ + offset_;
            if (unpacked_.holds(value)) continue;
        } else if (!missing && stored_.holds(value)) {
            continue;
        }
        value = std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace lhits
