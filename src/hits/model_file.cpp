#include "lhits/hits/model_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

constexpr const char* coordinates_item = "coordinates";

Record coordinates_record(const StateCoordinates& coordinates) {
    Record record;
    record.put("x", coordinates.x);
    if (!coordinates.y.empty()) record.put("y", coordinates.y);
    record.put("component", std::vector<std::int64_t>(coordinates.component.begin(),
                                                      coordinates.component.end()));
    record.texts["component_names"] = coordinates.component_names;
    record.texts["x_units"] = coordinates.x_units;
    record.texts["time_units"] = coordinates.time_units;
    return record;
}

std::int64_t words_in(const std::string& text) {
    std::istringstream words(text);
    std::int64_t count = 0;
    for (std::string word; words >> word;) ++count;
    return count;
}

void require_finite(const std::vector<double>& values, const char* name) {
    for (const double value : values) {
        if (std::isfinite(value)) continue;
        throw InputError(fmt::format("expected finite coordinates {}, found {}", name, value));
    }
}

StateCoordinates read_coordinates(const Record& record, std::int64_t state_size) {
    StateCoordinates made{
        record.doubles("x"),
        {},
        record.text("component_names"),
        record.text("x_units"),
        record.text("time_units"),
        record.arrays.contains("y") ? record.doubles("y") : std::vector<double>{}};
    const auto& component = record.longs("component");
    const auto n = static_cast<std::size_t>(state_size);
    if (made.x.size() != n || component.size() != n || (made.y.size() != n && !made.y.empty())) {
        throw InputError(fmt::format(
            "expected coordinates of the {} elements of a state, found {} of x, {} of y and {} of "
            "component",
            state_size, made.x.size(), made.y.size(), component.size()));
    }
    require_finite(made.x, "x");
    require_finite(made.y, "y");
    const auto names = words_in(made.component_names);
    for (const auto index : component) {
        if (index < 0 || index >= names) {
            throw InputError(fmt::format("expected components 0 to {} ({}), found {}", names - 1,
                                         made.component_names, index));
        }
        made.component.push_back(static_cast<std::int32_t>(index));
    }
    return made;
}

RunHeader read_header(const Record& model) {
    const auto dt = model.number("dt");
    if (!std::isfinite(dt) || dt <= 0.0) {
        throw InputError(fmt::format("expected dt > 0, found {}", dt));
    }
    return {model.text("system"),
            dt,
            model.integer("steps"),
            read_coordinates(model.child(coordinates_item), model.integer("state_size")),
            model.text("deck"),
            model.integer("seed")};
}

Surrogate read_fitting(const Record& record, const StateCoordinates& coordinates) {
    auto made = read_surrogate(record);
    const auto n = static_cast<std::size_t>(made.reduction->state_size());
    if (n != coordinates.x.size()) {
        throw InputError(fmt::format("expected a reduction of states of {} elements, found {}",
                                     coordinates.x.size(), n));
    }
    return made;
}

}  // namespace

void put_header(Record& model, const RunHeader& header) {
    model.texts["deck"] = header.deck;
    model.texts["system"] = header.system;
    model.integers["seed"] = header.seed;
    model.integers["state_size"] = static_cast<std::int64_t>(header.coordinates.x.size());
    model.numbers["dt"] = header.dt;
    model.integers["steps"] = header.steps;
    model.children[coordinates_item] = coordinates_record(header.coordinates);
}

bool has_header(const Record& model) {
    return model.numbers.contains("dt") && model.children.contains(coordinates_item);
}

Model read_model_file(const std::string& path) {
    Model model;
    model.record = read_record_file(path, model_format);
    if (!has_header(model.record)) {
        throw InputError(fmt::format(
            "{}: expected the time step and the coordinates of the states, found the model of an "
            "earlier lhits: run 'lhits couple DECK' with this one, which adds them",
            path));
    }
    using_content_of(path, [&] {
        static_cast<RunHeader&>(model) = read_header(model.record);
        for (const auto& [name, child] : model.record.children) {
            if (!child.children.contains("reduction")) continue;
            try {
                model.surrogates[name] = read_fitting(child, model.coordinates);
            } catch (const InputError& error) {
                throw InputError(fmt::format("{}: {}", name, error.what()));
            }
        }
    });
    return model;
}

}  // namespace lhits
