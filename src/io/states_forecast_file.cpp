#include "lhits/io/states_forecast_file.hpp"

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "quantity_file.hpp"

namespace lhits {

QuantityFile file_of(const StatesForecastHeader& header) {
    return {states_forecast_format,
            header,
            [&](hid_t root) {
                hdf5::write_attribute(root, "groups", header.surrogate);
                hdf5::write_attribute(root, "model", header.model);
                hdf5::write_attribute(root, "states", header.states);
                hdf5::write_attribute(root, "output_every", header.output_every);
            },
            {{header.surrogate,
              {states_forecast_quantities},
              header.steps,
              {{"trajectory", "number of the initial condition", header.trajectories},
               {"latent", "number of the latent coordinate", header.latent}},
              header.parameters}},
            header.output_every,
            header.outputs};
}

std::vector<double> read_states_forecast(const std::string& path, const std::string& group,
                                         const std::string& name) {
    std::vector<double> values;
    hdf5::reading(path, [&] {
        const auto file = hdf5::open_file(path, states_forecast_format);
        values = hdf5::read_dataset<double>(hdf5::open_dataset(file.id(), group + "/" + name));
    });
    return values;
}

}  // namespace lhits
