// The group "statistics" of a forecast file: that of the true trajectories, with a group of the
// same datasets for each surrogate in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hdf5_data.hpp"
#include "lhits/io/forecast_file.hpp"

namespace lhits::hdf5 {

/// Pre: header.statistics.
void lay_out_statistics(hid_t file, const ForecastHeader& header);

/// Nothing where the file has no statistics.
std::optional<StatisticsAxes> read_statistics_axes(hid_t file);

/// The path of a dataset; `surrogate` is empty for the true trajectories.
std::string statistics_dataset(const std::string& surrogate, StatisticsData dataset);

/// All of them; none where header.statistics has none.
std::vector<std::string> statistics_datasets(const ForecastHeader& header);

}  // namespace lhits::hdf5
