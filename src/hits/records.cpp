#include "lhits/hits/records.hpp"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

std::vector<float> plain(const Parameters& values) { return {values.begin(), values.end()}; }

Parameters aligned(const std::vector<float>& values) { return {values.begin(), values.end()}; }

}  // namespace

Record scaler_record(const Scaler& scaler) {
    Record record;
    record.put("offset", scaler.offset);
    record.put("scale", scaler.scale);
    return record;
}

Scaler read_scaler(const Record& record, int width) {
    Scaler scaler{record.floats("offset"), record.floats("scale")};
    const auto components = static_cast<std::size_t>(width);
    if (scaler.scale.size() != scaler.width() ||
        (scaler.width() != components && scaler.width() != 0)) {
        throw InputError(fmt::format("expected a scaler of {} components, found {} and {}",
                                     components, scaler.width(), scaler.scale.size()));
    }
    return scaler;
}

Record network_record(const Architecture& network, const Parameters& parameters) {
    Record record;
    record.put("widths", std::vector<std::int64_t>(network.widths.begin(), network.widths.end()));
    std::string names;
    for (const auto activation : network.activations) names += name_of(activation) + " ";
    record.texts["activations"] = names;
    record.put("parameters", plain(parameters));
    return record;
}

Architecture read_architecture(const Record& record) {
    Architecture network;
    for (const auto width : record.longs("widths")) {
        network.widths.push_back(static_cast<int>(width));
    }
    std::istringstream names(record.text("activations"));
    try {
        for (std::string name; names >> name;) network.activations.push_back(activation_from(name));
    } catch (const std::invalid_argument& unknown) {
        throw InputError(unknown.what());
    }
    if (network.widths.size() != network.activations.size() + 1) {
        throw InputError(fmt::format("a network of {} widths: expected {} activations, found {}",
                                     network.widths.size(), network.widths.size() - 1,
                                     network.activations.size()));
    }
    return network;
}

Parameters read_parameters(const Record& record) {
    auto parameters = aligned(record.floats("parameters"));
    const auto expected = read_architecture(record).parameter_count();
    if (parameters.size() != expected) {
        throw InputError(
            fmt::format("expected {} parameters, found {}", expected, parameters.size()));
    }
    return parameters;
}

Record training_record(const TrainingState& state) {
    Record record;
    record.integers["iteration"] = state.iteration;
    record.integers["validations"] = state.validations;
    record.integers["validations_since_best"] = state.validations_since_best;
    record.integers["finished"] = state.finished ? 1 : 0;
    record.numbers["kept_loss"] = state.kept_loss;
    record.numbers["seconds"] = state.seconds;
    record.put("parameters", plain(state.parameters));
    record.put("first_moment", plain(state.first_moment));
    record.put("second_moment", plain(state.second_moment));
    record.put("kept_parameters", plain(state.kept_parameters));
    record.put("history", state.history, {state.history.size() / 3, 3});
    return record;
}

TrainingState read_training(const Record& record) {
    TrainingState state;
    state.iteration = record.integer("iteration");
    state.validations = record.integer("validations");
    state.validations_since_best = record.integer("validations_since_best");
    state.finished = record.integer("finished") != 0;
    state.kept_loss = record.number("kept_loss");
    state.seconds = record.number("seconds");
    state.parameters = aligned(record.floats("parameters"));
    state.first_moment = aligned(record.floats("first_moment"));
    state.second_moment = aligned(record.floats("second_moment"));
    state.kept_parameters = aligned(record.floats("kept_parameters"));
    state.history = record.doubles("history");
    return state;
}

}  // namespace lhits
