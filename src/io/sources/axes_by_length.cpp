#include "axes_by_length.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace lhits {
namespace {

bool has(const Reading& reading, const std::string& name) {
    return std::find(reading.begin(), reading.end(), name) != reading.end();
}

std::size_t unknown_of(const Reading& reading) {
    return static_cast<std::size_t>(std::count(reading.begin(), reading.end(), ""));
}

/// Where the dimensions of a mesh are among those of an array, in order.
std::vector<std::vector<std::size_t>> places_of(const Indices& mesh, const Indices& shape) {
    std::vector<std::vector<std::size_t>> found{{}};
    for (const auto size : mesh) {
        std::vector<std::vector<std::size_t>> longer;
        for (const auto& some : found) {
            for (std::size_t d = some.empty() ? 0 : some.back() + 1; d < shape.size(); ++d) {
                if (shape[d] != size) continue;
                longer.push_back(some);
                longer.back().push_back(d);
            }
        }
        found = std::move(longer);
    }
    return found;
}

class Search {
public:
    Search(const Indices& shape, const std::vector<Coordinate>& coordinates)
        : shape_(shape), coordinates_(coordinates) {
        std::set<Indices> meshes;
        for (const auto& one : coordinates) {
            if (std::find(kinds_.begin(), kinds_.end(), one.dimension) == kinds_.end()) {
                kinds_.push_back(one.dimension);
            }
            if (!one.mesh.empty()) meshes.insert(one.mesh);
        }
        const Reading none(shape.size());
        try_kind(0, none, 0, {});
        // Meshes of one shape lie in the same dimensions.
        for (const auto& mesh : meshes) {
            for (const auto& places : places_of(mesh, shape)) {
                mesh_ = mesh;
                try_kind(0, none, 0, places);
            }
        }
    }

    std::vector<Reading> best() const { return {best_.begin(), best_.end()}; }

private:
    void try_kind(std::size_t kind, const Reading& reading, std::size_t fitted,
                  const std::vector<std::size_t>& mesh) {
        if (kind == kinds_.size()) {
            keep(reading, fitted);
            try_points(reading, fitted);
            return;
        }
        try_kind(kind + 1, reading, fitted, mesh);
        for (const auto& one : coordinates_) {
            if (one.dimension != kinds_[kind]) continue;
            if (!one.mesh.empty() && (mesh.empty() || one.mesh != mesh_)) continue;
            for (std::size_t d = 0; d < shape_.size(); ++d) {
                const bool fits = one.mesh.empty() ? shape_[d] == one.length : d == mesh[one.along];
                if (!fits || !reading[d].empty()) continue;
                auto longer = reading;
                longer[d] = one.dimension;
                try_kind(kind + 1, longer, fitted + 1, mesh);
            }
        }
    }

    /// x and y of every point along one dimension.
    void try_points(const Reading& reading, std::size_t fitted) {
        for (std::size_t d = 0; d < shape_.size(); ++d) {
            if (!reading[d].empty()) continue;
            std::set<std::string> of;
            for (const auto& one : coordinates_) {
                const bool fits = one.mesh.empty() && one.length == shape_[d];
                if (fits && one.dimension != "time" && !has(reading, one.dimension)) {
                    of.insert(one.dimension);
                }
            }
            if (of.size() < 2) continue;
            auto longer = reading;
            longer[d] = std::string("point");
            keep(longer, fitted + of.size());
        }
    }

    void keep(const Reading& reading, std::size_t fitted) {
        const auto unknown = unknown_of(reading);
        if (fitted < fitted_ || (fitted == fitted_ && unknown > unknown_)) return;
        if (fitted > fitted_ || unknown < unknown_) best_.clear();
        fitted_ = fitted;
        unknown_ = unknown;
        best_.insert(reading);
    }

    const Indices& shape_;
    const std::vector<Coordinate>& coordinates_;
    std::vector<std::string> kinds_;
    Indices mesh_;
    std::set<Reading> best_;
    std::size_t fitted_ = 0, unknown_ = 100;
};

}  // namespace

std::vector<Reading> readings_of(const Indices& shape, const std::vector<Coordinate>& coordinates) {
    return Search(shape, coordinates).best();
}

bool is_complete(const Reading& reading) { return !has(reading, ""); }

Reading completed(const Reading& reading, const Indices& shape, bool snapshots) {
    auto result = reading;
    const bool time = has(reading, "time");
    const bool fitted = unknown_of(reading) < reading.size();
    // A dimension of one value is of one trajectory, whatever was meant.
    for (std::size_t d = 0; d < result.size() && result.size() > 2; ++d) {
        if (result[d].empty() && shape[d] == 1 && !has(result, "trajectory"))
            result[d] = std::string("trajectory");
    }
    const auto rest =
        static_cast<std::size_t>(std::find(result.begin(), result.end(), "") - result.begin());
    if (unknown_of(result) != 1) return result;
    const auto known = result.size() - 1 - (has(result, "trajectory") ? 1U : 0U);
    if (time && known == 1) {
        result[rest] = std::string(has(result, "x") ? "y" : "x");
    } else if (!time && fitted) {
        result[rest] = std::string("time");
    } else if (result.size() == 1 && snapshots) {
        result[rest] = std::string("x");
    }
    return result;
}

std::vector<Reading> proposals(const Reading& reading, const Indices& shape, bool snapshots,
                               bool first_axis_first) {
    const auto start = completed(reading, shape, snapshots);
    std::vector<std::size_t> unknown;
    for (std::size_t d = 0; d < start.size(); ++d) {
        if (start[d].empty()) unknown.push_back(d);
    }
    std::vector<std::string> free;  // axes of space
    for (const auto* name : {"x", "y", "z"}) {
        if (!has(start, name)) free.emplace_back(name);
    }
    std::vector<Reading> result;
    /// `names` of the first of the dimensions that are left, axes for the others.
    const auto propose = [&](const std::vector<std::string>& names, bool reversed) {
        if (names.size() > unknown.size() || unknown.size() - names.size() > free.size()) return;
        auto all = names;
        std::vector<std::string> axes(
            free.begin(),
            free.begin() + static_cast<std::ptrdiff_t>(unknown.size() - names.size()));
        if (!first_axis_first) std::reverse(axes.begin(), axes.end());
        all.insert(all.end(), axes.begin(), axes.end());
        if (reversed) {
            std::reverse(all.begin(), all.end());
            // x before y all the same
            std::reverse(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(axes.size()));
        }
        auto one = start;
        for (std::size_t i = 0; i < unknown.size(); ++i) one[unknown[i]] = all[i];
        if (std::find(result.begin(), result.end(), one) == result.end()) result.push_back(one);
    };
    if (has(start, "time") || (snapshots && start.size() > 1)) {
        const bool time = has(start, "time");
        // Components come last, where the last dimension is the fastest.
        const bool last = unknown.size() == 1 && unknown.front() + 1 == start.size();
        if (time && last && start.size() > 2 && !first_axis_first) propose({"component"}, false);
        if (time && !has(start, "trajectory")) propose({"trajectory"}, false);
        propose({}, false);
        if (!time) propose({"time"}, false);
        if (result.size() < 3) propose({"component"}, false);
        return result;
    }
    propose({"time"}, first_axis_first);
    propose({"time"}, !first_axis_first);
    if (unknown.size() > 2) propose({"trajectory", "time"}, false);
    if (unknown.size() > 3) propose({"trajectory", "time", "component"}, false);
    return result;
}

}  // namespace lhits
