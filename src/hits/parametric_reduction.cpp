#include <fmt/format.h>

#include <utility>

#include "lhits/base/columns.hpp"
#include "lhits/base/error.hpp"
#include "reductions.hpp"

namespace lhits {
namespace {

class Parametric final : public Reduction {
public:
    Parametric(std::unique_ptr<Reduction> states, int parameters)
        : states_(std::move(states)), parameters_(parameters) {}

    std::string kind() const override { return "parametric"; }
    int latent() const override { return states_->latent(); }
    int state_size() const override { return states_->state_size(); }
    int input_size() const override { return states_->input_size() + parameters_; }
    int phases() const override { return states_->phases(); }
    int parameters() const override { return parameters_; }

protected:
    void encode_raw(std::span<const float> x, int rows, std::span<float> z) override {
        split(x, states_->input_size(), rows, x_);
        z_.resize(size(rows, states_->dimension()));
        states_->encode(x_, rows, z_);
        const auto count = static_cast<std::size_t>(parameters_);
        const auto inputs = static_cast<std::size_t>(states_->input_size());
        const auto coordinates = static_cast<std::size_t>(states_->dimension());
        copy_columns(ColumnRange<const float>{z_, coordinates}, coordinates,
                     ColumnRange<float>{z, coordinates + count});
        copy_columns(ColumnRange<const float>{x, inputs + count, inputs}, count,
                     ColumnRange<float>{z, coordinates + count, coordinates});
    }
    void decode_raw(std::span<const float> z, int rows, std::span<float> x) override {
        split(z, states_->dimension(), rows, z_);
        states_->decode(z_, rows, x);
    }
    std::optional<DecoderParts> own_decoder_parts() const override {
        return states_->decoder_parts();
    }
    Record own_record() const override {
        Record record;
        record.integers["parameters"] = parameters_;
        record.children["states"] = states_->record();
        return record;
    }

private:
    static std::size_t size(int rows, int width) {
        return static_cast<std::size_t>(rows) * static_cast<std::size_t>(width);
    }
    /// The first `width` columns of rows that end in parameters.
    void split(std::span<const float> from, int width, int rows, AlignedVector<float>& to) const {
        to.resize(size(rows, width));
        const auto first = static_cast<std::size_t>(width);
        copy_columns(ColumnRange<const float>{from, first + static_cast<std::size_t>(parameters_)},
                     first, ColumnRange<float>{to, first});
    }

    std::unique_ptr<Reduction> states_;
    int parameters_;
    AlignedVector<float> x_;
    AlignedVector<float> z_;
};

}  // namespace

std::unique_ptr<Reduction> make_parametric(std::unique_ptr<Reduction> states, int parameters) {
    return std::make_unique<Parametric>(std::move(states), parameters);
}

std::unique_ptr<Reduction> read_parametric(const Record& record) {
    constexpr std::int64_t most = 1 << 10;
    const auto parameters = record.integer("parameters");
    if (parameters < 1 || parameters > most) {
        throw InputError(
            fmt::format("expected 1 to {} parameters of a trajectory, found {}", most, parameters));
    }
    const Record& states = record.child("states");
    if (states.text("kind") == "parametric") {
        throw InputError("expected parameters once, found a parametric reduction of another");
    }
    return make_parametric(read_reduction(states), static_cast<int>(parameters));
}

}  // namespace lhits
