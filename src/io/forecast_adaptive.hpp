// The group "adaptive" in the group of each surrogate's forecasts of unseen trajectories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hdf5_data.hpp"
#include "lhits/io/forecast_file.hpp"

namespace lhits::hdf5 {

/// Pre: header.adaptive. The group of the surrogate is there.
void lay_out_adaptive(hid_t file, const ForecastHeader& header, const ForecastGroup& group);

/// Nothing where the file has none.
std::optional<AdaptiveAxes> read_adaptive_axes(hid_t file, const ForecastHeader& header);

/// The path of a dataset.
std::string adaptive_dataset(const std::string& surrogate, AdaptiveData dataset);

/// All of them; none where header.adaptive has none.
std::vector<std::string> adaptive_datasets(const ForecastHeader& header);

/// The shape without the first dimension.
Shape adaptive_shape(const ForecastHeader& header, const ForecastGroup& group,
                     AdaptiveData dataset);

}  // namespace lhits::hdf5
