#include "file_hints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "lhits/base/error.hpp"
#include "lhits/parallel/mpi_check.hpp"

namespace lhits {
namespace {

constexpr const char* variable = "LHITS_MPIIO_HINTS";
constexpr const char* factor = "striping_factor";
constexpr const char* unit = "striping_unit";

[[noreturn]] void refuse(const std::string& expected, const std::string& found) {
    throw InputError(fmt::format(
        "{}: expected {}, as in \"striping_factor=8,striping_unit=4194304\", found \"{}\"; "
        "change the variable or unset it",
        variable, expected, found));
}

std::map<std::string, std::string> hints_for(int ranks) {
    constexpr int most_stripes = 32;
    std::map<std::string, std::string> hints{
        {factor, std::to_string(std::min(ranks, most_stripes))}, {unit, std::to_string(1U << 20U)}};
    const char* own = std::getenv(variable);
    std::istringstream words(own == nullptr ? "" : own);
    for (std::string word; std::getline(words, word, ',');) {
        const auto equals = word.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == word.size()) {
            refuse("key=value,key=value", own);
        }
        hints[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return hints;
}

}  // namespace

FileHints::FileHints(int ranks) {
    auto hints = hints_for(ranks);
    char* end = nullptr;
    const auto bytes = std::strtoll(hints.at(unit).c_str(), &end, 10);
    if (*end != '\0' || bytes < 1) refuse("a striping_unit in bytes", hints.at(unit));
    alignment_ = static_cast<hsize_t>(bytes);
    hints.emplace("stripe_width", hints.at(factor));
    hints.emplace("stripe_size", hints.at(unit));
    check_mpi(MPI_Info_create(&info_), "MPI_Info_create");
    for (const auto& [key, value] : hints) {
        check_mpi(MPI_Info_set(info_, key.c_str(), value.c_str()), "MPI_Info_set");
    }
}

FileHints::~FileHints() { MPI_Info_free(&info_); }

}  // namespace lhits
