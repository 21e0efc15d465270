// Where the elements of a state lie, and what they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// An axis of space. Units are "1" where there is none.
struct StateAxis {
    std::string name = "x";
    std::string units = "1";
    std::vector<double> places;  ///< of each element of a state

    bool operator==(const StateAxis&) const = default;
};

/// One of the fields that a state has.
struct StateComponent {
    std::string name;  ///< without blanks
    std::string units = "1";

    bool operator==(const StateComponent&) const = default;
};

/// Elements that whole states have in files, and that never vary: nothing is learned of them, and
/// no score counts them.
struct FixedElements {
    std::vector<std::int64_t> at;  ///< their numbers among all elements of a whole state, rising
    std::vector<float> value;      ///< the constant; not a number: missing
    std::vector<std::int32_t> component;      ///< of each
    std::vector<std::vector<double>> places;  ///< along each axis, of each
    std::vector<std::int64_t> grid;           ///< of whole states

    /// How many of them are missing.
    std::size_t missing() const;

    /// Values that are missing equal each other.
    bool operator==(const FixedElements& other) const;
};

/// One entry of `component` and of the places along each axis for each element of a state.
struct StateLayout {
    std::vector<StateAxis> axes;          ///< one or more: x, y, z
    std::vector<std::int32_t> component;  ///< counts into `components`
    std::vector<StateComponent> components;
    std::string time_units = "1";
    /// How many points there are along each axis where those of every component, in their order,
    /// are those of one grid, the first axis fastest; empty: they are not.
    std::vector<std::int64_t> grid{};
    FixedElements fixed{};  ///< beside the elements above (whole_state.hpp)

    std::size_t size() const { return component.size(); }
    /// With the fixed elements.
    std::size_t whole_size() const { return size() + fixed.at.size(); }

    /// "u v": separated by blanks.
    std::string component_names() const;
    /// "1, m s-1": separated by commas, as units may have blanks.
    std::string component_units() const;
    /// "x y".
    std::string axis_names() const;

    bool operator==(const StateLayout&) const = default;
};

/// Components from what component_names() and component_units() are; empty units: "1" for all.
/// Throws InputError when there are not as many units as names.
std::vector<StateComponent> components_of(const std::string& names, const std::string& units);

/// All points of a grid for the first component, the first axis fastest, then all for the next.
/// The places of `along` are those of the points along each axis.
StateLayout grid_layout(const std::vector<StateAxis>& along, std::vector<StateComponent> components,
                        std::string time_units = "1");

/// The numbers of the elements of each component. Throws InputError unless each element
/// has a component and a place along every axis.
std::vector<std::vector<std::size_t>> elements_of_components(const StateLayout& layout);

/// The `grid` of a layout in which the places along each axis are the same for all others; empty
/// where they are not. Throws as above.
std::vector<std::int64_t> rectilinear_grid(const StateLayout& layout);

/// The layout of some elements of a whole state, on the rectilinear grid that they have, if any;
/// fixed ones stay fixed. Throws std::out_of_range where there is no such element.
StateLayout part_of(const StateLayout& layout, std::span<const std::int64_t> elements);

}  // namespace lhits
