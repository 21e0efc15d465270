#include "lhits/config/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "deck_reader.hpp"
#include "deck_writer.hpp"
#include "lhits/base/checksum.hpp"

namespace lhits {
namespace {

constexpr const char* table = "sweep";
constexpr const char* combine_key = "combine";
constexpr const char* seed = "run.seed";
constexpr const char* seeds_apart = "list-and-seeds";

/// One key, and a point value for each of its values.
using Axis = std::vector<SweepPoint::Value>;

/// The value in a file name: 1e-3, 256-128, one-cycle.
std::string name_of(const SweepPoint::Value& value) {
    std::string text;
    for (const char c : value.text) {
        if (c == '[' || c == ']' || c == '"' || c == '\'' || c == ' ') continue;
        text += c == ',' ? '-' : c == '/' ? '_' : c;
    }
    return fmt::format("{}={}", value.key, text);
}

void add(SweepPoint& point, const SweepPoint::Value& value) {
    if (!point.name.empty()) point.name += ',';
    point.name += name_of(value);
    point.values.push_back(value);
}

Axis read_axis(const DeckReader& reader, const std::string& key, const toml::node& node,
               bool once) {
    const auto* list = node.as_array();
    if (list == nullptr || list->empty()) {
        reader.refuse(table, key, "a list of at least one value", node_text(node));
    }
    Axis axis;
    for (const auto& item : *list) {
        SweepPoint::Value value{key, node_text(item), reader.place(table, key)};
        if (once && std::find(axis.begin(), axis.end(), value) != axis.end()) {
            reader.refuse(table, key, "each value once", value.text + " twice");
        }
        axis.push_back(std::move(value));
    }
    return axis;
}

std::vector<Axis> read_axes(const DeckReader& reader, const std::string& how) {
    std::vector<Axis> axes;
    for (const auto& [key, node] : reader.leaves(table)) {
        if (key == combine_key) continue;
        const bool of_run = key.starts_with("run.") && key != "run.seed";
        if (key.find('.') == std::string::npos || key.starts_with("sweep.") || of_run) {
            reader.refuse(table, key, "table.key = [values], of [run] the seed alone", key);
        }
        if (reader.overridden(key)) {
            reader.refuse(table, key, "a key that is not set on the command line as well",
                          "--set " + key);
        }
        const bool once = how != seeds_apart || key == seed;
        axes.push_back(read_axis(reader, key, *node, once));
    }
    return axes;
}

/// Each of the points with each of the values.
std::vector<SweepPoint> times(const std::vector<SweepPoint>& points, const Axis& axis) {
    std::vector<SweepPoint> longer;
    for (const auto& point : points) {
        for (const auto& value : axis) add(longer.emplace_back(point), value);
    }
    return longer;
}

std::vector<SweepPoint> product(const std::vector<Axis>& axes) {
    std::vector<SweepPoint> points(1);
    for (const auto& axis : axes) points = times(points, axis);
    return points;
}

std::vector<SweepPoint> side_by_side(const DeckReader& reader, const std::vector<Axis>& axes) {
    std::vector<SweepPoint> points(axes.empty() ? 1 : axes.front().size());
    for (const auto& axis : axes) {
        if (axis.size() != points.size()) {
            reader.refuse(table, axis.front().key,
                          fmt::format("as many values as {} has ({}), with combine = \"list\"",
                                      axes.front().front().key, points.size()),
                          fmt::format("{}", axis.size()));
        }
        for (std::size_t i = 0; i < points.size(); ++i) add(points[i], axis[i]);
    }
    return points;
}

/// All but the seeds side by side, and each of these with every seed.
std::vector<SweepPoint> with_every_seed(const DeckReader& reader, std::vector<Axis> axes) {
    const auto seeds = std::stable_partition(
        axes.begin(), axes.end(), [](const Axis& axis) { return axis.front().key != seed; });
    const std::vector<Axis> last(seeds, axes.end());
    axes.erase(seeds, axes.end());
    auto points = side_by_side(reader, axes);
    for (auto one = points.begin(); one != points.end(); ++one) {
        if (std::find(points.begin(), one, *one) == one) continue;
        reader.refuse(table, axes.front().front().key, "each combination of the lists once",
                      one->name + " twice");
    }
    for (const auto& axis : last) points = times(points, axis);
    return points;
}

}  // namespace

void SweepTable::describe(Keys& keys) {
    keys.purpose(
        "Runs the deck once for each combination of values. Beside the key below, this table has "
        "lists for keys of other tables, such as reduction.latent = [2, 4]; of [run] the seed "
        "alone.");
    keys.affects(Stage::nothing);
    keys.key({combine_key,
              "How the lists are combined. product: every combination; list: the first values of "
              "all, then the second ones; list-and-seeds: these with every run.seed."},
             combine, {"product", "list", seeds_apart});
}

std::string SweepPoint::folder() const {
    constexpr std::size_t longest = 100;
    if (name.size() <= longest) return name;
    Checksum sum;
    sum.add(name);
    const auto end = fmt::format("~{:016x}", static_cast<std::uint64_t>(sum.value()));
    return name.substr(0, longest - end.size()) + end;
}

SweepPoint SweepPoint::only(const std::function<bool(const std::string& key)>& chosen,
                            const std::string& otherwise) const {
    SweepPoint some;
    for (const auto& value : values) {
        if (chosen(value.key)) add(some, value);
    }
    if (some.values.empty()) some.name = otherwise;
    return some;
}

std::vector<SweepPoint> read_sweep(const std::string& path,
                                   const std::vector<std::string>& overrides) {
    DeckReader reader(path, overrides, {});
    SweepTable keys;
    reader.read(table, keys);
    const auto& how = keys.combine;
    const auto axes = read_axes(reader, how);
    if (how == seeds_apart) return with_every_seed(reader, axes);
    return how == "product" ? product(axes) : side_by_side(reader, axes);
}

}  // namespace lhits
