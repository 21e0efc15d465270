// Reductions: from states to a few latent coordinates and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/hits/scaler.hpp"
#include "lhits/io/record.hpp"
#include "lhits/nn/autoencoder_network.hpp"

namespace lhits {

/// Layers with their parameters; without layers it changes nothing.
struct Network {
    Architecture shape;
    Parameters parameters;
};

/// The columns of rows. An input row is what a moment is known by: a state, the states `delays`
/// times before (Takens 1981), the parameters of its trajectory. A latent row is a phase, the
/// latent coordinates, the parameters. Steppers do not read the phase, and do not change the
/// parameters.
struct RowLayout {
    int delays = 0;
    int phases = 0;  ///< 1 where the phase (phase.hpp) is taken out of states, else 0
    int parameters = 0;
    int state_size = 0;
    int latent = 0;

    int embedding_size() const { return state_size * (1 + delays); }
    int input_size() const { return embedding_size() + parameters; }
    int dimension() const { return phases + latent + parameters; }
};

/// What Reduction::decode() needs for some elements of states: see Reduction::decoder_of().
struct Decoder {
    Network network;
    Scaler scaler;
    std::vector<std::size_t> elements;
};

/// z = L(E(S(x))), x ~ S^-1(D(L^-1(z))), for rows laid out as layout() says. Where there is a
/// phase it is taken out of the state first, and put in again last; in latent rows it is in
/// radians. S and E are for the first encoder().shape.in() columns of an input row: with the
/// parameters where conditioned(), else without. A latent row holds what E makes between the phase
/// and the parameters, which are scaled by S where it is for them. D is for as many columns behind
/// the phase as it reads, and makes a state and those before it, of which only the state is
/// decoded. L normalises latent rows: over the training data each column but the phase has mean 0
/// and standard deviation 1 (after a fine-tuning only nearly). Copies share their work memory: not
/// safe for use by two threads at once.
class Reduction {
public:
    /// `scaler` is of as many columns as the encoder reads, or of none. Of `layout` delays, phases
    /// and parameters count (the last at least those that networks read): the others are those of
    /// the networks. Throws InputError where all this does not fit together.
    Reduction(std::string kind, Scaler scaler, Network encoder, Network decoder,
              RowLayout layout = {});

    /// As in [reduction] kind of a deck.
    const std::string& kind() const { return kind_; }
    const RowLayout& layout() const { return layout_; }
    int latent() const { return layout_.latent; }
    int state_size() const { return layout_.state_size; }
    int input_size() const { return layout_.input_size(); }
    int dimension() const { return layout_.dimension(); }
    int phases() const { return layout_.phases; }
    int parameters() const { return layout_.parameters; }
    bool conditioned() const { return encoder_.shape.in() > decoder_.shape.out(); }

    const Scaler& scaler() const { return scaler_; }
    const Network& encoder() const { return encoder_; }
    const Network& decoder() const { return decoder_; }
    const Scaler& latent_scaler() const { return latent_scaler_; }
    void set_latent_scaler(Scaler scaler) { latent_scaler_ = std::move(scaler); }
    /// The encoder's, then the decoder's.
    void set_parameters(std::span<const float> parameters);

    /// x (rows, input_size()) to z (rows, dimension()).
    void encode(std::span<const float> x, int rows, std::span<float> z) const;
    /// z (rows, dimension()) to x (rows, state_size()). The bits of a row do not depend on the
    /// others.
    void decode(std::span<const float> z, int rows, std::span<float> x) const;

    /// To decode `elements` only, which count into the state, without computing others where it can
    /// be: the last layer is cut down. Throws std::out_of_range for one that is not there.
    Decoder decoder_of(std::span<const std::int64_t> elements) const;
    /// z (rows, dimension()) to x (rows, elements), with what decoder_of() gave.
    void decode(const Decoder& some, std::span<const float> z, int rows, std::span<float> x) const;

    /// Fits the normalisation of the latent rows on `z`, (rows, dimension()): what encode() gave
    /// for the training data before there was a normalisation.
    void normalise_latent(std::span<const float> z);

    /// Sum over all elements of the states in x, (rows, input_size()), of (x -
    /// decode(encode(x)))^2.
    double squared_error(std::span<const float> x, int rows) const;

    /// Mean of (x - decode(z))^2 over the elements of the state in each row of x, (rows,
    /// input_size()), z = encode(x); 0 where rounding would make as much of it.
    std::vector<double> reconstruction_errors(std::span<const float> x, std::span<const float> z,
                                              int rows) const;

    /// Latent rows z, (rows, dimension()), without their phases: z itself, or copies in `room`.
    std::span<const float> without_phases(std::span<const float> z,
                                          AlignedVector<float>& room) const;

    /// Everything needed to make it again with read_reduction().
    Record record() const;

private:
    struct Work;
    /// Whether some elements are decoded without the others: a shift needs all.
    bool cuts_down() const { return layout_.phases == 0 && decoder_.shape.layers() > 0; }
    void decode(const Network& network, const Scaler& scaler,
                const std::vector<std::size_t>* picked, std::span<const float> z, int rows,
                std::span<float> x) const;

    std::string kind_;
    Scaler scaler_;
    Network encoder_;
    Network decoder_;
    RowLayout layout_;
    Scaler latent_scaler_;
    Decoder state_;  ///< of all elements; its network is decoder_ where that makes no more
    std::shared_ptr<Work> work_;
};

/// Whether reductions of this kind are autoencoders: "autoencoder", "variational", "pca-residual".
bool is_autoencoder(const std::string& kind);

/// A trained autoencoder of whatever `kind`; of a variational one the latent coordinates are the
/// means. `scaler` and `layout`: see Reduction.
Reduction make_autoencoder(const std::string& kind, Scaler scaler, AutoencoderNetwork network,
                           Parameters parameters, const RowLayout& layout = {});

/// Projection on the first `latent` principal components.
Reduction make_pca(const PrincipalComponents& components, int latent, const RowLayout& layout = {});

/// No reduction: the states themselves, normalised (the multiscale HiTS baseline).
Reduction make_identity(int state_size, const RowLayout& layout = {});

/// The reduction that record() described. Throws InputError when the record does not fit.
Reduction read_reduction(const Record& record);

}  // namespace lhits
