#include "field_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lhits/base/log.hpp"
#include "lhits/base/size_limits.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

/// Of standard deviations; the smaller field has a hundredth part in squared errors then.
constexpr double too_different = 10.0;
/// Of the variation and the size of a field: below it 32 bits keep less than four digits.
constexpr double few_digits = 1e-3;

/// With one digit: a unit that somebody might choose.
double rounded(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    return std::round(value / power) * power;
}

}  // namespace

FieldSizes::FieldSizes(const StateLayout& layout)
    : layout_(layout), fields_(layout.components.size()) {}

void FieldSizes::add(std::span<const double> u) {
    const auto n = layout_.size();
    for (std::size_t i = 0; i < n && i < u.size(); ++i) {
        auto& field = fields_[static_cast<std::size_t>(layout_.component[i])];
        if (field.count == 0.0 && field.near == 0.0 && !std::isnan(u[i])) field.near = u[i];
    }
    for (; !u.empty(); u = u.subspan(n)) {
        for (std::size_t i = 0; i < n; ++i) {
            auto& field = fields_[static_cast<std::size_t>(layout_.component[i])];
            const double difference = u[i] - field.near;
            if (std::isnan(difference)) continue;
            field.count += 1.0;
            field.sum += difference;
            field.squares += difference * difference;
        }
    }
}

double FieldSizes::Moments::deviation() const {
    return count > 0.0 ? std::sqrt(std::max(0.0, rest() / count)) : 0.0;
}

void FieldSizes::Moments::add(const Moments& other) {
    if (other.count == 0.0) return;
    if (count == 0.0) {
        *this = other;
        return;
    }
    const double apart = other.near - near;
    sum += other.sum + other.count * apart;
    squares += other.squares + 2.0 * apart * other.sum + other.count * apart * apart;
    count += other.count;
}

std::vector<FieldSizes::Moments> FieldSizes::everywhere(const Communicator& ranks) const {
    std::vector<double> own;
    for (const auto& field : fields_) {
        own.insert(own.end(), {field.count, field.near, field.sum, field.squares});
    }
    std::vector<double> all(own.size() * static_cast<std::size_t>(ranks.size()));
    ranks.gather(own, all);
    std::vector<Moments> fields(fields_.size());
    for (std::size_t i = 0; i < all.size(); i += 4) {
        fields[i / 4 % fields.size()].add({all[i], all[i + 1], all[i + 2], all[i + 3]});
    }
    return fields;
}

void FieldSizes::tell(const Communicator& ranks, const ElementRanges& ranges,
                      const FoundFixed& fixed, bool rounds) const {
    const auto fields = everywhere(ranks);
    if (ranks.rank() != 0) return;
    std::vector<std::size_t> constant(fields.size(), 0), missing(fields.size(), 0);
    for (std::size_t i = 0; i < fixed.at.size(); ++i) {
        const auto element = static_cast<std::size_t>(fixed.at[i]);
        const auto c = static_cast<std::size_t>(layout_.component[element]);
        ++(std::isnan(fixed.value[i]) ? missing : constant)[c];
    }
    const auto row = [](const auto&... cells) {
        log::info(
            fmt::format("import: {:<12} {:<12} {:>12} {:>12} {:>12} {:>12} {:>9} {:>9}", cells...));
    };
    row("component", "unit", "minimum", "maximum", "mean", "deviation", "constant", "missing");
    for (std::size_t c = 0; c < fields.size(); ++c) {
        const auto number = [](double value) { return fmt::format("{:.6g}", value); };
        const auto [low, high] = ranges.range_of(c);
        const auto& [name, units] = layout_.components[c];
        row(name, units, number(low), number(high), number(fields[c].mean()),
            number(fields[c].deviation()), constant[c], missing[c]);
    }
    auto varying = fields;  // errors are of no others
    const auto elements = elements_of_components(layout_);
    for (std::size_t c = 0; c < fields.size(); ++c) {
        if (constant[c] + missing[c] == elements[c].size()) varying[c] = {};
    }
    warn_of_unlike(varying);
    if (rounds) warn_of_digits(fields, ranges);
    for (std::size_t c = 0; c < fields.size(); ++c) {
        const auto [low, high] = ranges.range_of(c);
        const double size = std::fmax(std::abs(low), std::abs(high));
        if (size == 0.0 || std::isnan(size) || is_of_usable_size(size)) continue;
        const auto& [name, units] = layout_.components[c];
        const double unit = rounded(size);
        log::warning(fmt::format(
            "import: {} is of the size {:.3g}, and runs take {:g} to {:g}; bring it to other "
            "units: --scale {}={:g} --units '{}={:g} {}'",
            name, size, least_size, largest_size, name, 1.0 / unit, name, unit, units));
    }
}

/// Where one field varies much more than another.
void FieldSizes::warn_of_unlike(const std::vector<Moments>& fields) const {
    std::size_t largest = 0, smallest = 0;
    for (std::size_t c = 0; c < fields.size(); ++c) {
        const double size = fields[c].deviation();
        if (size == 0.0) continue;
        if (size > fields[largest].deviation()) largest = c;
        if (fields[smallest].deviation() == 0.0 || size < fields[smallest].deviation()) {
            smallest = c;
        }
    }
    if (!(fields[largest].deviation() > too_different * fields[smallest].deviation())) return;
    const auto& [large, units] = layout_.components[largest];
    const double unit = rounded(fields[largest].deviation() / fields[smallest].deviation());
    log::warning(fmt::format(
        "import: {} varies much more than {}: errors, and strides that are chosen by them, would "
        "hardly be of {}; bring fields to one size with other units, as --scale {}={:g} --units "
        "'{}={:g} {}'",
        large, layout_.components[smallest].name, layout_.components[smallest].name, large,
        1.0 / unit, large, unit, units));
}

/// Where numbers are large beside what varies of them.
void FieldSizes::warn_of_digits(const std::vector<Moments>& fields,
                                const ElementRanges& ranges) const {
    for (std::size_t c = 0; c < fields.size(); ++c) {
        const auto [low, high] = ranges.range_of(c);
        const double size = std::fmax(std::abs(low), std::abs(high));
        const double apart = static_cast<double>(high) - static_cast<double>(low);
        if (!(apart > 0.0) || apart > few_digits * size) continue;
        const double step = static_cast<double>(
            std::nextafter(static_cast<float>(size), std::numeric_limits<float>::infinity()) -
            static_cast<float>(size));
        const auto digits = std::max(0, static_cast<int>(std::ceil(std::log10(apart / step))));
        const auto& [name, units] = layout_.components[c];
        log::warning(fmt::format(
            "import: {} lies between {:.9g} and {:.9g}: 32 bits leave {} digit(s) of what varies; "
            "take its mean away with --offset {}={:.6g} --units '{}={}'",
            name, low, high, digits, name, -fields[c].mean(), name, units));
    }
}

}  // namespace lhits
