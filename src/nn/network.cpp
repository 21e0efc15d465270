#include "lhits/nn/network.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "lhits/base/random.hpp"

namespace lhits {

Activation activation_from(const std::string& name) {
    for (const auto activation : {Activation::linear, Activation::relu, Activation::tanh,
                                  Activation::silu, Activation::gelu}) {
        if (name_of(activation) == name) return activation;
    }
    throw std::invalid_argument("expected an activation (linear, relu, tanh, silu, gelu), found " +
                                name);
}

std::string name_of(Activation activation) {
    switch (activation) {
        case Activation::linear: return "linear";
        case Activation::relu: return "relu";
        case Activation::tanh: return "tanh";
        case Activation::silu: return "silu";
        case Activation::gelu: return "gelu";
    }
    throw std::invalid_argument("no such activation");
}

Architecture Architecture::with_hidden(int in, const std::vector<std::int64_t>& hidden, int out,
                                       Activation activation) {
    Architecture result;
    result.widths.push_back(in);
    for (const auto width : hidden) {
        result.widths.push_back(static_cast<int>(width));
        result.activations.push_back(activation);
    }
    result.widths.push_back(out);
    result.activations.push_back(Activation::linear);
    return result;
}

std::size_t Architecture::weight_offset(std::size_t layer) const {
    std::size_t offset = 0;
    for (std::size_t l = 0; l < layer; ++l) {
        offset += static_cast<std::size_t>(widths[l] + 1) * static_cast<std::size_t>(widths[l + 1]);
    }
    return offset;
}

std::size_t Architecture::bias_offset(std::size_t layer) const {
    return weight_offset(layer) +
           static_cast<std::size_t>(widths[layer]) * static_cast<std::size_t>(widths[layer + 1]);
}

std::size_t Architecture::parameter_count() const {
    const auto bypassed = static_cast<std::size_t>(in()) * static_cast<std::size_t>(out());
    return bypass_offset() + (bypass ? bypassed : 0);
}

Architecture Architecture::part(std::size_t first, std::size_t end) const {
    const auto at = [](auto& list, std::size_t i) {
        return list.begin() + static_cast<std::ptrdiff_t>(i);
    };
    return {{at(widths, first), at(widths, end + 1)},
            {at(activations, first), at(activations, end)},
            false};
}

Architecture Architecture::then(const Architecture& next) const {
    if (bypass || next.bypass) throw std::invalid_argument("a bypass cannot be part of a chain");
    if (next.in() != out()) throw std::invalid_argument("networks do not fit: widths differ");
    Architecture joined = *this;
    joined.widths.insert(joined.widths.end(), next.widths.begin() + 1, next.widths.end());
    joined.activations.insert(joined.activations.end(), next.activations.begin(),
                              next.activations.end());
    return joined;
}

Parameters initial_parameters(const Architecture& architecture, const RandomStream& stream,
                              std::size_t first) {
    Parameters parameters(architecture.parameter_count());
    for (std::size_t l = 0; l < architecture.layers(); ++l) {
        const double bound = 1.0 / std::sqrt(static_cast<double>(architecture.widths[l]));
        for (std::size_t i = architecture.weight_offset(l); i < architecture.weight_offset(l + 1);
             ++i) {
            parameters[i] = static_cast<float>(bound * (2.0 * stream.uniform(first + i) - 1.0));
        }
    }
    return parameters;
}

}  // namespace lhits
