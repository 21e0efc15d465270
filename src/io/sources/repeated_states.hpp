// The state of a restart, which a solver writes twice.
#pragma once

#include <memory>

#include "lhits/io/data_source.hpp"

namespace lhits {

/// The source without states that follow the same state at the same time, which are noted; the
/// source itself, where it has none.
std::unique_ptr<DataSource> without_repeated_states(std::unique_ptr<DataSource> source);

}  // namespace lhits
