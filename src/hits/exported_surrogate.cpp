#include "lhits/hits/exported_surrogate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lhits/base/error.hpp"
#include "lhits/hits/records.hpp"

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

/// For every component, also where the scaler has none and changes nothing.
Scaler full(Scaler scaler, int width) {
    if (scaler.width() == 0) return Scaler::fit("none", {}, static_cast<std::size_t>(width));
    return scaler;
}

ExportedSurrogate::Network whole(const Record& network) {
    return {read_architecture(network), read_parameters(network)};
}

/// Layer number `layer` on its own.
ExportedSurrogate::Network layer_of(const Record& network, std::size_t layer) {
    const auto all = whole(network);
    const auto& shape = all.shape;
    const auto at = [&](std::size_t l) {
        return all.parameters.begin() + static_cast<std::ptrdiff_t>(shape.weight_offset(l));
    };
    return {shape.part(layer, layer + 1), Parameters(at(layer), at(layer + 1))};
}

/// What a reduction of parameters, of delays or without phases is around; notes the phases.
const Record& innermost(const Record& reduction, int& phases) {
    if (reduction.children.contains("aligned")) ++phases;
    for (const char* child : {"states", "rows", "aligned"}) {
        if (reduction.children.contains(child)) return innermost(reduction.child(child), phases);
    }
    return reduction;
}

ExportedSurrogate take_apart(const Model& model, const std::string& name, const Record& whole_one) {
    int phases = 0;
    const Record& reduction = innermost(whole_one, phases);
    const std::string& kind = reduction.text("kind");
    ExportedSurrogate made{model, name, kind, {}, {}, {}, {}, {}, phases};
    if (kind == "identity") {
        const auto n = static_cast<int>(reduction.integer("state_size"));
        made.encoder.shape.widths = {n};
        made.decoder.shape.widths = {n};
        made.scaler = full({}, n);
    } else {
        const bool pca = kind == "pca";
        made.encoder =
            pca ? layer_of(reduction.child("network"), 0) : whole(reduction.child("encoder"));
        made.decoder =
            pca ? layer_of(reduction.child("network"), 1) : whole(reduction.child("decoder"));
        const int encoded = made.encoder.shape.in();
        made.scaler = full(read_scaler(reduction.child("scaler"), encoded), encoded);
    }
    made.latent_scaler =
        full(read_scaler(whole_one.child("latent_scaler"), made.dimension()), made.dimension());
    return made;
}

}  // namespace

ExportedSurrogate exported_surrogate(const Model& model, const std::string& name) {
    const auto chosen = chosen_name(model, name);
    const Surrogate& surrogate = model.surrogates.at(chosen);
    auto made = take_apart(model, chosen, surrogate.reduction->record());
    const auto coupling = surrogate.couplings.find(unseen);
    if (coupling == surrogate.couplings.end()) {
        throw InputError(fmt::format(
            "expected the chosen strides of {}, found none; run 'lhits couple DECK' first",
            chosen));
    }
    for (std::size_t i = coupling->second.coarsest + 1; i-- > coupling->second.finest;) {
        made.strides.push_back(surrogate.steppers.at(i).stride);
    }
    return made;
}

}  // namespace lhits
