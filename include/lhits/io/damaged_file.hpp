// The error of a file that is not what was once written.
#pragma once

#include <string>

#include "lhits/base/error.hpp"

namespace lhits {

/// Cut off, overwritten or changed: another copy of it may do. Not thrown for a file that is whole
/// and of another kind, or from a newer lhits.
class DamagedFile : public InputError {
public:
    explicit DamagedFile(const std::string& message) : InputError(message) {}
};

}  // namespace lhits
