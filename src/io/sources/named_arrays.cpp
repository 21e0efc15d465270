#include "named_arrays.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "array_lookup.hpp"
#include "axes_by_length.hpp"
#include "axes_messages.hpp"
#include "coordinate_names.hpp"
#include "grouped_arrays.hpp"

namespace lhits {
namespace {

bool names(const std::vector<std::string>& asked, const std::string& name) {
    return std::any_of(asked.begin(), asked.end(), [&](const std::string& one) {
        return one == name || one == last_part(name);
    });
}

/// The dimension of an array that has not more than one with several values.
std::optional<std::size_t> line_of(const Indices& shape) {
    std::optional<std::size_t> line;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        if (shape[d] == 1) continue;
        if (line) return {};
        line = d;
    }
    if (!line && !shape.empty()) line = 0;
    return line;
}

class NamedArrays final : public ArraysOfAnother {
public:
    NamedArrays(std::unique_ptr<ArrayFile> file, const SourceOptions& options)
        : ArraysOfAnother(std::move(file)),
          options_(options),
          variables_(file_->variables()),
          lines_(variables_.size()),
          fitted_(variables_.size(), 0) {
        for (std::size_t v = 0; v < variables_.size(); ++v) find_coordinate(v);
        choose_times();
        for (std::size_t v = 0; v < variables_.size(); ++v) name(v);
        prefer_arrays();
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }

    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        if (!lines_[variable]) return file_->read(variable, start, count, out);
        const auto& shape = file_->variables()[variable].shape;
        Indices from(shape.size(), 0), size(shape.size(), 1);
        from[*lines_[variable]] = start.front();
        size[*lines_[variable]] = count.front();
        file_->read(variable, from, size, out);
    }

private:
    /// In the order of the file; of grouped arrays (grouped_arrays.hpp) in one group.
    Indices stored_shape(std::size_t v) const {
        const auto& own = file_->variables()[v];
        return own.groups.empty() ? own.shape : within_group(own).shape;
    }

    /// In the order of the user's program.
    Indices shape_of(std::size_t v) const {
        auto shape = stored_shape(v);
        if (file_->variables()[v].first_is_fastest) std::reverse(shape.begin(), shape.end());
        return shape;
    }

    /// The dimension that a variable has the times or the places of, by its name or the options.
    std::string kind_of(const ArrayVariable& variable) const {
        const auto kind = coordinate_of(variable.name);
        const bool times = kind == "time" && last_part(variable.name) != "T";
        if (names(options_.variables, variable.name) && !times) return {};
        if (!options_.time.empty() && names({options_.time}, variable.name)) return "time";
        if (names(options_.grid, variable.name)) {
            return kind.empty() || kind == "time" ? last_part(variable.name) : kind;
        }
        const bool other = kind == "time" ? !options_.time.empty() : !options_.grid.empty();
        return other ? std::string() : kind;
    }

    void find_coordinate(std::size_t v) {
        auto& own = variables_[v];
        if (!own.dimensions.empty() || own.shape.empty() || own.lone) return;
        const auto kind = kind_of(own);
        if (kind.empty() && !names(options_.parameters, own.name)) return;
        Coordinate found{kind, 0, {}, 0};
        if (!own.groups.empty()) {  // others in each group
            const auto shape = stored_shape(v);
            const auto line = line_of(shape);
            if (!line || kind.empty()) return;
            own.along = kind;
            found.length = shape[*line];
            if (found.length > 1) coordinates_.push_back(found);
            return;
        }
        lines_[v] = line_of(own.shape);
        if (!lines_[v]) {
            lines_[v] = kind.empty() ? std::nullopt : mesh_line(v);
            if (!lines_[v]) return;
            found.mesh = shape_of(v);
            found.along = own.first_is_fastest ? own.shape.size() - 1 - *lines_[v] : *lines_[v];
        }
        own.along = kind;
        own.shape = {own.shape[*lines_[v]]};
        own.first_is_fastest = false;
        found.length = own.shape.front();
        if (kind == "time") own.dimensions = {kind};
        if (kind.empty() || (found.length == 1 && !options_.snapshots)) return;
        coordinates_.push_back(found);
        of_.push_back(v);
    }

    /// The one dimension of a mesh along which its values rise or fall, where they are the same
    /// along the others; none: it is no mesh.
    std::optional<std::size_t> mesh_line(std::size_t v) {
        const auto shape = variables_[v].shape;
        for (std::size_t d = 0; d < shape.size(); ++d) {
            const auto line = [&](bool end, std::int64_t part) {  // the part / 2 of the others
                Indices start(shape.size(), 0), count(shape.size(), 1);
                for (std::size_t other = 0; other < shape.size() && end; ++other) {
                    start[other] = (shape[other] - 1) * part / 2;
                }
                start[d] = 0;
                count[d] = shape[d];
                std::vector<double> values(static_cast<std::size_t>(shape[d]));
                file_->read(v, start, count, values);
                return values;
            };
            const auto first = line(false, 0);
            if (first.size() < 2 ||
                (!std::is_sorted(first.begin(), first.end(), std::less_equal<>()) &&
                 !std::is_sorted(first.begin(), first.end(), std::greater_equal<>()))) {
                continue;
            }
            if (line(true, 1) == first && line(true, 2) == first) return d;
        }
        return {};
    }

    /// Of several arrays of as many times the one with the plainest name.
    void choose_times() {
        const auto rank = [&](std::size_t v) {
            const auto name = last_part(variables_[v].name);
            return name == "time" ? 0 : name == "t" ? 1 : 2;
        };
        for (std::size_t i = 0; i < of_.size(); ++i) {
            for (std::size_t j = 0; j < of_.size(); ++j) {
                auto &one = variables_[of_[i]], &other = variables_[of_[j]];
                if (i == j || one.along != "time" || other.along != "time") continue;
                if (one.shape != other.shape || rank(of_[j]) < rank(of_[i])) continue;
                other.along.clear();
            }
        }
    }

    /// Or a number of each group; what a group has at its one time is no vector over time.
    bool is_vector(std::size_t v) const {
        const auto shape = stored_shape(v);
        const bool one_time = file_->variables()[v].groups == "time";
        return shape.empty() || (!one_time && line_of(shape).has_value());
    }

    void name(std::size_t v) {
        auto& own = variables_[v];
        const auto shape = shape_of(v);
        if (lines_[v] || !own.dimensions.empty() || !own.along.empty() || shape.empty()) return;
        const bool group_of_one_time = own.groups == "time";
        auto coordinates = coordinates_;
        std::erase_if(coordinates, [&](const Coordinate& one) {
            return group_of_one_time && one.dimension == "time";
        });
        const auto readings = readings_of(shape, coordinates);
        const bool snapshots = options_.snapshots || group_of_one_time;
        fitted_[v] = shape.size() - static_cast<std::size_t>(std::count(
                                        readings.front().begin(), readings.front().end(), ""));
        if (!options_.dimensions.empty()) {
            if (options_.dimensions.size() == shape.size()) check_given(v, readings);
            return;
        }
        std::set<Reading> complete;
        for (const auto& reading : readings) {
            complete.insert(completed(reading, shape, snapshots));
        }
        if (complete.size() == 1 && is_complete(*complete.begin())) {
            take(v, *complete.begin());
            own.guess = guess_message(called(v), *complete.begin(), beside());
        } else if (own.lone && shape.size() == 2 && !options_.snapshots) {
            take(v, {"time", "x"});
            own.guess = convention_message(shape);
        } else {
            own.unclear = unclear_message(called(v), shape, own.first_is_fastest, readings,
                                          beside(), options_, others_to_name(v));
        }
    }

    void take(std::size_t v, Reading reading) {
        auto& own = variables_[v];
        if (own.first_is_fastest) std::reverse(reading.begin(), reading.end());
        if (!own.groups.empty()) reading.insert(reading.begin(), own.groups);
        for (std::size_t d = 0; d < reading.size(); ++d) {
            if (reading[d] != "point") continue;
            for (const auto place : of_) {
                const auto& along = variables_[place];
                if (along.along == "time" || along.shape != Indices{own.shape[d]}) continue;
                own.coordinates += (own.coordinates.empty() ? "" : " ") + along.name;
            }
        }
        own.dimensions = std::move(reading);
    }

    /// The dimensions that the user names are where the lengths of t and x do not say otherwise.
    void check_given(std::size_t v, const std::vector<Reading>& readings) {
        const auto contradicts = [&](const Reading& reading) {
            for (std::size_t d = 0; d < reading.size(); ++d) {
                for (std::size_t e = 0; e < reading.size(); ++e) {
                    const auto& given = options_.dimensions[e];
                    const bool time = given == last_part(options_.time);
                    const auto kind = time ? "time" : coordinate_of(given);
                    if (d != e && !kind.empty() && reading[d] == kind) return true;
                }
            }
            return false;
        };
        if (!std::all_of(readings.begin(), readings.end(), contradicts)) return;
        const auto& own = variables_[v];
        variables_[v].unclear = contradiction_message(called(v), shape_of(v), own.first_is_fastest,
                                                      readings, beside(), options_);
    }

    bool is_asked_for(std::size_t v) const { return names(options_.variables, variables_[v].name); }

    /// Of arrays that nobody asked for, those are no states that fit times and places less than
    /// others do, nor vectors over time where there are arrays.
    void prefer_arrays() {
        bool arrays = false;
        std::size_t best = 0;
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            if (lines_[v] || variables_[v].dimensions.empty()) continue;
            arrays = arrays || !is_vector(v);
            best = std::max(best, fitted_[v]);
        }
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            auto& own = variables_[v];
            const bool has_names = !file_->variables()[v].dimensions.empty() || own.lone;
            if (lines_[v] || has_names || is_asked_for(v)) continue;
            const bool vector = is_vector(v);
            if (arrays && vector) own.dimensions.clear();
            if (vector || fitted_[v] < best) own.unclear.clear();
        }
        if (!arrays) note_series();
    }

    /// Vectors that are called x, y, z beside as many times may be states.
    void note_series() {
        std::vector<std::string> series;
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            const auto& own = variables_[v];
            if (!lines_[v] && !(own.dimensions.empty() && own.unclear.empty())) return;
            if (lines_[v] && !own.along.empty() && own.along != "time" && is_over_time(own)) {
                series.push_back(own.name);
            }
        }
        if (series.empty()) return;
        variables_[*find_variable(variables_, series.front())].unclear =
            series_message(series, beside(), options_);
    }

    bool is_over_time(const ArrayVariable& variable) const {
        return std::any_of(coordinates_.begin(), coordinates_.end(), [&](const Coordinate& one) {
            return one.dimension == "time" && Indices{one.length} == variable.shape;
        });
    }

    /// "usol (5, 4)".
    std::string called(std::size_t v) const {
        return fmt::format("{} ({})", name_of(v), fmt::join(shape_of(v), ", "));
    }

    std::string name_of(std::size_t v) const {
        const auto& own = variables_[v];
        if (own.lone || own.name.empty()) return "the array";
        return own.complex.empty() ? own.name : own.complex;
    }

    /// "t (4), x (5)".
    std::string beside() const {
        std::vector<std::string> texts;
        for (const auto v : of_) {
            texts.push_back(fmt::format("{} ({})", variables_[v].name, variables_[v].shape[0]));
        }
        return fmt::format("{}", fmt::join(texts, ", "));
    }

    /// Where the names of dimensions would be taken for arrays of another shape too: those to take.
    std::string others_to_name(std::size_t v) const {
        const auto shape = shape_of(v);
        bool needed = false;
        std::vector<std::string> same;
        for (std::size_t w = 0; w < variables_.size(); ++w) {
            const auto& own = variables_[w];
            if (lines_[w] || own.lone || own.shape.size() != shape.size()) continue;
            if (shape_of(w) != shape) {
                needed = true;
            } else if (std::find(same.begin(), same.end(), name_of(w)) == same.end()) {
                same.push_back(name_of(w));
            }
        }
        if (!needed || !options_.variables.empty()) return {};
        return fmt::format("{}", fmt::join(same, ","));
    }

    SourceOptions options_;
    std::vector<ArrayVariable> variables_;
    std::vector<std::optional<std::size_t>> lines_;  // of those that are vectors now
    std::vector<std::size_t> fitted_;                // dimensions that times and places tell
    std::vector<Coordinate> coordinates_;
    std::vector<std::size_t> of_;  // their variables
};

}  // namespace

std::unique_ptr<ArrayFile> name_dimensions(std::unique_ptr<ArrayFile> file,
                                           const SourceOptions& options) {
    return std::make_unique<NamedArrays>(std::move(file), options);
}

}  // namespace lhits
