#include "command_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "lhits/base/version.hpp"

namespace lhits {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands(
        [](const CLI::App* command) { return !command->get_group().empty(); });
}

std::vector<const CLI::Option*> options_of(const CLI::App& command) {
    return command.get_options([](const CLI::Option* option) { return !option->get_positional(); });
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

/// "--output" first, then "-o".
std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const auto& name : option.get_lnames()) names.push_back(fmt::format("--{}", name));
    for (const auto& name : option.get_snames()) names.push_back(fmt::format("-{}", name));
    return names;
}

std::string all_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const auto* option : options_of(command)) {
        for (const auto& name : names_of(*option)) names.push_back(name);
    }
    return fmt::format("{}", fmt::join(names, " "));
}

std::string replaced(std::string text, char what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, 1, by);
    }
    return text;
}

/// Of a text in single quotes and, within these, in brackets.
std::string zsh_text(const std::string& text) {
    auto result = replaced(text, '\'', "'\\''");
    for (const char sign : {'[', ']', ':'})
        result = replaced(result, sign, fmt::format("\\{}", sign));
    return result;
}

/// Nothing at the start of a line, or behind a backslash, is a request of roff's.
std::string roff_text(const std::string& text) {
    auto result = replaced(text, '\\', "\\e");
    result = replaced(result, '-', "\\-");
    result = replaced(result, '\n', " ");
    const bool is_request = result.starts_with('.') || result.starts_with('\'');
    return is_request ? fmt::format("\\&{}", result) : result;
}

std::string option_of_manual(const CLI::Option& option) {
    const auto names = option.get_positional() && names_of(option).empty()
                           ? std::vector<std::string>{option.get_name(true)}
                           : names_of(option);
    const auto type =
        is_flag(option) || option.get_positional() ? std::string() : option.get_type_name();
    return fmt::format(".TP\n\\fB{}\\fR {}\n{}\n",
                       roff_text(fmt::format("{}", fmt::join(names, ", "))),
                       type.empty() ? type : fmt::format("\\fI{}\\fR", roff_text(type)),
                       roff_text(option.get_description()));
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
    std::vector<std::string> names;
    std::string cases;
    for (const auto* command : commands_of(app)) {
        names.push_back(command->get_name());
        cases += fmt::format("    {}) words='{}' ;;\n", command->get_name(), all_names(*command));
    }
    return fmt::format(
        "# Completion of lhits for bash: made by 'lhits completion bash'.\n"
        "_lhits() {{\n"
        "  local words='{} {}' current=${{COMP_WORDS[COMP_CWORD]}}\n"
        "  if ((COMP_CWORD > 1)); then\n"
        "    [[ $current == -* ]] || return 0 # a file\n"
        "    case ${{COMP_WORDS[1]}} in\n{}"
        "    *) words='' ;;\n"
        "    esac\n"
        "  fi\n"
        "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
        "}}\n"
        "complete -o default -F _lhits lhits\n",
        fmt::join(names, " "), all_names(app), cases);
}

std::string zsh_completion(const CLI::App& app) {
    std::string commands, cases;
    for (const auto* command : commands_of(app)) {
        commands +=
            fmt::format("    '{}:{}'\n", command->get_name(), zsh_text(command->get_description()));
        cases += fmt::format("    {}) _arguments", command->get_name());
        for (const auto* option : options_of(*command)) {
            for (const auto& name : names_of(*option)) {
                cases +=
                    fmt::format(" \\\n      '{}[{}]{}'", name, zsh_text(option->get_description()),
                                is_flag(*option)
                                    ? std::string()
                                    : fmt::format(":{}:_files", zsh_text(option->get_type_name())));
            }
        }
        cases += " \\\n      '*:file:_files' ;;\n";
    }
    return fmt::format(
        "#compdef lhits\n"
        "# Completion of lhits for zsh: made by 'lhits completion zsh'.\n"
        "local -a commands=(\n{})\n"
        "if ((CURRENT == 2)); then\n"
        "  _describe command commands\n"
        "else\n"
        "  local command=$words[2]\n"
        "  shift words\n"
        "  ((CURRENT--))\n"
        "  case $command in\n{}"
        "  esac\n"
        "fi\n",
        commands, cases);
}

std::string manual_page(const CLI::App& app) {
    std::string text = fmt::format(
        ".TH LHITS 1 \"\" \"lhits {}\" \"User commands\"\n"
        ".SH NAME\nlhits \\- fast surrogates of multiscale PDE solvers\n"
        ".SH SYNOPSIS\n.B lhits\n.I COMMAND\n[options]\n.br\n.B mpirun\n\\-n N\n.B lhits\n"
        ".I COMMAND\n[options]\n"
        ".SH DESCRIPTION\n{}\n.SH COMMANDS\n",
        version(), roff_text(app.get_description()));
    for (const auto* command : commands_of(app)) {
        text +=
            fmt::format(".SS \"{}\"\n{}\n", roff_text(fmt::format("lhits {}", command->get_name())),
                        roff_text(command->get_description()));
        for (const auto* option : command->get_options()) text += option_of_manual(*option);
    }
    return text +
           ".SH SEE ALSO\nThe files README.md that are installed with lhits; "
           "\\fBlhits keys\\fR explains every key of a deck.\n";
}

}  // namespace lhits
