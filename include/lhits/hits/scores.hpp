// How far a forecast is off, and until when it can be trusted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lhits {

/// Mean of (predicted - truth)^2 over the `width` elements of each row; one number a row into
/// `mse`, in double precision: the square of a float may be no float.
/// What is not a number stays so. For forecasts a row is a time; row 0 is the start, no prediction.
void mean_squared_errors(std::span<const float> predicted, std::span<const float> truth,
                         std::size_t width, std::span<double> mse);

/// The mean of mse[1], mse[2], ...: row 0 is the start and does not count. 0 where there is no
/// other row.
double mean_after_start(std::span<const double> mse);

/// ||predicted - truth|| / ||truth|| over rows 1, 2, ... of `width` elements.
double relative_l2(std::span<const float> predicted, std::span<const float> truth,
                   std::size_t width);

/// ||predicted - truth|| / ||truth|| of each row of `width` elements; one float a row into
/// `errors`.
void relative_l2_errors(std::span<const float> predicted, std::span<const float> truth,
                        std::size_t width, std::span<float> errors);

/// Of each field, over rows 1, 2, ... and its elements; `field` says which field, below `fields`,
/// each element of a row is of. 0 for a field without elements.
std::vector<float> rmse_of_fields(std::span<const float> predicted, std::span<const float> truth,
                                  std::span<const std::int32_t> field, std::size_t fields);

/// The standard deviation of each field over all rows of `u`; 0 for one without elements.
std::vector<double> deviations_of_fields(std::span<const float> u,
                                         std::span<const std::int32_t> field, std::size_t fields);

/// The first time at which sqrt(mse / variance) reaches `nrmse` or is not a number, where the error
/// is not 0; the last time when it never does. `mse` has one entry each `dt`, `variance` is that of
/// the data.
double valid_time(std::span<const double> mse, double variance, double nrmse, double dt);

}  // namespace lhits
