#include "lhits/config/observation_table.hpp"

namespace lhits {

void ObservationTable::describe(Keys& keys) {
    keys.list("components", components);
    keys.list("points", points, at_least(0));
    keys.list("delays", delays, at_least(1));
}

}  // namespace lhits
