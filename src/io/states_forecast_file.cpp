#include "lhits/io/states_forecast_file.hpp"

#include "axes.hpp"
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

StatesForecastHeader read_states_forecast_header(const std::string& path) {
    StatesForecastHeader header;
    hdf5::reading(path, [&] {
        const auto file = hdf5::open_file(path, states_forecast_format);
        static_cast<RunHeader&>(header) = hdf5::read_header(file.id());
        header.surrogate = hdf5::read_text(file.id(), "groups");
        header.model = hdf5::read_text(file.id(), "model");
        header.states = hdf5::read_text(file.id(), "states");
        header.output_every = hdf5::read_integer(file.id(), "output_every");
        const auto u =
            hdf5::shape_of(hdf5::open_dataset(file.id(), header.surrogate + "/u_predicted"));
        header.trajectories = static_cast<std::int64_t>(u.at(0));
    });
    return header;
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
