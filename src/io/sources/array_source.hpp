// Trajectories in a file of arrays.
#pragma once

#include <memory>
#include <string>

#include "array_file.hpp"
#include "lhits/io/data_source.hpp"

namespace lhits {

/// Throws InputError, which begins with the path.
std::unique_ptr<DataSource> make_array_source(std::unique_ptr<ArrayFile> file,
                                              const std::string& path,
                                              const SourceOptions& options);

/// The units of a component or an axis: as the options say, else what the file has, else "1".
std::string units_of(const SourceOptions& options, const std::string& name,
                     const std::string& found);

/// The places of `count` points along an axis: evenly spaced as the options say, or their numbers.
std::vector<double> numbered_places(const SourceOptions& options, const std::string& axis,
                                    std::int64_t count);

/// Throws InputError, without the path, for names of --units and --spacing that nothing has.
void require_names(const SourceOptions& options, const StateLayout& layout);

}  // namespace lhits
