// The deck: one struct per table, with defaults; reading, writing and comparing decks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lhits/config/ensemble_keys.hpp"
#include "lhits/config/keys.hpp"
#include "lhits/config/observation_table.hpp"
#include "lhits/config/parameters_table.hpp"
#include "lhits/config/sweep.hpp"

namespace lhits {

/// [run]
struct RunTable final : Described {
    std::string directory;              ///< empty: runs/ and the name of the deck
    std::int64_t seed = 1;              ///< of every random number of the run
    double checkpoint_seconds = 20.0;   ///< between checkpoints of a training
    double stop_before_seconds = 60.0;  ///< before the time limit of a batch job
    std::int64_t team = 0;              ///< ranks that train one autoencoder together; 0: automatic
    std::string device = "auto";        ///< "cpu", "cuda", "auto": where networks are trained
    std::string engine = "native";      ///< "native" or "torch": who trains on the processor
    bool tf32 = false;                  ///< TF32 products on a GPU
    void describe(Keys& keys) override;
};

/// [system], what every system has; the system's own keys are in `Deck::system_parameters`.
struct SystemTable final : Described {
    std::string kind = "fhn-lattice-boltzmann";
    std::int64_t steps = 5120;       ///< steps of dt in a trajectory, after the spin-up
    std::string initial_conditions;  ///< empty: drawn from the family; else a file or a folder
    void describe(Keys& keys) override;
};

/// [trajectories]: how many of each, how long, and by how many ranks.
struct TrajectoriesTable final : Described {
    std::int64_t train = 4;
    std::int64_t validation = 2;
    std::int64_t test = 1;
    std::int64_t train_steps = 0;    ///< of the training ones; 0: system.steps, as the others
    std::vector<double> noise{0.0};  ///< on the samples, of all components or of each
    /// What it is measured in: the "deviation" of each component, or the units of the "data".
    std::string noise_units = "deviation";
    std::int64_t team = 1;  ///< ranks that integrate a trajectory together
    void describe(Keys& keys) override;

    bool is_noisy() const {
        return std::any_of(noise.begin(), noise.end(), [](double one) { return one > 0.0; });
    }
};

/// The recipe of one kind of training, in [reduction], [steppers] and [fine_tuning].
struct TrainingKeys {
    std::int64_t iterations = 5000;
    std::int64_t batch = 0;             ///< samples an iteration; 0: all of them
    double transient_share = 0.0;       ///< part of the samples whose time is drawn log-uniformly
    double learning_rate = 1e-3;        ///< the peak of a schedule
    std::string schedule = "constant";  ///< "constant", "cosine", "one-cycle"
    std::int64_t validate_every = 500;  ///< iterations between validations
    std::int64_t patience = 0;          ///< stop after as many validations without gain; 0: never
    std::string keep = "best";          ///< the state with the "best" validation, or the "last"
    /// `samples`: what a batch has. `optional`: whether a deck may do without this training.
    void describe(Keys& keys, const char* samples, bool optional = false);
};

/// In [reduction]: the rank-minimising autoencoder that estimates the dimension of the data.
struct DimensionKeys {
    bool estimate = false;
    std::int64_t width = 20;     ///< of its latent layer: more than the dimension
    std::int64_t layers = 4;     ///< linear ones, square, before it
    double weight_decay = 1e-2;  ///< decoupled: times the learning rate, in every iteration
    void describe(Keys& keys);
};

/// [reduction]
struct ReductionTable final : Described {
    /// "autoencoder", "variational", "pca-residual", "pca" or "identity"
    std::string kind = "autoencoder";
    std::vector<std::int64_t> latent{4};
    std::vector<std::int64_t> hidden{100, 100, 100};
    std::string activation = "silu";
    std::string scaler = "standard";
    bool phase = false;        ///< of a periodic field, taken out before it is encoded
    bool conditioned = false;  ///< the autoencoder is told the parameters too, as the steppers are
    double noise = 0.0;        ///< on what an autoencoder is shown, in scaled units; 0: none
    double sparsity = 0.0;     ///< weight of the mean of |z| in its loss
    double beta = 1e-3;        ///< weight of the divergence, of a variational one
    DimensionKeys dimension;
    bool baseline = false;  ///< also multiscale HiTS: steppers in the full space
    TrainingKeys training{4000, 512, 0.0, 4e-3, "one-cycle"};
    void describe(Keys& keys) override;
};

/// [steppers]
struct SteppersTable final : Described {
    /// None in a deck: 1, 2, 4 ... up to 1024, as far as a window fits into a trajectory.
    std::vector<std::int64_t> strides;
    std::vector<std::int64_t> window{5};  ///< own steps in a training window; one, or one a stride
    std::vector<std::int64_t> hidden{128, 128, 128};
    std::string activation = "silu";
    TrainingKeys training{8000, 32, 0.0, 3e-3, "one-cycle"};
    void describe(Keys& keys) override;

    /// The window of the stepper number `level` in `strides`.
    std::int64_t window_of(std::size_t level) const;
};

/// [fine_tuning]: a further training, of each autoencoder together with its steppers.
struct FineTuningTable final : Described {
    std::vector<std::int64_t> window;  ///< as in [steppers]; empty: that one
    /// No iterations: there is none. A batch has as many windows of every stride.
    TrainingKeys training{0, 32, 0.0, 1e-4, "cosine"};
    void describe(Keys& keys) override;

    bool asked() const { return training.iterations > 0; }
};

/// [coupling]
struct CouplingTable final : Described {
    std::string search = "exhaustive";  ///< "range" (the paper's) or "exhaustive"
    std::string score = "error";        ///< "error" or "valid-time": what the best range has
    void describe(Keys& keys) override;
};

/// [forecast]
struct ForecastTable final : Described {
    std::int64_t chunk = 4;       ///< members rolled out as one batch by one rank
    std::int64_t in_sample = 4;   ///< training trajectories forecast as well, at most; 0: none
    bool single_steppers = true;  ///< each stepper on its own as well
    std::vector<double> adaptive_tolerance;  ///< also by adaptive steps, with each of these
    bool perfect_model = true;               ///< the true solver from the decoded initial state
    bool direct_solver = true;  ///< the true solver and coarser ones, for their time and error
    bool statistics = false;    ///< of long times: Lyapunov exponent, spectrum, joint density
    /// Outside the training data is what goes beyond this share of the known trajectories.
    double outside_quantile = 0.999;
    bool stop_outside = false;  ///< a forecast ends where it leaves the training data
    EnsembleKeys ensemble;
    void describe(Keys& keys) override;
};

/// [report]
struct ReportTable final : Described {
    double valid_nrmse = 0.5;  ///< a forecast is valid until its NRMSE reaches this
    double time_scale = 1.0;   ///< valid times are given in units of this (1/Lyapunov)
    std::string title;
    void describe(Keys& keys) override;
};

/// Makes the settings that the system `kind` adds to [system]; null when the kind is unknown.
using SystemParametersFactory = std::function<std::unique_ptr<Described>(const std::string& kind)>;

/// Settings of a system whose trajectories are there already, and that has no solver.
class GivenTrajectories {
public:
    struct Extent {
        std::int64_t trajectories = 0, steps = 0;
        std::vector<std::string> parameters{};  ///< names
    };

    /// A checksum of what the file holds.
    virtual std::int64_t content() const = 0;
    virtual ~GivenTrajectories() = default;
    /// What there is; throws InputError when it cannot be found out.
    virtual Extent extent() const = 0;
};

/// A whole deck. Copyable; the system's own settings are shared and not changed after reading.
struct Deck {
    RunTable run;
    SystemTable system;
    std::shared_ptr<Described> system_parameters;
    ParametersTable parameters;
    ObservationTable observation;
    TrajectoriesTable trajectories;
    ReductionTable reduction;
    SteppersTable steppers;
    FineTuningTable fine_tuning;
    CouplingTable coupling;
    ForecastTable forecast;
    ReportTable report;

    /// Steps of a training trajectory.
    std::int64_t train_steps() const;
    /// Own steps of the stepper number `level` in a window of the fine-tuning.
    std::int64_t fine_tuning_window(std::size_t level) const;

    /// Visits all tables in the order of the file.
    void visit(const std::function<void(const std::string& table, Described& keys)>& visitor);
};

/// The strides of a deck that names none: 1, 2, 4 ... up to 1024, as far as a window of that stride
/// fits into a training trajectory.
std::vector<std::int64_t> usual_strides(const Deck& deck);

/// Reads the deck at `path`, then the overrides "table.key=value" (values as in TOML; text may go
/// without quotes), then the values of a point of its sweep, and fills in `run.directory`, to which
/// the point's name is added. Throws InputError with file, line, key, what was expected and what
/// was found, for anything unknown, of a wrong type or impossible in itself. `kinds` lists the
/// systems for the message about an unknown one.
Deck read_deck(const std::string& path, const std::vector<std::string>& overrides,
               const SystemParametersFactory& factory, const std::vector<std::string>& kinds,
               const SweepPoint& point = {});

/// The deck as TOML: every key written out, or those that the results of `stage` depend on.
std::string deck_text(Deck deck, Stage stage);
std::string deck_text(Deck deck);

/// What the keys "table.name" of a deck affect.
std::map<std::string, Stage> key_stages(Deck deck);

/// A key of a deck that was another.
struct KeyChange {
    std::string text;  ///< "key steppers.window was 5 and is now 3"
    Stage affects = Stage::generate;
};

/// In which keys the deck of a run directory or of a file, given as text, differs from `deck`, of
/// those that the results of `stage` depend on, the ones that affect most first. Keys that an
/// earlier lhits did not write were as by default.
std::vector<KeyChange> deck_changes(const std::string& earlier_text, Deck deck, Stage stage);

}  // namespace lhits
