#include "lhits/config/observation_table.hpp"

namespace lhits {

void ObservationTable::describe(Keys& keys) {
    keys.purpose(
        "The part of a state that is seen; nothing else is kept, learned or forecast. With any of "
        "these keys perfect_model, direct_solver and statistics of [forecast] are off.");
    keys.list({"components", "Names of the fields that are seen. Empty: all."}, components);
    keys.list({"points",
               "Grid points of each field that are seen. Counted from 0, in increasing order. "
               "Empty: all."},
              points, at_least(0));
    keys.list({"delays",
               "Delays, in increasing order, of earlier states shown to the autoencoder too. A "
               "forecast then needs that much history.",
               "steps"},
              delays, at_least(1));
}

}  // namespace lhits
