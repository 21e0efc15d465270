#include "lhits/hits/model_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "lhits/base/words.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/together.hpp"

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
    const auto names = static_cast<std::int64_t>(words(made.component_names).size());
    for (const auto index : component) {
        if (index < 0 || index >= names) {
            throw InputError(fmt::format("expected components 0 to {} of {}, found {}", names - 1,
                                         shown(made.component_names), index));
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
            model.integer("seed"),
            model.texts.contains("parameters") ? words(model.text("parameters"))
                                               : std::vector<std::string>{}};
}

Surrogate read_fitting(const Record& record, const RunHeader& header) {
    auto made = read_surrogate(record);
    made.origin = header;
    const auto n = static_cast<std::size_t>(made.reduction->state_size());
    if (n != header.coordinates.x.size()) {
        throw InputError(fmt::format("expected a reduction of states of {} elements, found {}",
                                     header.coordinates.x.size(), n));
    }
    const auto parameters = static_cast<std::size_t>(made.reduction->parameters());
    if (parameters != header.parameter_names.size()) {
        throw InputError(fmt::format("expected a reduction with {} parameters, found {}",
                                     header.parameter_names.size(), parameters));
    }
    return made;
}

Model model_of(Record record, const std::string& path) {
    if (!has_header(record)) {
        throw InputError(fmt::format(
            "{}: expected the time step and the coordinates of the states, found the model of an "
            "earlier lhits: run 'lhits couple DECK' with this one, which adds them",
            path));
    }
    Model model;
    using_content_of(path, [&] {
        static_cast<RunHeader&>(model) = read_header(record);
        for (const auto& [name, child] : record.children) {
            if (!child.children.contains("reduction")) continue;
            try {
                model.surrogates[name] = read_fitting(child, model);
            } catch (const InputError& error) {
                throw InputError(fmt::format("{}: {}", shown(name), error.what()));
            }
        }
    });
    model.record = std::move(record);
    return model;
}

Surrogate chosen(Model& model, const std::string& path, const std::string& name) {
    auto found = model.surrogates.find(name);
    if (name.empty() && model.surrogates.size() == 1) found = model.surrogates.begin();
    if (found == model.surrogates.end()) {
        std::vector<std::string> names;
        for (const auto& [own, surrogate] : model.surrogates) names.push_back(shown(own));
        throw InputError(
            fmt::format("{}: expected the name of one of its surrogates ({}), found {}", path,
                        names.empty() ? "there is none: run 'lhits train DECK'"
                                      : fmt::format("{}", fmt::join(names, ", ")),
                        shown(name)));
    }
    if (!found->second.couplings.contains(unseen)) {
        throw InputError(fmt::format(
            "{}: expected the coupling of {} ({}), found none; run 'lhits couple DECK' first", path,
            shown(found->first), unseen));
    }
    return std::move(found->second);
}

}  // namespace

void put_header(Record& model, const RunHeader& header) {
    model.texts["deck"] = header.deck;
    model.texts["system"] = header.system;
    model.integers["seed"] = header.seed;
    model.integers["state_size"] = static_cast<std::int64_t>(header.coordinates.x.size());
    model.numbers["dt"] = header.dt;
    model.integers["steps"] = header.steps;
    if (!header.parameter_names.empty()) {
        model.texts["parameters"] = fmt::format("{}", fmt::join(header.parameter_names, " "));
    }
    model.children[coordinates_item] = coordinates_record(header.coordinates);
}

bool has_header(const Record& model) {
    return model.numbers.contains("dt") && model.children.contains(coordinates_item);
}

Model read_model_file(const std::string& path) {
    return model_of(read_record_file(path, model_format), path);
}

Model read_model_file(const std::string& path, const Communicator& ranks) {
    auto record = read_record_file(path, model_format, ranks);
    Model model;
    together(ranks, [&] { model = model_of(std::move(record), path); });
    return model;
}

Surrogate Surrogate::load(const std::string& path, const Communicator& ranks,
                          const std::string& name) {
    auto model = read_model_file(path, ranks);
    Surrogate made;
    together(ranks, [&] { made = chosen(model, path, name); });
    return made;
}

}  // namespace lhits
