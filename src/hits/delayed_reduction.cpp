#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/hits/decoder.hpp"
#include "reductions.hpp"

namespace lhits {
namespace {

std::vector<std::int64_t> first_elements(int count) {
    std::vector<std::int64_t> elements(static_cast<std::size_t>(count));
    std::iota(elements.begin(), elements.end(), std::int64_t{0});
    return elements;
}

class Delayed final : public Reduction {
public:
    Delayed(std::unique_ptr<Reduction> rows, int delays)
        : rows_(std::move(rows)),
          delays_(delays),
          state_size_(rows_->state_size() / (delays + 1)),
          decoder_(*rows_, first_elements(state_size_)) {}

    std::string kind() const override { return "delayed"; }
    int latent() const override { return rows_->latent(); }
    int state_size() const override { return state_size_; }
    int input_size() const override { return rows_->input_size(); }
    int parameters() const override { return rows_->parameters(); }

protected:
    void encode_raw(std::span<const float> x, int rows, std::span<float> z) override {
        rows_->encode(x, rows, z);
    }
    void decode_raw(std::span<const float> z, int rows, std::span<float> x) override {
        decoder_.decode(z, rows, x);
    }
    std::optional<DecoderParts> own_decoder_parts() const override {
        return rows_->decoder_parts();
    }
    Record own_record() const override {
        Record record;
        record.integers["delays"] = delays_;
        record.children["rows"] = rows_->record();
        return record;
    }

private:
    std::unique_ptr<Reduction> rows_;
    int delays_;
    int state_size_;
    Decoder decoder_;  ///< to the state now, not to those before
};

}  // namespace

std::unique_ptr<Reduction> make_delayed(std::unique_ptr<Reduction> rows, int delays) {
    return std::make_unique<Delayed>(std::move(rows), delays);
}

std::unique_ptr<Reduction> read_delayed(const Record& record) {
    const auto delays = record.integer("delays");
    const Record& inner = record.child("rows");
    if (!is_autoencoder(inner.text("kind"))) {
        throw InputError("expected an autoencoder of states and those before, found another kind");
    }
    auto rows = read_reduction(inner);
    if (delays < 1 || delays >= rows->state_size() || rows->state_size() % (delays + 1) != 0) {
        throw InputError(
            fmt::format("expected a number of delays for rows of {} elements, found {}",
                        rows->state_size(), delays));
    }
    return make_delayed(std::move(rows), static_cast<int>(delays));
}

}  // namespace lhits
