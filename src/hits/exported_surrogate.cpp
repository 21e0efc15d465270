#include "lhits/hits/exported_surrogate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

std::string chosen_name(const Model& model, const std::string& name) {
    std::vector<std::string> reduced;
    std::vector<std::string> all;
    for (const auto& [own, surrogate] : model.surrogates) {
        all.push_back(own);
        if (surrogate.reduction->kind() != "identity") reduced.push_back(own);
    }
    if (name.empty() && reduced.size() == 1) return reduced.front();
    if (name.empty() && all.size() == 1) return all.front();
    if (model.surrogates.contains(name)) return name;
    throw InputError(fmt::format("expected the name of a surrogate ({}), found {}",
                                 fmt::join(all, ", "), name.empty() ? "none" : name));
}

}  // namespace

std::string exported_name(const Model& model, const std::string& name) {
    const auto chosen = chosen_name(model, name);
    if (!model.surrogates.at(chosen).couplings.contains(unseen)) {
        throw InputError(fmt::format(
            "expected the chosen strides of {}, found none; run 'lhits couple DECK' first",
            chosen));
    }
    return chosen;
}

}  // namespace lhits
