#include "lhits/hits/reduction.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lhits/base/columns.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "lhits/hits/records.hpp"
#include "lhits/hits/scores.hpp"
#include "reductions.hpp"

namespace lhits {
namespace {

/// Values reconstructed at once by squared_error(), at least a row.
constexpr int block_values = 1 << 20;

}  // namespace

void Reduction::encode(std::span<const float> x, int rows, std::span<float> z) {
    encode_raw(x, rows, z);
    latent_scaler_.apply(z);
}

void Reduction::decode(std::span<const float> z, int rows, std::span<float> x) {
    AlignedVector<float> raw(z.begin(), z.end());
    latent_scaler_.undo(raw);
    decode_raw(raw, rows, x);
}

void Reduction::normalise_latent(std::span<const float> z) {
    latent_scaler_ = Scaler::fit("standard", z, static_cast<std::size_t>(dimension()));
    std::fill_n(latent_scaler_.offset.begin(), phases(), 0.0F);
    std::fill_n(latent_scaler_.scale.begin(), phases(), 1.0F);
}

double Reduction::squared_error(std::span<const float> x, int rows) {
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
        z.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(dimension()));
        back.resize(static_cast<std::size_t>(count) * n);
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

std::optional<DecoderParts> Reduction::decoder_parts() const {
    auto parts = own_decoder_parts();
    if (parts) parts->latent = latent_scaler_;
    return parts;
}

std::vector<double> Reduction::reconstruction_errors(std::span<const float> x,
                                                     std::span<const float> z, int rows) {
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
    if (phases() == 0) return z;
    const auto width = static_cast<std::size_t>(dimension());
    const auto first = static_cast<std::size_t>(phases());
    room.resize(z.size() / width * (width - first));
    copy_columns(ColumnRange<const float>{z, width, first}, width - first,
                 ColumnRange<float>{room, width - first});
    return room;
}

Record Reduction::record() const {
    Record record = own_record();
    record.texts["kind"] = kind();
    record.children["latent_scaler"] = scaler_record(latent_scaler_);
    return record;
}

std::unique_ptr<Reduction> read_reduction(const Record& record) {
    const std::string& kind = record.text("kind");
    std::unique_ptr<Reduction> made;
    if (is_autoencoder(kind)) made = read_autoencoder(kind, record);
    if (kind == "pca") made = read_pca(record);
    if (kind == "identity") made = read_identity(record);
    if (kind == "aligned") made = read_aligned(record);
    if (kind == "delayed") made = read_delayed(record);
    if (kind == "parametric") made = read_parametric(record);
    if (made == nullptr) {
        throw InputError(
            fmt::format("expected a reduction (autoencoder, variational, pca-residual, pca, "
                        "identity, aligned, delayed, parametric), found {}",
                        shown(kind)));
    }
    made->set_latent_scaler(read_scaler(record.child("latent_scaler"), made->dimension()));
    return made;
}

}  // namespace lhits
