#include "lhits/hits/exported_surrogate.hpp"

#include <fmt/format.h>

#include "lhits/base/error.hpp"

namespace lhits {
std::string exported_name(const Model& model, const std::string& name) {
    const auto chosen = surrogate_name(model, name);
    if (!model.surrogates.at(chosen).couplings.contains(unseen)) {
        throw InputError(fmt::format(
            "expected the chosen strides of {}, found none; run 'lhits couple DECK' first",
            chosen));
    }
    return chosen;
}

}  // namespace lhits
