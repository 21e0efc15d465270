#include "lhits/hits/decoder.hpp"

#include <algorithm>
#include <utility>

#include "lhits/base/columns.hpp"

namespace lhits {
namespace {

/// The same network with some outputs of its last layer, and of its bypass: what stands from that
/// layer's weights on in the parameters has a column for each output.
void cut_down(DecoderParts& parts, std::span<const std::size_t> outputs) {
    const Architecture whole = parts.network;
    parts.network.widths.back() = static_cast<int>(outputs.size());
    const auto first = whole.weight_offset(whole.layers() - 1);
    Parameters cut(parts.network.parameter_count());
    float* to = std::copy_n(parts.parameters.data(), first, cut.data());
    for (std::size_t row = first; row < whole.parameter_count();
         row += static_cast<std::size_t>(whole.out())) {
        for (const auto output : outputs) *to++ = parts.parameters[row + output];
    }
    parts.parameters = std::move(cut);
}

Scaler some_of(const Scaler& scaler, std::span<const std::size_t> elements) {
    if (scaler.width() == 0) return {};
    Scaler some;
    for (const auto element : elements) {
        some.offset.push_back(scaler.offset.at(element));
        some.scale.push_back(scaler.scale.at(element));
    }
    return some;
}

}  // namespace

Decoder::Decoder(const Reduction& reduction, std::span<const std::int64_t> elements)
    : engine_(make_engine("native")) {
    for (const auto element : elements) {
        if (element < 0 || element >= reduction.state_size()) {
            throw std::out_of_range("no such element of the state");
        }
        elements_.push_back(static_cast<std::size_t>(element));
    }
    auto parts = reduction.decoder_parts();
    if (!parts) {
        whole_ = read_reduction(reduction.record());
        return;
    }
    parts_ = std::move(*parts);
    parts_.state = some_of(parts_.state, elements_);
    if (parts_.network.layers() > 0) cut_down(parts_, elements_);
}

void Decoder::decode(std::span<const float> z, int rows, std::span<float> x) {
    if (whole_) {
        const auto n = static_cast<std::size_t>(whole_->state_size());
        raw_.resize(static_cast<std::size_t>(rows) * n);
        whole_->decode(z, rows, raw_);
        pick(raw_, n, x);
        return;
    }
    raw_.assign(z.begin(), z.end());
    parts_.latent.undo(raw_);
    const std::size_t width = raw_.size() / static_cast<std::size_t>(rows);
    if (parts_.network.layers() > 0) {
        const auto read = static_cast<std::size_t>(parts_.network.in());
        std::span<const float> input = raw_;
        if (read < width) {
            read_.resize(static_cast<std::size_t>(rows) * read);
            copy_columns(ColumnRange<const float>{raw_, width}, read,
                         ColumnRange<float>{read_, read});
            input = read_;
        }
        engine_->evaluate(parts_.network, parts_.parameters, input, rows, x);
    } else {
        pick(raw_, width, x);
    }
    parts_.state.undo(x);
}

void Decoder::pick(std::span<const float> from, std::size_t width, std::span<float> x) const {
    float* to = x.data();
    for (std::size_t row = 0; row < from.size(); row += width) {
        for (const auto element : elements_) *to++ = from[row + element];
    }
}

}  // namespace lhits
