#include "lhits/io/quantity_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/words.hpp"
#include "parallel_file.hpp"
#include "quantity_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;

std::string units_of(Unit unit, const StateLayout& layout) {
    switch (unit) {
        case Unit::state: return hdf5::units_of_states(layout);
        case Unit::error: return common_units(layout);
        case Unit::error_square: return square_of(common_units(layout));
        case Unit::time: return layout.time_units;
        case Unit::per_time: return per(layout.time_units);
        case Unit::one:
        case Unit::latent_square: break;
    }
    return "1";
}

Handle write_scale(hid_t group, const Scale& scale) {
    Handle written = std::visit(
        [&]<class Values>(const Values& values) {
            if constexpr (std::is_same_v<Values, std::int64_t>) {
                return hdf5::write_index_scale(group, scale.name, values);
            } else {
                return hdf5::write_scale<typename Values::value_type>(group, scale.name, values);
            }
        },
        scale.values);
    hdf5::describe(written, scale.long_name, scale.units);
    if (!scale.names.empty()) hdf5::write_attribute(written.id(), "names", scale.names);
    return written;
}

void lay_out_group(hid_t parent, const QuantityFile& file, const QuantityGroup& own) {
    const auto& header = file.header;
    const Handle group = hdf5::create_group(parent, own.name);
    if (!own.protocol.empty()) hdf5::write_attribute(group.id(), "protocol", own.protocol);
    std::map<std::string, Handle> scales;
    if (own.is_over("state")) {
        auto axes =
            hdf5::write_axes(group.id(), header, own.steps, file.output_every, file.outputs);
        scales.emplace("time", std::move(axes.time));
        scales.emplace("state", std::move(axes.state));
    } else if (own.is_over("time")) {
        scales.emplace("time", hdf5::write_time(group.id(), header, own.steps));
    }
    for (const auto& scale : own.scales) scales.emplace(scale.name, write_scale(group.id(), scale));
    if (!own.parameters.empty()) {
        hdf5::write_parameters(group.id(), header, scales.at(own.scales.front().name),
                               own.parameters);
    }
    for (const auto* quantity : own.quantities()) {
        std::vector<const Handle*> dimensions;
        for (const auto& axis : words(quantity->axes)) dimensions.push_back(&scales.at(axis));
        const Handle variable = hdf5::create_variable(
            group.id(), quantity->name,
            quantity->is_double() ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT, dimensions);
        hdf5::describe(variable, quantity->long_name, units_of(quantity->unit, header.coordinates));
        if (quantity->is_over("state")) {
            hdf5::write_attribute(variable.id(), "coordinates",
                                  hdf5::coordinate_names(header.coordinates));
        }
    }
}

void lay_out(hid_t root, const QuantityFile& file) {
    file.lay_out_root(root);
    hdf5::write_header(root, file.header);
    for (const auto& group : file.groups) lay_out_group(root, file, group);
}

/// `value` is the constant at an element that never varies; not a number: it is missing.
float at_fixed(AtFixed what, float value, double threshold) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    if (std::isnan(value)) return none;
    switch (what) {
        case AtFixed::zero: return 0.0F;
        case AtFixed::above: return static_cast<double>(value) > threshold ? 1.0F : 0.0F;
        case AtFixed::nothing: return none;
        case AtFixed::constant: break;
    }
    return value;
}

/// One of `count` equal parts.
Reals part_of(const Reals& all, std::size_t index, std::size_t count) {
    return std::visit(
        [&](const auto& values) -> Reals {
            const auto size = values.size() / count;
            return values.subspan(index * size, size);
        },
        all);
}

}  // namespace

bool QuantityGroup::is_over(const std::string& axis) const {
    return std::any_of(tables.begin(), tables.end(), [&](const auto& table) {
        return std::any_of(table.begin(), table.end(),
                           [&](const Quantity& one) { return one.is_over(axis); });
    });
}

std::vector<const Quantity*> QuantityGroup::quantities() const {
    std::vector<const Quantity*> found;
    const auto has = [&](const std::string& axis) {
        return axis == "time" || axis == "state" ||
               std::any_of(scales.begin(), scales.end(),
                           [&](const Scale& scale) { return scale.name == axis; });
    };
    for (const auto& table : tables) {
        for (const auto& quantity : table) {
            const auto axes = words(quantity.axes);
            if (std::all_of(axes.begin(), axes.end(), has)) found.push_back(&quantity);
        }
    }
    return found;
}

QuantityWriter::QuantityWriter(const Communicator& ranks, const std::string& path,
                               const ForecastHeader& header)
    : QuantityWriter(ranks, path, file_of(header)) {}

QuantityWriter::QuantityWriter(const Communicator& ranks, const std::string& path,
                               const EnsembleHeader& header)
    : QuantityWriter(ranks, path, file_of(header)) {}

QuantityWriter::QuantityWriter(const Communicator& ranks, const std::string& path,
                               const StatesForecastHeader& header)
    : QuantityWriter(ranks, path, file_of(header)) {}

QuantityWriter::QuantityWriter(const Communicator& ranks, const std::string& path,
                               const QuantityFile& file)
    : layout_(file.outputs.empty() ? file.header.coordinates
                                   : part_of(file.header.coordinates, file.outputs)),
      thresholds_(file.thresholds),
      threshold_fields_(file.threshold_fields) {
    std::vector<std::string> names;
    for (const auto& group : file.groups) {
        for (const auto* quantity : group.quantities()) {
            names.push_back(group.name + "/" + quantity->name);
            datasets_[names.back()] = quantity;
        }
    }
    make_parallel_file(
        ranks, path, file.format, [&](hid_t root) { lay_out(root, file); }, names);
    file_ = std::make_unique<ParallelFile>(ranks, path, names);
}

QuantityWriter::~QuantityWriter() = default;

void QuantityWriter::write(const std::string& dataset, const std::vector<Along>& block,
                           const Reals& data) {
    const auto shape = file_->shape_of(dataset);
    const Quantity& quantity = *datasets_.at(dataset);
    const auto axes = words(quantity.axes);
    auto count = shape;
    hdf5::Shape start(shape.size(), 0);
    std::size_t last = 0;  // of which the block has not all
    for (const auto& [axis, first, length] : block) {
        const auto place =
            static_cast<std::size_t>(std::find(axes.begin(), axes.end(), axis) - axes.begin());
        if (place == axes.size()) throw std::invalid_argument(dataset + " has no " + axis);
        start[place] = static_cast<hsize_t>(first);
        count[place] = static_cast<hsize_t>(length);
        if (count[place] != shape[place]) last = std::max(last, place);
    }
    std::vector<float> room;
    const auto whole = with_fixed(quantity, data, room);
    // What is written at once is contiguous in the file.
    const auto pieces = hdf5::size_of({count.begin(), count.begin() + static_cast<long>(last)});
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        auto at = start;
        auto size = count;
        std::size_t rest = piece;
        for (std::size_t axis = last; axis-- > 0; rest /= count[axis]) {
            at[axis] += rest % count[axis];
            size[axis] = 1;
        }
        file_->write(dataset, at, size, part_of(whole, piece, pieces));
    }
}

void QuantityWriter::write_all(const std::string& group, const std::vector<Along>& block,
                               const Record& result) {
    for (const auto& [name, array] : result.arrays) {
        const auto dataset = group + "/" + name;
        if (datasets_.contains(dataset)) write(dataset, block, result.reals(name));
    }
}

Reals QuantityWriter::with_fixed(const Quantity& quantity, const Reals& data,
                                 std::vector<float>& room) const {
    if (layout_.fixed.at.empty() || !quantity.is_over("state")) return data;
    const auto values = std::get<std::span<const float>>(data);  // as states are
    const bool by_threshold = quantity.is_over("threshold");
    const std::size_t blocks = by_threshold ? thresholds_.size() : 1;
    std::vector<float> whole;
    for (std::size_t block = 0; block < blocks; ++block) {
        auto layout = layout_;
        for (std::size_t i = 0; i < layout.fixed.value.size(); ++i) {
            auto& value = layout.fixed.value[i];
            const bool other = by_threshold && !threshold_fields_.empty() &&
                               threshold_fields_[block] != layout.fixed.component[i];
            value = at_fixed(other ? AtFixed::nothing : quantity.at_fixed, value,
                             by_threshold ? thresholds_[block] : 0.0);
        }
        const auto size = values.size() / blocks;
        const auto states = whole_states(layout, values.subspan(block * size, size), whole);
        room.insert(room.end(), states.begin(), states.end());
    }
    return std::span<const float>(room);
}

void QuantityWriter::finish(const std::map<std::string, std::map<std::string, double>>& numbers) {
    file_->finish([&](hid_t file) {
        for (const auto& [name, values] : numbers) {
            const Handle group = hdf5::open_group(file, name);
            for (const auto& [key, value] : values) hdf5::write_attribute(group.id(), key, value);
        }
    });
}

}  // namespace lhits
