// Reductions: from states to a few latent coordinates and back.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lhits/hits/scaler.hpp"
#include "lhits/io/record.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/nn/principal_components.hpp"

namespace lhits {

/// What decodes: `latent` is undone, `network` evaluated on the first columns, as many as it reads,
/// `state` undone. Without layers the network is the identity.
struct DecoderParts {
    Scaler latent;
    Architecture network;
    Parameters parameters;
    Scaler state;
};

/// z = encode(x), x ~ decode(z). What is encoded is an input row: most often a state, but it may
/// hold more, behind the state, that a moment is known by (states before, the parameters of its
/// trajectory). A
/// latent row holds latent coordinates, before them what the steppers change but do not read (a
/// phase), behind them what they read but do not change (parameters). Latent rows are normalised:
/// over the training data each column has mean 0 and standard deviation
/// 1 (after a fine-tuning only nearly). Not safe for use by two threads at once.
class Reduction {
public:
    Reduction() = default;
    virtual ~Reduction() = default;
    Reduction(const Reduction&) = delete;
    Reduction& operator=(const Reduction&) = delete;

    virtual std::string kind() const = 0;
    virtual int latent() const = 0;
    virtual int state_size() const = 0;
    /// Of an input row: state_size(), or more.
    virtual int input_size() const { return state_size(); }
    /// Of a latent row: phases() + latent() + parameters().
    int dimension() const { return phases() + latent() + parameters(); }
    /// The first columns of a latent row, in radians and not normalised: how far the state is
    /// shifted. Nothing depends on them but the state itself.
    virtual int phases() const { return 0; }
    /// The last columns of a latent row, which never change along a trajectory.
    virtual int parameters() const { return 0; }

    /// x (rows, input_size()) to z (rows, dimension()).
    void encode(std::span<const float> x, int rows, std::span<float> z);
    /// z (rows, dimension()) to x (rows, state_size()).
    void decode(std::span<const float> z, int rows, std::span<float> x);

    /// Fits the normalisation of the latent rows on `z`, (rows, dimension()): what encode() gave
    /// for the training data before there was a normalisation.
    void normalise_latent(std::span<const float> z);

    /// Sum over all elements of the states in x, (rows, input_size()), of (x -
    /// decode(encode(x)))^2.
    double squared_error(std::span<const float> x, int rows);

    /// A copy of what decode() is made of; nothing where it is more than these parts.
    std::optional<DecoderParts> decoder_parts() const;

    /// Mean of (x - decode(z))^2 over the elements of the state in each row of x, (rows,
    /// input_size()), z = encode(x); 0 where rounding would make as much of it.
    std::vector<double> reconstruction_errors(std::span<const float> x, std::span<const float> z,
                                              int rows);

    /// Latent rows z, (rows, dimension()), without their phases: z itself, or copies in `room`.
    std::span<const float> without_phases(std::span<const float> z,
                                          AlignedVector<float>& room) const;

    /// Everything needed to make it again with read_reduction().
    Record record() const;
    void set_latent_scaler(Scaler scaler) { latent_scaler_ = std::move(scaler); }

protected:
    virtual void encode_raw(std::span<const float> x, int rows, std::span<float> z) = 0;
    virtual void decode_raw(std::span<const float> z, int rows, std::span<float> x) = 0;
    /// All but the latent scaling.
    virtual std::optional<DecoderParts> own_decoder_parts() const = 0;
    /// What the kind itself needs; kind and latent scaling are added by record().
    virtual Record own_record() const = 0;

private:
    Scaler latent_scaler_;
};

/// Whether reductions of this kind are autoencoders: "autoencoder", "variational", "pca-residual".
bool is_autoencoder(const std::string& kind);

/// A trained autoencoder of whatever `kind`; of a variational one the latent coordinates are the
/// means. Where it has conditions these are the parameters of trajectories, the last columns of
/// input rows and, scaled, of latent rows. `scaler` is that of input rows, or none.
std::unique_ptr<Reduction> make_autoencoder(const std::string& kind, Scaler scaler,
                                            AutoencoderNetwork network, Parameters parameters);

/// Projection on the first `latent` principal components.
std::unique_ptr<Reduction> make_pca(const PrincipalComponents& components, int latent);

/// No reduction: the states themselves, normalised (the multiscale HiTS baseline).
std::unique_ptr<Reduction> make_identity(int state_size);

/// A reduction of states of one field on evenly spaced points of a periodic line: their phase
/// (phase.hpp) is taken out before `states`, an autoencoder, encodes them, and put in again after
/// it has decoded.
std::unique_ptr<Reduction> make_aligned(std::unique_ptr<Reduction> states);

/// A reduction of states that are encoded together with those at `delays` times before (Takens
/// 1981): input rows are the state now, then those before; latent rows and what is encoded are
/// those of `rows`, an autoencoder of such rows; what is decoded is the state now.
std::unique_ptr<Reduction> make_delayed(std::unique_ptr<Reduction> rows, int delays);

/// A reduction of states whose trajectories have `parameters` parameters: input rows are a state
/// and the parameters, latent rows the coordinates of `states`, which knows nothing of these, and
/// the parameters.
std::unique_ptr<Reduction> make_parametric(std::unique_ptr<Reduction> states, int parameters);

/// The reduction that record() described. Throws InputError when the record does not fit.
std::unique_ptr<Reduction> read_reduction(const Record& record);

}  // namespace lhits
