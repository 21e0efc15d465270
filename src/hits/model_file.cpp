#include "lhits/hits/model_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/words.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

constexpr const char* coordinates_item = "coordinates";
constexpr const char* fixed_item = "fixed";
constexpr const char* fixed_value_item = "fixed_value";

/// Of whole states, with what is fixed of them.
Record coordinates_record(const StateLayout& layout) {
    const auto coordinates = whole_layout(layout);
    Record record;
    if (!layout.fixed.at.empty()) {
        record.put(fixed_item, layout.fixed.at);
        record.put(fixed_value_item, layout.fixed.value);
    }
    for (const auto& axis : coordinates.axes) {
        record.put(axis.name, axis.places);
        record.texts[axis.name + "_units"] = axis.units;
    }
    record.put("component", std::vector<std::int64_t>(coordinates.component.begin(),
                                                      coordinates.component.end()));
    if (!coordinates.grid.empty()) record.put("grid", coordinates.grid);
    record.texts["axes"] = coordinates.axis_names();
    record.texts["component_names"] = coordinates.component_names();
    record.texts["component_units"] = coordinates.component_units();
    record.texts["time_units"] = coordinates.time_units;
    return record;
}

void require_finite(const std::vector<double>& values, const std::string& name) {
    for (const double value : values) {
        if (std::isfinite(value)) continue;
        throw InputError(fmt::format("expected finite coordinates {}, found {}", name, value));
    }
}

/// Of an earlier lhits: x, in two dimensions also y, both in x_units.
StateLayout read_old_axes(const Record& record) {
    StateLayout result;
    for (const auto* name : {"x", "y"}) {
        if (!result.axes.empty() && !record.arrays.contains(name)) continue;
        result.axes.push_back({name, record.text("x_units"), record.doubles(name)});
    }
    result.components = components_of(record.text("component_names"), {});
    return result;
}

StateLayout read_axes(const Record& record) {
    StateLayout result;
    for (const auto& name : words(record.text("axes"))) {
        result.axes.push_back({name, record.text(name + "_units"), record.doubles(name)});
    }
    if (result.axes.empty()) throw InputError("expected the names of axes, found none");
    result.components =
        components_of(record.text("component_names"), record.text("component_units"));
    return result;
}

void check_sizes(const StateLayout& result, std::int64_t state_size) {
    const auto fits = [&](std::size_t size) {
        return size == static_cast<std::size_t>(state_size);
    };
    bool fit = fits(result.size());
    std::string found;
    for (const auto& axis : result.axes) {
        fit = fit && fits(axis.places.size());
        found += fmt::format("{} of {}, ", axis.places.size(), axis.name);
        require_finite(axis.places, axis.name);
    }
    if (fit) return;
    throw InputError(
        fmt::format("expected coordinates of the {} elements of a state, found {}and {} of "
                    "component",
                    state_size, found, result.size()));
}

/// Throws where components have different numbers of points, or not those of the grid.
void check_grid(const StateLayout& result) {
    for (const auto& elements : elements_of_components(result)) {
        std::int64_t rest = static_cast<std::int64_t>(elements.size());
        for (const auto count : result.grid)
            rest = count > 0 && rest % count == 0 ? rest / count : 0;
        if (rest == 1 && result.grid.size() == result.axes.size()) continue;
        throw InputError(fmt::format("expected a grid of {} points in {} dimensions, found {}",
                                     elements.size(), result.axes.size(),
                                     fmt::join(result.grid, " x ")));
    }
}

/// `whole` with the elements fixed that the record names.
StateLayout read_fixed(const Record& record, const StateLayout& whole) {
    if (!record.arrays.contains(fixed_item)) return whole;
    const auto& at = record.longs(fixed_item);
    const auto& value = record.floats(fixed_value_item);
    std::int64_t before = -1;
    for (const auto element : at) {
        if (element <= before || element >= static_cast<std::int64_t>(whole.size())) {
            throw InputError(
                fmt::format("{}: expected rising numbers of elements below {}, found {}",
                            fixed_item, whole.size(), element));
        }
        before = element;
    }
    if (value.size() != at.size() || at.size() >= whole.size()) {
        throw InputError(
            fmt::format("{}: expected a value for each of the {} fixed elements of {}, found {}",
                        fixed_value_item, at.size(), whole.size(), value.size()));
    }
    return with_fixed(whole, at, value);
}

StateLayout read_coordinates(const Record& record, std::int64_t state_size) {
    auto result = record.texts.contains("axes") ? read_axes(record) : read_old_axes(record);
    result.time_units = record.text("time_units");
    const auto names = static_cast<std::int64_t>(result.components.size());
    for (const auto index : record.longs("component")) {
        if (index < 0 || index >= names) {
            throw InputError(fmt::format("expected components 0 to {} of {}, found {}", names - 1,
                                         in_quotes(result.component_names()), index));
        }
        result.component.push_back(static_cast<std::int32_t>(index));
    }
    check_sizes(result, state_size);
    if (record.arrays.contains("grid")) {
        result.grid = record.longs("grid");
        check_grid(result);
    } else if (result.size() > 0) {
        result.grid = rectilinear_grid(result);
    }
    return read_fixed(record, result);
}

std::vector<std::int64_t> read_delays(const Record& model) {
    if (!model.arrays.contains("delays")) return {};
    const auto& delays = model.longs("delays");
    std::int64_t before = 0;
    for (const auto delay : delays) {
        if (delay <= before || delay > std::numeric_limits<std::int32_t>::max()) {
            throw InputError(fmt::format(
                "delays: expected rising numbers of steps, found {} after {}", delay, before));
        }
        before = delay;
    }
    return delays;
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
                                               : std::vector<std::string>{},
            read_delays(model),
            model.integers.contains(source_item) ? model.integer(source_item) : 0};
}

Surrogate read_fitting(const Record& record, const RunHeader& header) {
    auto result = read_surrogate(record);
    result.origin = header;
    const auto n = static_cast<std::size_t>(result.reduction->state_size());
    if (n != header.coordinates.size()) {
        throw InputError(fmt::format("expected a reduction of states of {} elements, found {}",
                                     header.coordinates.size(), n));
    }
    const auto width = n * (1 + header.delays.size()) + header.parameter_names.size();
    if (static_cast<std::size_t>(result.reduction->input_size()) != width) {
        throw InputError(
            fmt::format("expected a reduction of {} numbers, for a state, {} before and {} "
                        "parameters, found {}",
                        width, header.delays.size(), header.parameter_names.size(),
                        result.reduction->input_size()));
    }
    const auto parameters = static_cast<std::size_t>(result.reduction->parameters());
    if (parameters != header.parameter_names.size()) {
        throw InputError(fmt::format("expected a reduction with {} parameters, found {}",
                                     header.parameter_names.size(), parameters));
    }
    return result;
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
                throw InputError(fmt::format("{}: {}", in_quotes(name), error.what()));
            }
        }
    });
    model.record = std::move(record);
    return model;
}

Surrogate chosen(Model& model, const std::string& path, const std::string& name) {
    auto found = model.surrogates.end();
    try {
        found = model.surrogates.find(surrogate_name(model, name));
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", path, error.what()));
    }
    if (!found->second.couplings.contains(unseen)) {
        throw InputError(fmt::format(
            "{}: expected the coupling of {} ({}), found none; run 'lhits couple DECK' first", path,
            in_quotes(found->first), unseen));
    }
    found->second.name = found->first;
    return std::move(found->second);
}

}  // namespace

std::string surrogate_name(const Model& model, const std::string& name) {
    std::vector<std::string> all, reduced;
    for (const auto& [own, surrogate] : model.surrogates) {
        all.push_back(in_quotes(own));
        if (surrogate.reduction->kind() != "identity") reduced.push_back(own);
    }
    if (name.empty() && reduced.size() == 1) return reduced.front();
    if (name.empty() && all.size() == 1) return model.surrogates.begin()->first;
    if (model.surrogates.contains(name)) return name;
    throw InputError(fmt::format("expected the name of one of its surrogates ({}), found {}",
                                 all.empty() ? "there is none: run 'lhits train DECK'"
                                             : fmt::format("{}", fmt::join(all, ", ")),
                                 name.empty() ? "none" : in_quotes(name)));
}

void put_header(Record& model, const RunHeader& header) {
    model.texts["deck"] = header.deck;
    model.texts["system"] = header.system;
    model.integers["seed"] = header.seed;
    model.integers["state_size"] = static_cast<std::int64_t>(header.coordinates.whole_size());
    model.numbers["dt"] = header.dt;
    model.integers["steps"] = header.steps;
    if (header.source != 0) model.integers[source_item] = header.source;
    if (!header.delays.empty()) model.put("delays", header.delays);
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
    agree_on_errors(ranks, [&] { model = model_of(std::move(record), path); });
    return model;
}

Surrogate Surrogate::load(const std::string& path, const Communicator& ranks,
                          const std::string& name) {
    auto model = read_model_file(path, ranks);
    Surrogate result;
    agree_on_errors(ranks, [&] { result = chosen(model, path, name); });
    return result;
}

}  // namespace lhits
