// What the keys of [reduction], [steppers] and [fine_tuning] are.
#include "lhits/config/deck.hpp"

namespace lhits {

void TrainingKeys::describe(Keys& keys, const char* samples, bool optional) {
    keys.key(
        looked_for(
            {"iterations",
             optional ? "Iterations of the optimiser (Adam). 0: no fine-tuning."
                      : "Iterations of the optimiser (Adam). Training time is proportional to it."},
            !optional),
        iterations, at_least(optional ? 0 : 1));
    keys.key(
        looked_for(
            {"batch",
             optional ? "Size of a minibatch: what one iteration looks at."
                      : "Size of a minibatch: what one iteration looks at. 0: all training data, "
                        "which is slow.",
             samples},
            !optional),
        batch, at_least(optional ? 1 : 0));
    keys.key({"transient_share",
              "Part of a minibatch whose times are drawn log-uniformly. Short transients at the "
              "start are then seen often. Needs a batch."},
             transient_share, Bounds{0.0, 1.0});
    keys.key({"learning_rate", "Learning rate of Adam. Of a schedule it is the largest."},
             learning_rate, positive);
    keys.key({"schedule",
              "How the learning rate goes. cosine: falls to 0; one-cycle: rises over the first 30 "
              "% of the iterations, then falls to 0."},
             schedule, {"constant", "cosine", "one-cycle"});
    keys.key({"validate_every",
              "Iterations between validations. The best networks are chosen from those that were "
              "validated.",
              "iterations"},
             validate_every, at_least(1));
    keys.key(
        {"patience",
         "Training stops after so many validations without gain. 0: never. Needs keep = \"best\"."},
        patience, at_least(0));
    keys.key({"keep", "Which networks are kept: those with the best validation, or the last."},
             keep, {"best", "last"});
}

void DimensionKeys::describe(Keys& keys) {
    keys.key({"estimate_dimension",
              "Also estimates the dimension of the data. A further autoencoder does it, with "
              "hidden, activation, scaler and training keys of this table."},
             estimate);
    keys.key({"dimension_width",
              "Latent width of that autoencoder. A few more than the dimension can be, at most the "
              "size of a state."},
             width, at_least(2));
    keys.key({"dimension_layers",
              "Linear layers of that autoencoder before its latent layer. They make training use "
              "as few latent directions as the data need."},
             layers, at_least(0));
    keys.key({"dimension_weight_decay",
              "Weight decay of that autoencoder, times the learning rate. More makes the gap "
              "deeper; too much hides directions of little variance."},
             weight_decay, at_least(0));
}

void ReductionTable::describe(Keys& keys) {
    keys.purpose("From a state to a few latent coordinates z and back.");
    keys.affects(Stage::reduce);
    keys.key({"kind",
              "How states are reduced. pca-residual: PCA, and an autoencoder for what it leaves; "
              "identity: not at all (multiscale HiTS)."},
             kind, {"autoencoder", "variational", "pca-residual", "pca", "identity"});
    keys.key(
        looked_for(
            {"latent",
             "Number of latent coordinates; a list makes a surrogate for each. Fewer than a state "
             "has numbers. Too few lose what the future depends on."}),
        latent, at_least(1));
    keys.key(
        looked_for(
            {"hidden",
             "Widths of the hidden layers of the encoder. The decoder has them in reverse order."}),
        hidden, at_least(1));
    keys.key({"activation", "Activation function of the hidden layers of encoder and decoder."},
             activation, {"relu", "tanh", "silu", "gelu"});
    keys.key({"scaler",
              "Scaling of each element of a state before it is encoded. standard: mean 0 and "
              "standard deviation 1; min-max: to [0, 1]."},
             scaler, {"none", "standard", "min-max"});
    keys.key({"phase",
              "Takes the phase out before encoding. States that differ by a shift get the same "
              "coordinates. For one periodic field seen as a whole."},
             phase);
    keys.key({"conditioned",
              "Gives the autoencoder the parameters of [parameters] too. The steppers have them "
              "anyway. For kinds autoencoder and variational."},
             conditioned);
    keys.key({"noise",
              "Noise that training adds to what is encoded (denoising). Its standard deviation, in "
              "scaled units. Not for pca and identity."},
             noise, at_least(0));
    keys.key({"sparsity",
              "Weight of the mean |z| in the loss. It makes latent coordinates small. Not for pca, "
              "identity and variational."},
             sparsity, at_least(0));
    keys.key({"beta",
              "Weight of the Kullback-Leibler divergence in the loss. For kind = \"variational\" "
              "alone."},
             beta, at_least(0));
    dimension.describe(keys);
    keys.key({"baseline",
              "Also trains and scores steppers in the full space. That is multiscale HiTS, to "
              "compare with; slow for large states."},
             baseline);
    training.describe(keys, "states");
}

void SteppersTable::describe(Keys& keys) {
    keys.purpose("The networks that step latent coordinates on, one for each stride.");
    keys.affects(Stage::train);
    keys.list(
        looked_for(
            {"strides",
             "Strides of the steppers, in increasing order, each a divisor of the next. Empty: "
             "1, 2, 4 ... to 1024, as far as a window fits into a training trajectory.",
             "steps"}),
        strides, at_least(1));
    keys.key(
        looked_for(
            {"window",
             "Own steps of a stepper in a training window. One number, or one for each stride; "
             "stride * window fits into a training trajectory.",
             "steps of the stride"}),
        window, at_least(1));
    keys.key(looked_for({"hidden", "Widths of the hidden layers of each stepper."}), hidden,
             at_least(1));
    keys.key({"activation", "Activation function of the hidden layers."}, activation,
             {"relu", "tanh", "silu", "gelu"});
    training.describe(keys, "windows");
}

void FineTuningTable::describe(Keys& keys) {
    keys.purpose(
        "A further training of each autoencoder together with its steppers, on the error of "
        "decoded forecasts. Not for reductions pca and identity, nor with reduction.phase.");
    keys.affects(Stage::train);
    keys.list({"window",
               "Own steps of a stepper in a training window. One number, or one for each stride. "
               "Empty: as in [steppers].",
               "steps of the stride"},
              window, at_least(1));
    training.describe(keys, "windows of each stride", true);
}

}  // namespace lhits
