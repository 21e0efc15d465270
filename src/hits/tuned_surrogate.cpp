#include "lhits/hits/tuned_surrogate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "lhits/hits/records.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/hits/stepper.hpp"

namespace lhits {
namespace {

/// What a reduction's record has around its autoencoder's: the names of the children on the way.
std::vector<std::string> way_to_autoencoder(const Record& reduction) {
    std::vector<std::string> way;
    for (const Record* at = &reduction; !is_autoencoder(at->text("kind"));) {
        const auto& kind = at->text("kind");
        if (kind != "parametric" && kind != "delayed") {
            throw InputError(fmt::format(
                "expected an autoencoder to train together with its steppers, found a reduction {}",
                shown(kind)));
        }
        way.emplace_back(kind == "parametric" ? "states" : "rows");
        at = &at->child(way.back());
    }
    return way;
}

std::string item_of(std::int64_t stride) { return fmt::format("stepper-{}", stride); }

}  // namespace

TunedSurrogate TunedSurrogate::of(const Record& surrogate) {
    TunedSurrogate made;
    const auto append = [&](const Record& network) {
        const auto own = read_parameters(network);
        made.parameters.insert(made.parameters.end(), own.begin(), own.end());
        return read_architecture(network);
    };
    const Record* reduction = &surrogate.child("reduction");
    const auto dimension = read_reduction(*reduction)->dimension();
    made.latent = read_scaler(reduction->child("latent_scaler"), dimension);
    if (made.latent.width() == 0) {
        const auto columns = static_cast<std::size_t>(dimension);
        made.latent = {std::vector<float>(columns, 0.0F), std::vector<float>(columns, 1.0F)};
    }
    for (const auto& child : way_to_autoencoder(*reduction)) reduction = &reduction->child(child);
    made.autoencoder.encoder = append(reduction->child("encoder"));
    made.autoencoder.decoder = append(reduction->child("decoder"));
    made.input = read_scaler(reduction->child("scaler"), made.autoencoder.encoder.in());
    for (const auto& [name, child] : surrogate.children) {
        if (name.starts_with("stepper-")) made.strides.push_back(child.integer("stride"));
    }
    std::sort(made.strides.begin(), made.strides.end());
    for (const auto stride : made.strides) {
        made.steppers.push_back(append(surrogate.child(item_of(stride)).child("network")));
    }
    return made;
}

void TunedSurrogate::put_into(Record& surrogate) const {
    auto from = parameters.begin();
    const auto put = [&](const Architecture& network, Record& record) {
        const auto end = from + static_cast<std::ptrdiff_t>(network.parameter_count());
        record = network_record(network, {from, end});
        from = end;
    };
    Record* reduction = &surrogate.children.at("reduction");
    for (const auto& child : way_to_autoencoder(*reduction)) {
        reduction = &reduction->children.at(child);
    }
    put(autoencoder.encoder, reduction->children.at("encoder"));
    put(autoencoder.decoder, reduction->children.at("decoder"));
    for (std::size_t i = 0; i < strides.size(); ++i) {
        put(steppers[i], surrogate.children.at(item_of(strides[i])).children.at("network"));
    }
}

}  // namespace lhits
