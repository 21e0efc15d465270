// Vectors and tensors, as the scalars that they are made of.
#pragma once

#include <memory>

#include "array_file.hpp"

namespace lhits {

struct Components {
    std::unique_ptr<ArrayFile> file;
    SourceOptions options;  ///< with the components where a vector was asked for
};

/// Shows vectors and tensors, which have dimensions of components (dimension_names.hpp), as
/// variables of their own: velocity_x and velocity_y, where there are as many components as axes,
/// else velocity_1, velocity_2 .... A lone array over a dimension of components that are not along
/// axes stays as it is. Without names, what has one or two dimensions more, the last, than a scalar
/// of otherwise the same shape is a vector or a tensor.
Components split_components(std::unique_ptr<ArrayFile> file, const SourceOptions& options);

}  // namespace lhits
