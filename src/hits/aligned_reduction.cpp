#include <fmt/format.h>

#include <utility>

#include "lhits/base/columns.hpp"
#include "lhits/base/error.hpp"
#include "lhits/hits/phase.hpp"
#include "reductions.hpp"

namespace lhits {
namespace {

class Aligned final : public Reduction {
public:
    explicit Aligned(std::unique_ptr<Reduction> states)
        : states_(std::move(states)), shift_(states_->state_size()) {}

    std::string kind() const override { return "aligned"; }
    int latent() const override { return states_->latent(); }
    int state_size() const override { return states_->state_size(); }
    int input_size() const override { return states_->input_size(); }
    int phases() const override { return 1; }
    int parameters() const override { return states_->parameters(); }

protected:
    void encode_raw(std::span<const float> x, int rows, std::span<float> z) override {
        const auto n = static_cast<std::size_t>(state_size());
        const auto width = static_cast<std::size_t>(input_size());
        phases_.resize(static_cast<std::size_t>(rows));
        input_.assign(x.begin(), x.end());
        if (width == n) {
            shift_.align(input_, rows, phases_);
        } else {
            state_.resize(static_cast<std::size_t>(rows) * n);
            copy_columns(ColumnRange<const float>{x, width}, n, ColumnRange<float>{state_, n});
            shift_.align(state_, rows, phases_);
            copy_columns(ColumnRange<const float>{state_, n}, n, ColumnRange<float>{input_, width});
        }
        const auto inner = static_cast<std::size_t>(states_->dimension());
        z_.resize(static_cast<std::size_t>(rows) * inner);
        states_->encode(input_, rows, z_);
        copy_columns(ColumnRange<const float>{phases_, 1}, 1, ColumnRange<float>{z, inner + 1});
        copy_columns(ColumnRange<const float>{z_, inner}, inner,
                     ColumnRange<float>{z, inner + 1, 1});
    }
    void decode_raw(std::span<const float> z, int rows, std::span<float> x) override {
        const auto inner = static_cast<std::size_t>(states_->dimension());
        phases_.resize(static_cast<std::size_t>(rows));
        z_.resize(static_cast<std::size_t>(rows) * inner);
        copy_columns(ColumnRange<const float>{z, inner + 1}, 1, ColumnRange<float>{phases_, 1});
        copy_columns(ColumnRange<const float>{z, inner + 1, 1}, inner,
                     ColumnRange<float>{z_, inner});
        states_->decode(z_, rows, x);
        shift_.shift(x, rows, phases_);
    }
    /// A shift is no layer of a network.
    std::optional<DecoderParts> own_decoder_parts() const override { return std::nullopt; }
    Record own_record() const override {
        Record record;
        record.children["aligned"] = states_->record();
        return record;
    }

private:
    std::unique_ptr<Reduction> states_;
    PhaseShift shift_;
    AlignedVector<float> state_;  ///< of rows that hold more
    AlignedVector<float> input_;
    AlignedVector<float> phases_;
    AlignedVector<float> z_;
};

}  // namespace

std::unique_ptr<Reduction> make_aligned(std::unique_ptr<Reduction> states) {
    return std::make_unique<Aligned>(std::move(states));
}

std::unique_ptr<Reduction> read_aligned(const Record& record) {
    constexpr int most_points = 1 << 13;  // the transform is a matrix
    const Record& inner = record.child("aligned");
    if (!is_autoencoder(inner.text("kind"))) {
        throw InputError(
            "expected an autoencoder of states without their phase, found another kind");
    }
    auto states = read_reduction(inner);
    if (states->state_size() < 3 || states->state_size() > most_points) {
        throw InputError(fmt::format("expected states of 3 to {} points for a phase, found {}",
                                     most_points, states->state_size()));
    }
    return make_aligned(std::move(states));
}

}  // namespace lhits
