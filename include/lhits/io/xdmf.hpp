// XDMF: a small text beside an HDF5 file that shows ParaView and VisIt the fields in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// States over time in a dataset whose last two dimensions are (time, state).
struct XdmfStates {
    std::string dataset;              ///< "forecast.h5:/z4/u_predicted", 32-bit reals
    std::vector<std::int64_t> shape;  ///< of all of it
    std::vector<std::int64_t> first;  ///< where along the dimensions before the last two
    std::string label{};              ///< follows the component's name: "u", "u true"
};

/// What is seen at one time: the components of all `states` on one grid.
struct XdmfSeries {
    std::string name;           ///< "z4, trajectory 0"
    std::string places;         ///< the group with x, y and z: "forecast.h5:/z4"
    std::vector<double> times;  ///< one for each entry of the dimension time
    std::vector<XdmfStates> states;
};

/// How many series to show, so that the file opens fast: a few trajectories of each group.
inline constexpr std::int64_t enough_xdmf_series = 4;

/// The text of an XDMF file (version 2: ParaView's "XDMF Reader") in which every series is a
/// temporal collection of rectilinear grids of one, two or three dimensions. Every k-th time is
/// shown, such that there are about 512 grids at most (1 MB of text). Components become
/// hyperslabs; nothing is copied. Empty where the states lie on no such grid.
std::string xdmf_text(const StateLayout& coordinates, const std::vector<XdmfSeries>& series);

/// Where the XDMF file of an HDF5 file is: "forecast.xmf" beside "forecast.h5".
std::string xdmf_path(const std::string& hdf5_path);

}  // namespace lhits
