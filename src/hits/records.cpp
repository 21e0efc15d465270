#include "lhits/hits/records.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/words.hpp"

namespace lhits {
namespace {

std::vector<float> plain(const Parameters& values) { return {values.begin(), values.end()}; }

void require_finite(const std::vector<float>& values, const char* what) {
    for (const float value : values) {
        if (std::isfinite(value)) continue;
        throw InputError(fmt::format("{}: expected finite values, found {}", what, value));
    }
}

Activation read_activation(const std::string& name) {
    try {
        return activation_from(name);
    } catch (const std::invalid_argument&) {
        throw InputError(fmt::format(
            "expected an activation (linear, relu, tanh, silu, gelu), found {}", in_quotes(name)));
    }
}

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
    require_finite(scaler.offset, "the offsets of a scaler");
    require_finite(scaler.scale, "the scales of a scaler");
    for (const float scale : scaler.scale) {
        if (scale <= 0.0F) {
            throw InputError(fmt::format("expected the scales of a scaler > 0, found {}", scale));
        }
    }
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
    if (network.bypass) record.integers["bypass"] = 1;
    record.put("parameters", plain(parameters));
    return record;
}

Architecture read_architecture(const Record& record) {
    const auto& widths = record.longs("widths");
    const auto parameters = record.floats("parameters").size();
    Architecture network;
    for (const auto& name : words(record.text("activations"))) {
        network.activations.push_back(read_activation(name));
    }
    if (widths.size() < 2 || widths.size() != network.activations.size() + 1) {
        throw InputError(
            fmt::format("expected a network of two widths or more and an activation for each after "
                        "the first, found {} and {}",
                        widths.size(), network.activations.size()));
    }
    for (const auto width : widths) {
        if (width < 1 || width >= std::numeric_limits<int>::max()) {
            throw InputError(
                fmt::format("expected the widths of a network > 0, and to fit, found {}", width));
        }
        network.widths.push_back(static_cast<int>(width));
    }
    constexpr std::size_t most = std::size_t{1} << 62U;  // more would overflow, and is in no file
    std::size_t expected = 0;
    for (std::size_t l = 0; l < network.layers() && expected < most; ++l) {
        expected +=
            static_cast<std::size_t>(widths[l] + 1) * static_cast<std::size_t>(widths[l + 1]);
    }
    network.bypass = record.integers.contains("bypass") && record.integer("bypass") != 0;
    if (network.bypass && expected < most) {
        expected +=
            static_cast<std::size_t>(widths.front()) * static_cast<std::size_t>(widths.back());
    }
    if (parameters != expected) {
        throw InputError(fmt::format("expected {} parameters, found {}", expected, parameters));
    }
    return network;
}

Parameters read_parameters(const Record& record) {
    const auto& parameters = record.floats("parameters");
    require_finite(parameters, "the parameters of a network");
    return aligned(parameters);
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
