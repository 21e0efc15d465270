// Arrays whose dimensions have no names get them from the times and places beside them.
#pragma once

#include <memory>

#include "array_file.hpp"

namespace lhits {

/// The file as it is, but: arrays of times and places, and of parameters, that are N x 1, 1 x N or
/// repeat themselves (meshes) are vectors; arrays without names of dimensions have some where the
/// lengths of times and places leave no doubt, and say otherwise why not (ArrayVariable::guess,
/// ArrayVariable::unclear). Of arrays that --dimensions names, `unclear` tells a contradiction.
std::unique_ptr<ArrayFile> name_dimensions(std::unique_ptr<ArrayFile> file,
                                           const SourceOptions& options);

}  // namespace lhits
