#include "lhits/workflow/inspect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/fixed_text.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/layout_text.hpp"
#include "lhits/base/units.hpp"
#include "lhits/hits/model_file.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/io/data_source.hpp"
#include "lhits/io/ensemble_file.hpp"
#include "lhits/io/file_format.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/io/states_forecast_file.hpp"
#include "lhits/io/trajectory_file.hpp"

namespace lhits {
namespace {

std::string line(const std::string& name, const std::string& text) {
    return fmt::format("  {:<13} {}\n", name, text);
}

std::string range_text(std::span<const double> values, std::size_t first, std::size_t stride) {
    double low = values[first], high = low;
    for (std::size_t i = first; i < values.size(); i += stride) {
        low = std::min(low, values[i]);
        high = std::max(high, values[i]);
    }
    return fmt::format("{:g} to {:g}", low, high);
}

std::string parameters_text(const std::vector<std::string>& names, std::span<const double> values) {
    std::string text;
    for (std::size_t p = 0; p < names.size() && !values.empty(); ++p) {
        text += line("parameter", names[p] + ", " + range_text(values, p, names.size()));
    }
    return text;
}

std::string steps_text(std::int64_t steps, const RunHeader& header) {
    return fmt::format("{} steps of {:g}{}", steps, header.dt,
                       with_blank(header.coordinates.time_units));
}

std::string header_text(const RunHeader& header) {
    auto text = line("system", fmt::format("{}, seed {}", header.system, header.seed));
    text += line("states", layout_text(header.coordinates));
    const auto fixed = fixed_text(header.coordinates);
    if (!fixed.empty()) text += line("fixed", fixed);
    if (!header.parameter_names.empty()) {
        text += line("parameters", fmt::format("{}", fmt::join(header.parameter_names, ", ")));
    }
    if (!header.delays.empty()) {
        text += line("delays", fmt::format("{} steps", fmt::join(header.delays, ", ")));
    }
    return text;
}

std::string trajectories_text(const std::string& path) {
    const auto header = read_trajectory_header(path);
    auto text = header_text(header);
    for (const auto split : all_splits) {
        text += line(split_name(split), fmt::format("{} trajectories of {}", header.count(split),
                                                    steps_text(header.steps_of(split), header)));
    }
    return text;
}

std::string data_text(const std::string& path) {
    const auto header = read_data_header(path);
    auto text = line("trajectories",
                     fmt::format("{} of {}, float{}", header.trajectories,
                                 steps_text(header.steps, header), header.doubles ? 64 : 32));
    text += line("states", layout_text(header.coordinates));
    const auto fixed = fixed_text(header.coordinates);
    if (!fixed.empty()) text += line("fixed", fixed);
    text += parameters_text(header.parameter_names, header.parameters);
    const auto files = std::count(header.files.begin(), header.files.end(), '\n') + 1;
    const auto first = header.files.substr(0, header.files.find('\n'));
    text += line("made of", files > 1 ? fmt::format("{} and {} more", first, files - 1) : first);
    return text + line("next", fmt::format("lhits init {}", shell_word(path)));
}

std::string surrogate_text(const Surrogate& surrogate, const StateLayout& layout) {
    std::string text = "not trained yet";
    if (surrogate.reduction) {
        text =
            fmt::format("{} to {} coordinate(s), {} parameters in all", surrogate.reduction->kind(),
                        surrogate.reduction->latent(), surrogate.parameters().size());
    }
    std::vector<std::int64_t> strides;
    for (const auto& stepper : surrogate.steppers) strides.push_back(stepper.stride);
    text += fmt::format("; strides {}", fmt::join(strides, " "));
    const auto coupling = surrogate.couplings.find(unseen);
    if (coupling == surrogate.couplings.end()) return text + "; strides not chosen yet";
    text += fmt::format(", coupled {}", fmt::join(surrogate.strides_of(coupling->second), " "));
    if (!surrogate.trust) return text;
    const auto valid = surrogate.trust->valid_time.lower_bound(calibration_alpha);
    return fmt::format("{}; {}", text, text_of(valid, with_blank(layout.time_units)));
}

std::string model_text(const std::string& path) {
    const auto model = read_model_file(path);
    auto text = header_text(model);
    text += line("forecasts", "of " + steps_text(model.steps, model));
    for (const auto& [name, surrogate] : model.surrogates) {
        text += line(name, surrogate_text(surrogate, model.coordinates));
    }
    return text +
           line("next", fmt::format("lhits forecast --model {} --states FILE --output out.nc",
                                    shell_word(path)));
}

std::string forecasts_text(const std::string& path) {
    const auto header = read_forecast_header(path);
    auto text = header_text(header);
    for (const auto& group : header.groups) {
        const auto errors = read_forecast(path, group.name, "mse_state");
        double sum = 0.0;
        std::size_t counted = 0;
        const auto times = static_cast<std::size_t>(group.steps + 1);
        for (std::size_t i = 0; i < errors.size(); ++i) {
            if (i % times == 0) continue;  // the start is no forecast
            sum += errors[i];
            ++counted;
        }
        text +=
            line(group.name,
                 fmt::format("{}, {} trajectories of {}; mean squared error {:.3g}", group.protocol,
                             group.trajectories, steps_text(group.steps, header),
                             sum / static_cast<double>(std::max<std::size_t>(1, counted))));
    }
    if (!header.time_steps.empty()) {
        text += line(direct_solver_group,
                     fmt::format("time steps {:g}", fmt::join(header.time_steps, " ")));
    }
    return text;
}

std::string ensemble_text(const std::string& path) {
    const auto header = read_ensemble_header(path);
    auto text = header_text(header);
    text += line("members", fmt::format("{} of each initial condition, {}, every {} step(s)",
                                        header.ensemble_size, steps_text(header.steps, header),
                                        header.output_every));
    text += line("models", header.models);
    for (const auto& [name, numbers] : read_ensemble_numbers(path)) {
        text += line(name, fmt::format("{} numbers", numbers.size()));
    }
    return text;
}

std::string states_forecast_text(const std::string& path) {
    const auto header = read_states_forecast_header(path);
    auto text = header_text(header);
    text += line(header.surrogate,
                 fmt::format("{} forecasts of {}, every {} step(s)", header.trajectories,
                             steps_text(header.steps, header), header.output_every));
    return text + line("model", header.model) + line("from", header.states);
}

/// A file that import reads.
std::string source_text(const std::string& path) {
    SourceOptions options;
    options.command = {"lhits import", {}, {path}};
    std::unique_ptr<DataSource> source;
    std::string one_time;
    try {
        source = open_data_source(path, options);
    } catch (const InputError&) {
        options.snapshots = true;  // perhaps it holds one state
        try {
            source = open_data_source(path, options);
            one_time = " --join";
        } catch (const InputError&) {
        }
        if (!source) throw;
    }
    const auto& shape = source->shape();
    auto text = line("states", layout_text(shape.layout));
    const auto times = shape.at.empty()
                           ? "no times"
                           : fmt::format("from {:g} to {:g}{}", shape.at.front(), shape.at.back(),
                                         with_blank(shape.layout.time_units));
    text += line("trajectories",
                 fmt::format("{} of {} time(s), {}", shape.trajectories, shape.times, times));
    text += parameters_text(shape.parameter_names, shape.parameters);
    for (const auto& note : shape.notes) text += line("guessed", note);
    for (const auto& left : shape.left_out) {
        text += line("left out", fmt::format("{} ({})", in_quotes(left.name), left.why));
    }
    const auto dt = shape.at.empty() && one_time.empty() ? " --dt STEP" : "";
    return text + line("next", fmt::format("lhits import {}{}{} --output data.h5", shell_word(path),
                                           one_time, dt));
}

}  // namespace

std::string inspection(const std::string& path) {
    const auto format = std::filesystem::is_regular_file(path) ? file_format(path) : std::string();
    if (format.empty()) {
        return fmt::format("{}: a file of another program\n", path) + source_text(path);
    }
    const std::map<std::string, std::string (*)(const std::string&)> texts{
        {trajectory_format, trajectories_text},
        {data_format, data_text},
        {model_format, model_text},
        {forecast_format, forecasts_text},
        {ensemble_format, ensemble_text},
        {states_forecast_format, states_forecast_text},
    };
    const auto known = texts.find(format);
    return fmt::format("{}: {}\n", path, format) +
           (known == texts.end() ? std::string() : known->second(path));
}

}  // namespace lhits
