// The variables of a file by their names, and in messages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "array_file.hpp"
#include "lhits/io/data_source.hpp"

namespace lhits {

/// The variable of that name, in whatever group it is; none, where there is none or several.
std::optional<std::size_t> find_variable(const std::vector<ArrayVariable>& variables,
                                         const std::string& name);

/// The variable of that name in the group of the variable `of`, or above it, as netCDF has it; else
/// in whatever group it is.
std::optional<std::size_t> find_near(const std::vector<ArrayVariable>& variables,
                                     const std::string& name, const std::string& of);

/// The names of the dimensions as the options, or the file, or else convention have them; empty:
/// unknown.
std::vector<std::string> dimensions_of(const ArrayVariable& variable, const SourceOptions& options);

/// Whether it has times, as its attributes say.
bool is_time(const ArrayVariable& variable);

/// What a file holds, for a message: "u (time, x: 100, 64), time (100)"; the largest first.
std::string contents_of(const std::vector<ArrayVariable>& variables,
                        const std::vector<LeftOut>& left_out = {});

/// What a file holds, and what its user has said of it.
struct GivenArrays {
    const std::vector<ArrayVariable>& variables;
    const SourceOptions& options;
    const std::vector<LeftOut>& left_out;

    /// Throws InputError, with the contents of the file.
    [[noreturn]] void refuse(const std::string& expected, const std::string& found,
                             const std::string& advice) const;
};

}  // namespace lhits
