// The kinds of reduction, as read_reduction() knows them: a new one is a file and a line there.
#pragma once

#include <memory>

#include "lhits/hits/reduction.hpp"

namespace lhits {

/// `kind` is what the reduction calls itself.
std::unique_ptr<Reduction> read_autoencoder(const std::string& kind, const Record& record);
std::unique_ptr<Reduction> read_pca(const Record& record);
std::unique_ptr<Reduction> read_identity(const Record& record);
std::unique_ptr<Reduction> read_aligned(const Record& record);
std::unique_ptr<Reduction> read_delayed(const Record& record);
std::unique_ptr<Reduction> read_parametric(const Record& record);

}  // namespace lhits
