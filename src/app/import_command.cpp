#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "commands.hpp"
#include "given.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/number.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/import.hpp"

namespace lhits {
namespace {

struct ImportArguments {
    ImportRequest request;
    std::vector<std::string> spacing, offset, scale, units;
    std::string precision = "float32";
};

/// "NAME=VALUE" in two.
std::pair<std::string, std::string> setting(const std::string& option, const std::string& text) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
        throw InputError(fmt::format("{}: expected NAME=VALUE, found {}", option, text));
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

double number(const std::string& option, const std::string& text) {
    const auto value = number_from(text);
    if (!value || !std::isfinite(*value)) {
        throw InputError(fmt::format("{}: expected a number, found {}", option, text));
    }
    return *value;
}

std::map<std::string, double> numbers(const std::string& option,
                                      const std::vector<std::string>& texts) {
    std::map<std::string, double> found;
    for (const auto& text : texts) {
        const auto [name, value] = setting(option, text);
        found[name] = number(option, value);
    }
    return found;
}

ImportRequest request_of(const ImportArguments& arguments) {
    auto request = arguments.request;
    request.source.spacing = numbers("--spacing", arguments.spacing);
    request.offset = numbers("--offset", arguments.offset);
    request.scale = numbers("--scale", arguments.scale);
    for (const auto& text : arguments.units) {
        request.source.units.insert(setting("--units", text));
    }
    request.doubles = arguments.precision == "float64";
    request.source.snapshots = request.join;
    return request;
}

/// postprocess/convert.py calls import, and says so.
std::string import_program() {
    const char* caller = std::getenv("LHITS_CALLED_BY");
    return caller == nullptr ? "lhits import" : caller;
}

}  // namespace

void add_import_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "import",
        "makes one file of trajectories of HDF5, netCDF, MATLAB, .npy, .npz and text files");
    auto arguments = std::make_shared<ImportArguments>();
    auto& request = arguments->request;
    auto& source = request.source;
    command->add_option("FILES", request.files, "each with one or more trajectories")->required();
    command->add_option("-o,--output", request.output, "a file that does not exist yet, *.h5")
        ->type_name("FILE");
    command->add_flag("--dry-run", request.dry_run,
                      "reads everything, tells what it understands, and writes nothing");
    const auto names = [&](const char* name, std::vector<std::string>& to, const char* text) {
        command->add_option(name, to, text)
            ->delimiter(',')
            ->allow_extra_args(false)
            ->type_name("NAME,...");
    };
    names("--variables", source.variables, "the components of the state (default: all over time)");
    names("--dimensions", source.dimensions,
          "what the dimensions of the variables are, in order: trajectory, time, component, or an "
          "axis of space (default: as the file names them)");
    command->add_option("--time", source.time, "the variable with the times, or its dimension");
    command->add_option("--trajectory", source.trajectory,
                        "the dimension that counts trajectories");
    names("--grid", source.grid, "the variables with the places of the points, the fastest first");
    const auto numbers = [&](const char* name, std::vector<std::string>& to, const char* text) {
        command->add_option(name, to, text)
            ->delimiter(',')
            ->allow_extra_args(false)
            ->type_name("NAME=NUMBER,...");
    };
    numbers("--spacing", arguments->spacing, "of the points along an axis: x=0.1,y=0.1");
    numbers("--offset", arguments->offset, "is added to a component, for other units: T=-273.15");
    numbers("--scale", arguments->scale, "then multiplies a component, for other units: T=0.1");
    command->add_option("--units", arguments->units, "of a component or an axis: u=K")
        ->allow_extra_args(false)
        ->type_name("NAME=UNITS");
    names(
        "--parameters", source.parameters,
        "numbers that differ from trajectory to trajectory: variables over trajectories, scalars, "
        "or attributes of the files");
    command->add_option("--time-units", source.time_units, "of the times");
    command->add_option("--dt", request.dt, "time between two states (default: from the times)")
        ->check(CLI::PositiveNumber);
    command->add_option("--steps", request.steps, "steps of each trajectory (default: all)")
        ->check(CLI::PositiveNumber);
    command->add_flag("--join", request.join,
                      "the files go on one after another in time, as one file would");
    command->add_option("--precision", arguments->precision, "float32 or float64")
        ->check(CLI::IsMember({"float32", "float64"}))
        ->capture_default_str();
    command->callback([&action, arguments, command] {
        arguments->request.options = command->config_to_str();
        arguments->request.source.command =
            given(*command, import_program(), arguments->request.files);
        action = [arguments](const Communicator& ranks) {
            ImportRequest request;
            agree_on_errors(ranks, [&] { request = request_of(*arguments); });
            import_data(ranks, request);
        };
    });
}

}  // namespace lhits
