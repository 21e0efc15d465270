#include "table_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "array_source.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "table_rows.hpp"

namespace lhits {
namespace {

using Columns = std::vector<std::size_t>;

/// Places that are the same, as text has them.
bool same(double a, double b) { return std::abs(a - b) <= 1e-6 * (1.0 + std::abs(b)); }

class TableSource final : public DataSource {
public:
    TableSource(const std::string& path, const SourceOptions& options)
        : options_(options), rows_(path), profiles_(!options.dimensions.empty()) {
        std::vector<double> row;
        if (!rows_.next(row)) rows_.refuse("rows of numbers", "the end of the file");
        name_columns(row.size());
        choose_columns();
        scan();
    }

    const SourceShape& shape() const override { return shape_; }
    bool seeks() const override { return false; }

    void read(std::int64_t, std::int64_t first, std::int64_t count,
              std::span<double> out) override {
        const auto begin = static_cast<std::size_t>(first) * points_;
        if (begin < at_) {
            rows_.rewind();
            at_ = 0;
        }
        std::vector<double> row;
        while (at_ < begin && rows_.next(row)) ++at_;
        const std::size_t n = shape_.layout.size();
        for (std::size_t i = 0; i < static_cast<std::size_t>(count) * points_; ++i, ++at_) {
            if (!rows_.next(row)) rows_.refuse("the rows that were there", "the end of the file");
            const std::size_t state = i / points_ * n, point = i % points_;
            for (std::size_t c = 0; c < values_.size(); ++c) {
                out[state + (profiles_ ? c : c * points_ + point)] = row[values_[c]];
            }
        }
    }

private:
    void name_columns(std::size_t count) {
        names_ = rows_.names();
        for (std::size_t c = names_.size(); c < count; ++c) {
            names_.push_back(fmt::format("column{}", c + 1));
        }
    }

    std::optional<std::size_t> find(const std::string& name) const {
        const auto at = std::find(names_.begin(), names_.end(), name);
        if (at == names_.end()) return {};
        return static_cast<std::size_t>(at - names_.begin());
    }

    std::size_t require(const std::string& name, const char* option) const {
        if (const auto found = find(name)) return *found;
        rows_.refuse(fmt::format("a column {} ({})", shown(name), option),
                     fmt::format("{}", fmt::join(names_, ", ")));
    }

    void choose_columns() {
        if (!options_.time.empty()) time_ = require(options_.time, "--time");
        for (const auto* name : {"time", "t"}) {
            if (!time_) time_ = find(name);
        }
        if (profiles_) {
            if (options_.dimensions.size() != 2 || options_.dimensions.front() != "time") {
                rows_.refuse("--dimensions time,x for a table, of which a row is a time",
                             fmt::format("{}", fmt::join(options_.dimensions, ",")));
            }
        } else {
            for (const auto& name : options_.grid) places_.push_back(require(name, "--grid"));
            for (const auto* name : {"x", "y", "z"}) {
                const auto found =
                    options_.grid.empty() && chosen(name) ? find(name) : std::nullopt;
                if (found) places_.push_back(*found);
            }
            for (const auto& name : options_.variables) {
                values_.push_back(require(name, "--variables"));
            }
        }
        if (!values_.empty()) return;
        for (std::size_t c = 0; c < names_.size(); ++c) {
            const bool place = std::find(places_.begin(), places_.end(), c) != places_.end();
            if (c != time_ && !place) values_.push_back(c);
        }
        if (values_.empty()) rows_.refuse("columns with values", "none besides time and places");
    }

    /// Whether a column that could have places is not asked for as a component.
    bool chosen(const std::string& name) const {
        const auto& all = options_.variables;
        return std::find(all.begin(), all.end(), name) == all.end();
    }

    /// Goes through the whole table once: the points, the times, and that they repeat.
    void scan() {
        std::vector<double> row, first;
        std::vector<std::vector<double>> places(places_.size());
        std::size_t count = 0;
        bool points_known = places_.empty();
        rows_.rewind();
        while (rows_.next(row)) {
            if (count == 0) first = row;
            const bool again = count > 0 && !points_known &&
                               std::all_of(places_.begin(), places_.end(),
                                           [&](std::size_t c) { return same(row[c], first[c]); });
            if (again) {
                points_known = true;
                points_ = count;
            }
            if (!points_known) {
                for (std::size_t a = 0; a < places_.size(); ++a)
                    places[a].push_back(row[places_[a]]);
            } else {
                check_place(row, count % points_, places);
            }
            const std::size_t point = points_known ? count % points_ : count;
            if (time_ && point == 0) shape_.at.push_back(row[*time_]);
            if (time_ && !same(row[*time_], shape_.at.back())) {
                rows_.refuse(
                    fmt::format("all points of the time {:g} before others", shape_.at.back()),
                    fmt::format("the time {:g}", row[*time_]));
            }
            ++count;
        }
        if (!points_known) points_ = count;
        if (count % points_ != 0) {
            rows_.refuse(fmt::format("{} points at every time", points_),
                         fmt::format("the end of the file after {} of the last", count % points_));
        }
        shape_.times = static_cast<std::int64_t>(count / points_);
        if (shape_.times > 1 || time_ || options_.snapshots) {
            find_layout(places);
            rows_.rewind();
            return;
        }
        rows_.refuse("more than one time",
                     "one; join files of one time each (--join), or name the columns");
    }

    void check_place(const std::vector<double>& row, std::size_t point,
                     const std::vector<std::vector<double>>& places) const {
        for (std::size_t a = 0; a < places_.size(); ++a) {
            if (same(row[places_[a]], places[a][point])) continue;
            rows_.refuse(fmt::format("{} = {:g}, as at the first time (all points of a time, then "
                                     "those of the next)",
                                     names_[places_[a]], places[a][point]),
                         fmt::format("{:g}", row[places_[a]]));
        }
    }

    void find_layout(const std::vector<std::vector<double>>& places) {
        auto& layout = shape_.layout;
        if (profiles_) {
            const auto& axis = options_.dimensions.back();
            const auto name = options_.variables.empty() ? "u" : options_.variables.front();
            layout = grid_layout(
                {{axis, units_of(options_, axis, ""),
                  numbered_places(options_, axis, static_cast<std::int64_t>(values_.size()))}},
                {{name, units_of(options_, name, "")}});
        } else {
            for (const auto c : values_) {
                layout.components.push_back({names_[c], units_of(options_, names_[c], "")});
            }
            for (std::size_t c = 0; c < values_.size(); ++c) {
                layout.component.insert(layout.component.end(), points_,
                                        static_cast<std::int32_t>(c));
            }
            for (std::size_t a = 0; a < places_.size(); ++a) {
                const auto& name = names_[places_[a]];
                layout.axes.push_back({name, units_of(options_, name, ""), {}});
            }
            if (places_.empty()) layout.axes.push_back({});
            for (std::size_t c = 0; c < values_.size(); ++c) {
                for (std::size_t a = 0; a < layout.axes.size(); ++a) {
                    auto& to = layout.axes[a].places;
                    if (places_.empty())
                        to.push_back(0.0);
                    else
                        to.insert(to.end(), places[a].begin(), places[a].end());
                }
            }
            layout.grid = rectilinear_grid(layout);
        }
        layout.time_units = options_.time_units.empty() ? "1" : options_.time_units;
    }

    SourceOptions options_;
    TableRows rows_;
    bool profiles_;
    std::vector<std::string> names_;
    std::optional<std::size_t> time_;
    Columns places_, values_;
    SourceShape shape_;
    std::size_t points_ = 1;  // rows of a time
    std::size_t at_ = 0;      // the next row
};

}  // namespace

std::unique_ptr<DataSource> open_table(const std::string& path, const SourceOptions& options) {
    return std::make_unique<TableSource>(path, options);
}

}  // namespace lhits
