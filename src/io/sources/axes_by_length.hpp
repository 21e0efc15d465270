// Which dimension of an array is time, and which is an axis of space: told by the lengths of the
// times and the places beside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "array_file.hpp"

namespace lhits {

/// Times or places along a dimension.
struct Coordinate {
    std::string dimension;  ///< "time", "x", ...
    std::int64_t length = 0;
    /// Of an array that repeats them (a mesh): its shape, and which dimension of it they lie along.
    Indices mesh{};
    std::size_t along = 0;
};

/// The names of the dimensions of one array; empty ones are not known.
using Reading = std::vector<std::string>;

/// All readings of an array of that shape in which as many of the coordinates as possible fit; one
/// without any name where none fits. Places that are as many as each other but not as two
/// dimensions are those of points: "point".
std::vector<Reading> readings_of(const Indices& shape, const std::vector<Coordinate>& coordinates);

/// With names for what is left, where only one way makes sense: of two dimensions the other one.
/// `snapshots`: an array may be of one time.
Reading completed(const Reading& reading, const Indices& shape, bool snapshots);

bool is_complete(const Reading& reading);

/// Some complete readings to choose from, the likeliest first. `first_axis_first`: x comes before
/// y.
std::vector<Reading> proposals(const Reading& reading, const Indices& shape, bool snapshots,
                               bool first_axis_first);

}  // namespace lhits
