// A file of arrays, with what each of them was found to be.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "array_file.hpp"
#include "array_roles.hpp"
#include "lhits/io/data_source.hpp"

namespace lhits {

struct ArrayContents {
    std::unique_ptr<ArrayFile> file;
    SourceOptions options;
    ArrayRoles roles;
    mutable std::set<std::size_t> used{};  ///< variables that were read for something

    /// The first of the variables that make up states.
    const ArrayVariable& first() const { return file->variables()[roles.variables.front()]; }
    /// Of a dimension of states; 1 where there is none.
    std::int64_t length_of(const std::optional<std::size_t>& dimension) const {
        return dimension ? roles.shape[*dimension] : 1;
    }
    /// Trajectories in each group.
    std::int64_t in_group() const { return length_of(roles.trajectory); }

    /// Throws InputError for a variable that cannot be read.
    void require_usable(std::size_t variable) const;
    /// All values of a variable. Throws as above.
    std::vector<double> values_of(std::size_t variable) const;
};

/// Where the elements of a state lie, without the unit of times. Throws InputError.
StateLayout find_layout(const ArrayContents& contents);

/// Puts the times, their unit and their rounding into `shape`, which has the layout. Throws
/// InputError.
void read_times(const ArrayContents& contents, SourceShape& shape);

/// Puts the parameters into `shape`, which knows how many trajectories there are. Throws
/// InputError.
void read_parameters(const ArrayContents& contents, SourceShape& shape);

}  // namespace lhits
