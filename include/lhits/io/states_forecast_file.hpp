// What `lhits forecast --model` writes. A QuantityWriter writes it (quantity_file.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/io/run_header.hpp"

namespace lhits {

inline constexpr const char* states_forecast_format = "lhits forecast of states";

/// One group, named after the surrogate. `steps` is the length of the forecast; every
/// `output_every`-th one is in the file.
struct StatesForecastHeader : RunHeader {
    std::string surrogate;  ///< "z4"
    std::string model;      ///< its file
    std::string states;     ///< the file with the initial states
    std::int64_t latent = 0;
    std::int64_t trajectories = 0;
    std::int64_t output_every = 1;
    std::vector<std::int64_t> outputs;  ///< elements of whole states: the axis "state"
    std::vector<double> parameters;     ///< (trajectories, parameter_names)
};

/// Without outputs and parameters. Serial. Throws InputError when the file cannot be used.
StatesForecastHeader read_states_forecast_header(const std::string& path);

/// A whole dataset of its group, of either precision. Serial. Throws InputError.
std::vector<double> read_states_forecast(const std::string& path, const std::string& group,
                                         const std::string& name);

}  // namespace lhits
