#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>

#include "commands.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/hits/exported_surrogate.hpp"
#include "lhits/io/new_file.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

struct ExportArguments {
    std::string model;
    std::string format;
    std::string surrogate;
    std::string output;
};

void write_export(const ExportArguments& arguments) {
    require_new_file(arguments.output);
    const Model model = read_model_file(arguments.model);
    try {
        const auto name = exported_name(model, arguments.surrogate);
        const auto& surrogate = model.surrogates.at(name);
        if (arguments.format == "torchscript") {
            write_text_file(arguments.output, torchscript_of(surrogate, name));
        } else {
            write_record_file(arguments.output, "lhits export", documented_record(surrogate, name));
        }
        log::info(fmt::format("export: {} of {} into {}", name, arguments.model, arguments.output));
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", arguments.model, error.what()));
    }
}

}  // namespace

void add_export_command(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("export", "writes a surrogate of a model for other programs");
    auto arguments = std::make_shared<ExportArguments>();
    command->add_option("MODEL", arguments->model, "model.h5 of a run directory")->required();
    command
        ->add_option("--format", arguments->format,
                     "torchscript: a module for torch.jit.load(); hdf5: every weight, with what to "
                     "compute from it")
        ->required()
        ->check(CLI::IsMember({"torchscript", "hdf5"}));
    command->add_option("--surrogate", arguments->surrogate,
                        "which one (z4, full; default: the only one with a reduction)");
    command->add_option("-o,--output", arguments->output, "a file that does not exist yet")
        ->required()
        ->type_name("FILE");
    command->callback([&action, arguments] {
        action = [arguments](const Communicator& ranks) {
            on_root(ranks, [&] { write_export(*arguments); });
        };
    });
}

}  // namespace lhits
