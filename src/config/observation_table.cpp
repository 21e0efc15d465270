#include "lhits/config/observation_table.hpp"

namespace lhits {

void ObservationTable::describe(Keys& keys) {
    keys.purpose(
        "The part of a state that is seen; nothing else is kept, learned or forecast. With any of "
        "these keys the solver has no part in forecasts.");
    keys.list({"components", "Names of the fields that are seen. Empty: all."}, components);
    keys.list(
        {"points", "Grid points of each field that are seen, counted from 0, rising. Empty: all."},
        points, at_least(0));
    keys.list({"delays",
               "Delays of the earlier states that the autoencoder is shown too, rising. A forecast "
               "then needs that much history.",
               "steps"},
              delays, at_least(1));
}

}  // namespace lhits
