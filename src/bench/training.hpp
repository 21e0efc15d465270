// Iterations of the two kinds of training.
#pragma once

#include "lhits/bench/bench.hpp"
#include "networks.hpp"

namespace lhits {

/// One iteration with batch 32 and a window of 5, Adam and a thousandth of a validation included.
Measurement bench_stepper(const std::string& name, const PaperNetworks& networks, double seconds);
/// One iteration with the full batch.
Measurement bench_autoencoder(const std::string& name, const PaperNetworks& networks,
                              double seconds);

}  // namespace lhits
