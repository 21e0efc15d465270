// How reductions stand in model files.
#include <fmt/format.h>

#include <array>
#include <limits>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/hits/records.hpp"
#include "lhits/hits/reduction.hpp"

namespace lhits {
namespace {

/// What rows have beside states and coordinates stands around the record of the networks, in this
/// order from the inside: a record of this kind, whose child is the one within.
struct Wrapping {
    const char* kind;
    const char* child;
    int RowLayout::*count;
    const char* item;  ///< with the count; none where it is 1
};
constexpr std::array wrappings{
    Wrapping{"aligned", "aligned", &RowLayout::phases, nullptr},
    Wrapping{"delayed", "rows", &RowLayout::delays, "delays"},
    Wrapping{"parametric", "states", &RowLayout::parameters, "parameters"},
};

int read_count(const Record& record, const char* item) {
    constexpr std::int64_t most = 1 << 16;
    if (item == nullptr) return 1;
    const auto count = record.integer(item);
    if (count < 1 || count > most) {
        throw InputError(fmt::format("{}: expected 1 to {}, found {}", item, most, count));
    }
    return static_cast<int>(count);
}

Network read_network(const Record& record) {
    return {read_architecture(record), read_parameters(record)};
}

/// Both halves as one chain: of principal components, and of autoencoders of an earlier lhits.
std::pair<Network, Network> read_chain(const Record& record, std::int64_t encoder_layers) {
    const auto chain = read_network(record);
    const auto layers = static_cast<std::size_t>(encoder_layers);
    if (layers == 0 || layers >= chain.shape.layers()) {
        throw InputError(fmt::format("expected an encoder of 1 to {} layers, found {}",
                                     chain.shape.layers() - 1, encoder_layers));
    }
    const auto half =
        chain.parameters.begin() + static_cast<std::ptrdiff_t>(chain.shape.weight_offset(layers));
    return {{chain.shape.part(0, layers), {chain.parameters.begin(), half}},
            {chain.shape.part(layers, chain.shape.layers()), {half, chain.parameters.end()}}};
}

Reduction read_innermost(const Record& record, const RowLayout& layout) {
    const std::string& kind = record.text("kind");
    if (kind == "identity") {
        const auto size = record.integer("state_size");
        if (size < 1 || size > std::numeric_limits<int>::max()) {
            throw InputError(fmt::format("expected states of 1 element or more, found {}", size));
        }
        return make_identity(static_cast<int>(size), layout);
    }
    if (kind != "pca" && !is_autoencoder(kind)) {
        throw InputError(
            fmt::format("expected a reduction (autoencoder, variational, pca-residual, pca, "
                        "identity, aligned, delayed, parametric), found {}",
                        in_quotes(kind)));
    }
    std::pair<Network, Network> halves;
    if (record.children.contains("network")) {
        halves = read_chain(record.child("network"),
                            kind == "pca" ? 1 : record.integer("encoder_layers"));
    } else {
        halves = {read_network(record.child("encoder")), read_network(record.child("decoder"))};
    }
    const Record& scaler = record.child("scaler");
    return {kind, read_scaler(scaler, static_cast<int>(scaler.floats("offset").size())),
            std::move(halves.first), std::move(halves.second), layout};
}

}  // namespace

Record Reduction::record() const {
    Record record;
    record.texts["kind"] = kind_;
    if (kind_ == "identity") {
        record.integers["state_size"] = state_size();
    } else {
        if (kind_ == "pca") {
            auto parameters = encoder_.parameters;
            parameters.insert(parameters.end(), decoder_.parameters.begin(),
                              decoder_.parameters.end());
            record.children["network"] =
                network_record(encoder_.shape.then(decoder_.shape), parameters);
        } else {
            record.children["encoder"] = network_record(encoder_.shape, encoder_.parameters);
            record.children["decoder"] = network_record(decoder_.shape, decoder_.parameters);
        }
        record.children["scaler"] = scaler_record(scaler_);
    }
    auto around = layout_;
    if (conditioned()) around.parameters = 0;  // the networks say so
    for (const auto& [kind, child, count, item] : wrappings) {
        if (around.*count == 0) continue;
        record.children["latent_scaler"] = scaler_record({});
        Record outer;
        outer.texts["kind"] = kind;
        if (item != nullptr) outer.integers[item] = around.*count;
        outer.children[child] = std::move(record);
        record = std::move(outer);
    }
    record.children["latent_scaler"] = scaler_record(latent_scaler_);
    return record;
}

Reduction read_reduction(const Record& record) {
    RowLayout layout;
    const Record* inner = &record;
    for (auto wrapping = wrappings.rbegin(); wrapping != wrappings.rend(); ++wrapping) {
        if (inner->text("kind") != wrapping->kind) continue;
        layout.*wrapping->count = read_count(*inner, wrapping->item);
        inner = &inner->child(wrapping->child);
        read_scaler(inner->child("latent_scaler"), 0);  // the outermost normalises
    }
    auto result = read_innermost(*inner, layout);
    result.set_latent_scaler(read_scaler(record.child("latent_scaler"), result.dimension()));
    return result;
}

}  // namespace lhits
