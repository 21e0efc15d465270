#include "table_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../number_text.hpp"
#include "array_source.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "table_roles.hpp"
#include "table_rows.hpp"

namespace lhits {
namespace {

using Rows = TableRoles::Rows;

/// Places that are the same, beside which the nearest others are `spacing` away.
bool same(double a, double b, double spacing) {
    const double rounding = 4.0 * std::numeric_limits<double>::epsilon() * std::abs(b);
    return std::abs(a - b) <= std::max(1e-3 * spacing, rounding) ||
           (std::isnan(a) && std::isnan(b));
}

/// A column with the places of points, of the first time.
struct PlaceColumn {
    std::size_t column = 0;
    std::vector<double> places{};
    double spacing = 0.0;  ///< the smallest step from a row to the next

    void add(double place) {
        if (!places.empty() && place != places.back()) {
            const double step = std::abs(place - places.back());
            spacing = spacing > 0.0 ? std::min(spacing, step) : step;
        }
        places.push_back(place);
    }
};

class TableSource final : public DataSource {
public:
    TableSource(const std::string& path, const SourceOptions& options)
        : options_(options),
          rows_(path),
          roles_(table_roles(rows_.names(), rows_.columns(), options)) {
        for (const auto c : roles_.places) places_.push_back({.column = c});
        scan();
        find_layout();
        shape_.left_out = roles_.left_out;
        note_names();
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
        const bool profiles = roles_.rows == Rows::profiles;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count) * points_; ++i, ++at_) {
            if (!rows_.next(row)) rows_.refuse("the rows that were there", "the end of the file");
            const std::size_t state = i / points_ * n, point = i % points_;
            for (std::size_t c = 0; c < roles_.values.size(); ++c) {
                out[state + (profiles ? c : c * points_ + point)] = row[roles_.values[c]];
            }
        }
    }

private:
    [[noreturn]] static void refuse(const std::string& expected, const std::string& found,
                                    const std::string& advice) {
        throw InputError(fmt::format("expected {}, found {}; {}", expected, found, advice));
    }

    void note_names() {
        if (rows_.names_in_comment()) {
            shape_.notes.push_back("the names of the columns are from the comment before them: " +
                                   contents_of(roles_.columns));
        }
        if (rows_.names_are_numbers() && roles_.rows != Rows::profiles) {
            shape_.notes.emplace_back(
                "the columns have numbers as names: --dimensions time,x takes them for places");
        }
        for (const auto c : roles_.values) {
            const auto& [name, units, written] = roles_.columns[c];
            if (written.empty() || written.starts_with(name)) continue;
            shape_.notes.push_back(
                fmt::format("the column {} is called {}", in_quotes(written), name));
        }
    }

    /// Goes through the whole table once: the points, the times, and that they repeat.
    void scan() {
        std::vector<double> row, first;
        WrittenDigits digits;
        std::size_t count = 0;
        bool points_known = places_.empty() && roles_.rows != Rows::points;
        rows_.rewind();
        for (; rows_.next(row); ++count) {
            if (count == 0) first = row;
            if (roles_.index) check_index(row.front(), count);
            if (count > 0 && !points_known && is_again(row, first)) {
                points_known = true;
                points_ = count;
            }
            const std::size_t point = points_known ? count % points_ : count;
            if (points_known) {
                check_place(row, point);
            } else {
                for (auto& place : places_) place.add(row[place.column]);
            }
            if (!roles_.time) continue;
            if (point == 0) {
                digits.add(rows_.field(*roles_.time), row[*roles_.time]);
                shape_.at.push_back(row[*roles_.time]);
            } else if (row[*roles_.time] != shape_.at.back()) {
                rows_.refuse(
                    fmt::format("all points of the time {} before others", shape_.at.back()),
                    fmt::format("the time {}", row[*roles_.time]));
            }
        }
        if (count == 0) rows_.refuse("rows of numbers", "the end of the file");
        if (!points_known) points_ = count;
        if (count % points_ != 0) {
            rows_.refuse(fmt::format("{} points at every time", points_),
                         fmt::format("the end of the file after {} of the last", count % points_));
        }
        rows_.rewind();
        shape_.times = static_cast<std::int64_t>(count / points_);
        check_times(digits);
    }

    /// Whether a row is at the place of the first one, so that another time begins.
    bool is_again(const std::vector<double>& row, const std::vector<double>& first) const {
        if (roles_.rows == Rows::points) return false;
        return std::all_of(places_.begin(), places_.end(), [&](const PlaceColumn& place) {
            return same(row[place.column], first[place.column], place.spacing);
        });
    }

    void check_place(const std::vector<double>& row, std::size_t point) const {
        for (const auto& place : places_) {
            if (same(row[place.column], place.places[point], place.spacing)) continue;
            rows_.refuse(fmt::format("{} = {}, as at the first time (all points of a time, then "
                                     "those of the next)",
                                     roles_.columns[place.column].name, place.places[point]),
                         fmt::format("{}", row[place.column]));
        }
    }

    /// What pandas and R put before the columns: 0, 1, 2, ..., perhaps again and again.
    void check_index(double value, std::size_t row) {
        const bool begins = value == 0.0 || value == 1.0;
        if (row == 0 ? begins : value == last_index_ + 1.0 || begins) {
            last_index_ = value;
            return;
        }
        refuse("a name for the first column, which does not only count the rows",
               fmt::format("none, and {} in row {}", value, row + 1),
               "name it in the file, or say what it is: --time column1, or the others with "
               "--variables");
    }

    void check_times(const WrittenDigits& digits) {
        const bool named = roles_.time || !places_.empty() || !options_.dimensions.empty();
        if (shape_.times > 1 && options_.snapshots && !named) ask_for_rows();
        if (shape_.times > 1 && roles_.time && places_.empty() && shape_.at[0] == shape_.at[1]) {
            refuse("columns with the places of points, for several rows are of the time " +
                       fmt::format("{}", shape_.at[0]),
                   contents_of(roles_.columns), "name them: --grid x,y");
        }
        if (shape_.times == 1 && !roles_.time && !options_.snapshots) {
            refuse("more than one time", "one",
                   "join files of one time each (--join), or name the columns");
        }
        if (shape_.at.size() < 2) return;
        // Digits that cannot tell the times apart are too few.
        const double step = std::abs(shape_.at.back() - shape_.at.front()) /
                            static_cast<double>(shape_.at.size() - 1);
        shape_.time_rounding = std::min(digits.rounding(), step / 8.0);
    }

    /// Rows without times and places are taken for times where a file has several, but of files
    /// that go on in time each may as well have one.
    [[noreturn]] void ask_for_rows() const {
        const auto& command = options_.command;
        const std::pair<std::string, std::string> points =
            roles_.columns.size() > 1
                ? std::pair{std::string("--grid"), roles_.columns.front().name}
                : std::pair{std::string("--dimensions"), std::string("x,component")};
        refuse("columns with times or places, or to be told what a row is",
               fmt::format("{} rows of {}", shape_.times, contents_of(roles_.columns)),
               fmt::format("if rows are points of one time: {}; if they are times: {}",
                           command.with({points}),
                           command.with({{"--dimensions", "time,component"}})));
    }

    /// The places of the columns, where they are their names.
    std::vector<double> places_of_columns(const std::string& axis) const {
        const bool named = rows_.names_are_numbers() && !options_.spacing.contains(axis);
        if (!named) {
            return numbered_places(options_, axis, static_cast<std::int64_t>(roles_.values.size()));
        }
        std::vector<double> places;
        for (const auto c : roles_.values) places.push_back(*number_of(roles_.columns[c].name));
        return places;
    }

    void find_layout() {
        auto& layout = shape_.layout;
        if (roles_.rows == Rows::profiles) {
            const auto& axis = options_.dimensions.back();
            const auto name = options_.variables.empty() ? "u" : options_.variables.front();
            layout = grid_layout({{axis, units_of(options_, axis, ""), places_of_columns(axis)}},
                                 {{name, units_of(options_, name, "")}});
        } else {
            layout = layout_of_points();
        }
        const auto units = roles_.time ? roles_.columns[*roles_.time].units : "";
        layout.time_units = !options_.time_units.empty() ? options_.time_units
                            : units.empty()              ? "1"
                                                         : units;
    }

    StateLayout layout_of_points() const {
        StateLayout layout;
        for (std::size_t c = 0; c < roles_.values.size(); ++c) {
            const auto& [name, units, written] = roles_.columns[roles_.values[c]];
            layout.components.push_back({name, units_of(options_, name, units)});
            layout.component.insert(layout.component.end(), points_, static_cast<std::int32_t>(c));
        }
        for (const auto& place : places_) {
            const auto& [name, units, written] = roles_.columns[place.column];
            layout.axes.push_back({name, units_of(options_, name, units), place.places});
        }
        if (roles_.rows == Rows::points) {
            const auto& name = options_.dimensions.front();
            layout.axes.push_back(
                {name, units_of(options_, name, ""),
                 numbered_places(options_, name, static_cast<std::int64_t>(points_))});
        }
        if (layout.axes.empty()) layout.axes.push_back({"x", "1", {0.0}});
        for (auto& axis : layout.axes) {  // of all components
            const auto places = axis.places;
            for (std::size_t c = 1; c < roles_.values.size(); ++c) {
                axis.places.insert(axis.places.end(), places.begin(), places.end());
            }
        }
        layout.grid = rectilinear_grid(layout);
        return layout;
    }

    SourceOptions options_;
    TableRows rows_;
    TableRoles roles_;
    std::vector<PlaceColumn> places_;
    double last_index_ = 0.0;
    SourceShape shape_;
    std::size_t points_ = 1;  // rows of a time
    std::size_t at_ = 0;      // the next row
};

}  // namespace

std::unique_ptr<DataSource> open_table(const std::string& path, const SourceOptions& options) {
    try {
        return std::make_unique<TableSource>(path, options);
    } catch (const InputError& error) {
        const std::string what = error.what();
        throw InputError(what.starts_with(path) ? what : fmt::format("{}: {}", path, what));
    }
}

}  // namespace lhits
