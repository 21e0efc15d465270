#include "field_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/log.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

/// Of standard deviations; the smaller field has a hundredth part in squared errors then.
constexpr double too_different = 10.0;

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
        if (field.count == 0.0 && field.near == 0.0) field.near = u[i];
    }
    for (; !u.empty(); u = u.subspan(n)) {
        for (std::size_t i = 0; i < n; ++i) {
            auto& field = fields_[static_cast<std::size_t>(layout_.component[i])];
            const double difference = u[i] - field.near;
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

void FieldSizes::tell(const Communicator& ranks) const {
    const auto fields = everywhere(ranks);
    if (ranks.rank() != 0) return;
    std::string text;
    std::size_t largest = 0, smallest = 0;
    for (std::size_t c = 0; c < fields.size(); ++c) {
        text += fmt::format("{}{}: mean {:.3g}, standard deviation {:.3g}", c == 0 ? "" : "; ",
                            layout_.components[c].name, fields[c].mean(), fields[c].deviation());
        const double size = fields[c].deviation();
        if (size == 0.0) continue;  // errors are not of a constant
        if (size > fields[largest].deviation()) largest = c;
        if (fields[smallest].deviation() == 0.0 || size < fields[smallest].deviation()) {
            smallest = c;
        }
    }
    log::info("import: " + text);
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

}  // namespace lhits
