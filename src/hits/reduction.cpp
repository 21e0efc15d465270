#include "lhits/hits/reduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

#include "lhits/base/columns.hpp"
#include "lhits/base/error.hpp"
#include "lhits/hits/phase.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/nn/engine.hpp"

namespace lhits {
namespace {

/// Values reconstructed at once by squared_error(), at least a row.
constexpr int block_values = 1 << 20;

std::size_t size_of(int rows, int columns) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

/// Columns [first, first + count) of rows of `width`: the rows themselves, or copies in `room`.
std::span<const float> some_columns(std::span<const float> rows, int width, int first, int count,
                                    AlignedVector<float>& room) {
    if (count == width) return rows;
    const auto each = static_cast<std::size_t>(width);
    const auto copied = static_cast<std::size_t>(count);
    room.resize(rows.size() / each * copied);
    copy_columns(ColumnRange<const float>{rows, each, static_cast<std::size_t>(first)}, copied,
                 ColumnRange<float>{room, copied});
    return room;
}

/// The same network with some outputs of its last layer, and of its bypass: what stands from that
/// layer's weights on in the parameters has a column for each output.
Network cut_down(const Network& whole, std::span<const std::size_t> outputs) {
    Network cut{whole.shape, {}};
    if (whole.shape.layers() == 0) return cut;
    cut.shape.widths.back() = static_cast<int>(outputs.size());
    const auto first = whole.shape.weight_offset(whole.shape.layers() - 1);
    cut.parameters.resize(cut.shape.parameter_count());
    float* to = std::copy_n(whole.parameters.data(), first, cut.parameters.data());
    for (std::size_t row = first; row < whole.shape.parameter_count();
         row += static_cast<std::size_t>(whole.shape.out())) {
        for (const auto output : outputs) *to++ = whole.parameters[row + output];
    }
    return cut;
}

Scaler some_of(const Scaler& scaler, std::span<const std::size_t> elements) {
    Scaler some;
    for (std::size_t i = 0; i < elements.size() && scaler.width() > 0; ++i) {
        some.offset.push_back(scaler.offset.at(elements[i]));
        some.scale.push_back(scaler.scale.at(elements[i]));
    }
    return some;
}

std::vector<std::size_t> all_of(int count) {
    std::vector<std::size_t> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

void require_fit(const Architecture& encoder, const Architecture& decoder, const Scaler& scaler,
                 const RowLayout& layout) {
    const int conditions = encoder.in() - decoder.out();
    if (conditions < 0 || (conditions > 0 && conditions != layout.parameters) ||
        encoder.out() + conditions != decoder.in()) {
        throw InputError(fmt::format(
            "expected an encoder and a decoder of the same widths at both ends, found one from {} "
            "to {} and one from {} to {}",
            encoder.in(), encoder.out(), decoder.in(), decoder.out()));
    }
    if (scaler.width() != 0 && scaler.width() != static_cast<std::size_t>(encoder.in())) {
        throw InputError(fmt::format("expected a scaler of {} components, found {}", encoder.in(),
                                     scaler.width()));
    }
    if (decoder.out() % (1 + layout.delays) != 0) {
        throw InputError(
            fmt::format("expected a number of delays for rows of {} elements, found {}",
                        decoder.out(), layout.delays));
    }
    constexpr int most_points = 1 << 13;  // the transform is a matrix
    if (layout.phases > 0 && (decoder.out() < 3 || decoder.out() > most_points)) {
        throw InputError(fmt::format("expected states of 3 to {} points for a phase, found {}",
                                     most_points, decoder.out()));
    }
}

}  // namespace

/// Kept between calls.
struct Reduction::Work {
    std::unique_ptr<Engine> engine = make_engine("native");
    std::optional<PhaseShift> shift{};
    AlignedVector<float> phases{};
    AlignedVector<float> input{};    ///< of the encoder
    AlignedVector<float> code{};     ///< of the encoder, or for the decoder
    AlignedVector<float> raw{};      ///< latent rows, not normalised
    AlignedVector<float> decoded{};  ///< of which some elements are wanted
};

Reduction::Reduction(std::string kind, Scaler scaler, Network encoder, Network decoder,
                     RowLayout layout)
    : kind_(std::move(kind)),
      scaler_(std::move(scaler)),
      encoder_(std::move(encoder)),
      decoder_(std::move(decoder)),
      layout_(layout),
      work_(std::make_shared<Work>()) {
    const int conditions = encoder_.shape.in() - decoder_.shape.out();
    layout_.parameters = std::max(layout_.parameters, conditions);
    require_fit(encoder_.shape, decoder_.shape, scaler_, layout_);
    if (layout_.delays + layout_.phases > 0 && !is_autoencoder(kind_)) {
        throw InputError(fmt::format(
            "expected an autoencoder of states and those before, or without their phase, found {}",
            kind_));
    }
    layout_.state_size = decoder_.shape.out() / (1 + layout_.delays);
    layout_.latent = encoder_.shape.out();
    const auto all = all_of(layout_.state_size);
    state_.scaler = some_of(scaler_, all);
    if (layout_.delays > 0) state_.network = cut_down(decoder_, all);
    if (layout_.phases > 0) work_->shift.emplace(layout_.state_size);
}

void Reduction::set_parameters(std::span<const float> parameters) {
    for (auto* network : {&encoder_, &decoder_}) {
        const auto own = parameters.first(network->parameters.size());
        std::copy(own.begin(), own.end(), network->parameters.begin());
        parameters = parameters.subspan(own.size());
    }
    if (layout_.delays > 0) state_.network = cut_down(decoder_, all_of(layout_.state_size));
}

void Reduction::encode(std::span<const float> x, int rows, std::span<float> z) const {
    const auto width = static_cast<std::size_t>(input_size());
    const auto read = static_cast<std::size_t>(encoder_.shape.in());
    auto& [engine, shift, phases, input, code, raw, decoded] = *work_;
    input.resize(size_of(rows, encoder_.shape.in()));
    copy_columns(ColumnRange<const float>{x, width}, read, ColumnRange<float>{input, read});
    if (shift) {
        phases.resize(static_cast<std::size_t>(rows));
        shift->align(input, read, phases);
    }
    scaler_.apply(input);
    std::span<const float> result = input;
    if (encoder_.shape.layers() > 0) {
        code.resize(size_of(rows, latent()));
        engine->evaluate(encoder_.shape, encoder_.parameters, input, rows, code);
        result = code;
    }
    std::size_t column = 0;
    const auto put = [&](ColumnRange<const float> from, int count) {
        const auto columns = static_cast<std::size_t>(count);
        if (count == 0) return;
        copy_columns(from, columns,
                     ColumnRange<float>{z, static_cast<std::size_t>(dimension()), column});
        column += columns;
    };
    const auto behind = static_cast<std::size_t>(layout_.embedding_size());
    put({phases, 1}, layout_.phases);
    put({result, static_cast<std::size_t>(latent())}, latent());
    put(conditioned() ? ColumnRange<const float>{input, read, behind}
                      : ColumnRange<const float>{x, width, behind},
        parameters());
    latent_scaler_.apply(z);
}

void Reduction::decode(std::span<const float> z, int rows, std::span<float> x) const {
    decode(layout_.delays > 0 ? state_.network : decoder_, state_.scaler, nullptr, z, rows, x);
}

void Reduction::decode(const Decoder& some, std::span<const float> z, int rows,
                       std::span<float> x) const {
    decode(some.network, some.scaler, cuts_down() ? nullptr : &some.elements, z, rows, x);
}

void Reduction::decode(const Network& network, const Scaler& scaler,
                       const std::vector<std::size_t>* picked, std::span<const float> z, int rows,
                       std::span<float> x) const {
    auto& [engine, shift, phases, input, code, raw, decoded] = *work_;
    raw.assign(z.begin(), z.end());
    latent_scaler_.undo(raw);
    const auto read = some_columns(raw, dimension(), layout_.phases, network.shape.in(), code);
    std::span<float> to = x;
    if (picked != nullptr) {
        decoded.resize(size_of(rows, network.shape.out()));
        to = decoded;
    }
    if (network.shape.layers() > 0) {
        engine->evaluate(network.shape, network.parameters, read, rows, to);
    } else {
        std::copy(read.begin(), read.end(), to.begin());
    }
    scaler.undo(to);
    if (shift) shift->shift(to, rows, some_columns(raw, dimension(), 0, 1, phases));
    if (picked == nullptr) return;
    float* next = x.data();
    for (std::size_t row = 0; row < to.size();
         row += static_cast<std::size_t>(network.shape.out())) {
        for (const auto element : *picked) *next++ = to[row + element];
    }
}

Decoder Reduction::decoder_of(std::span<const std::int64_t> elements) const {
    std::vector<std::size_t> wanted;
    for (const auto element : elements) {
        if (element < 0 || element >= state_size()) {
            throw std::out_of_range("no such element of the state");
        }
        wanted.push_back(static_cast<std::size_t>(element));
    }
    if (!cuts_down()) return {decoder_, state_.scaler, std::move(wanted)};
    return {cut_down(decoder_, wanted), some_of(scaler_, wanted), std::move(wanted)};
}

void Reduction::normalise_latent(std::span<const float> z) {
    latent_scaler_ = Scaler::fit("standard", z, static_cast<std::size_t>(dimension()));
    std::fill_n(latent_scaler_.offset.begin(), phases(), 0.0F);
    std::fill_n(latent_scaler_.scale.begin(), phases(), 1.0F);
}

double Reduction::squared_error(std::span<const float> x, int rows) const {
    const auto n = static_cast<std::size_t>(state_size());
    const auto width = static_cast<std::size_t>(input_size());
    AlignedVector<float> z;
    AlignedVector<float> back;
    double sum = 0.0;
    const int block_rows = std::max(1, block_values / input_size());
    for (int first = 0; first < rows; first += block_rows) {
        const int count = std::min(block_rows, rows - first);
        const auto block = x.subspan(static_cast<std::size_t>(first) * width,
                                     static_cast<std::size_t>(count) * width);
        z.resize(size_of(count, dimension()));
        back.resize(size_of(count, state_size()));
        encode(block, count, z);
        decode(z, count, back);
        const float* state = block.data();
        for (std::size_t i = 0; i < back.size(); i += n, state += width) {
            for (std::size_t j = 0; j < n; ++j) {
                const double difference =
                    static_cast<double>(back[i + j]) - static_cast<double>(state[j]);
                sum += difference * difference;
            }
        }
    }
    return sum;
}

std::vector<double> Reduction::reconstruction_errors(std::span<const float> x,
                                                     std::span<const float> z, int rows) const {
    constexpr double rounding = 1e-12;  // of float numbers, squared, with a few operations
    const auto n = static_cast<std::size_t>(state_size());
    const auto width = static_cast<std::size_t>(input_size());
    const auto count = static_cast<std::size_t>(rows);
    AlignedVector<float> back(count * n);
    decode(z, rows, back);
    std::vector<double> errors(count);
    for (std::size_t row = 0; row < count; ++row) {
        const auto state = x.subspan(row * width, n);
        mean_squared_errors(std::span(back).subspan(row * n, n), state, n,
                            std::span(errors).subspan(row, 1));
        double square = 0.0;
        for (const float value : state) {
            square += static_cast<double>(value) * static_cast<double>(value);
        }
        const double least = rounding * square / static_cast<double>(n);
        if (errors[row] < least) errors[row] = 0.0;
    }
    return errors;
}

std::span<const float> Reduction::without_phases(std::span<const float> z,
                                                 AlignedVector<float>& room) const {
    return some_columns(z, dimension(), phases(), dimension() - phases(), room);
}

}  // namespace lhits
