// Decks that cannot be run: one line that says what to change, on every rank, and nothing is
// written. tests/workflow/bad_deck_test.py has what only the whole program shows.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "config/temporary_deck.hpp"
#include "io/scratch.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/timeline.hpp"
#include "lhits/workflow/sweep.hpp"
#include "lhits_test.hpp"

namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

struct Refusal {
    std::string name;
    std::string text;  // of the deck
    Texts overrides;
    Texts words;  // all of them are in the message
};

std::string text_of(const std::string& name) {
    std::ifstream file(fs::path(__FILE__).parent_path() / name);
    BOOST_REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

const std::string& tiny() {
    static const std::string text = text_of("tiny.toml");
    return text;
}

/// The tiny deck with one text in place of another.
std::string changed(const std::string& old, const std::string& replacement) {
    std::string text = tiny();
    const auto place = text.find(old);
    BOOST_REQUIRE(place != std::string::npos);
    BOOST_REQUIRE(text.find(old, place + 1) == std::string::npos);
    return text.replace(place, old.size(), replacement);
}

/// The tiny deck with other values.
Refusal with(const std::string& name, const Texts& overrides, const Texts& words) {
    return {name, tiny(), overrides, words};
}

std::string message_of(const Refusal& refusal) {
    const lhits::test::TemporaryDeck deck(refusal.text);
    lhits::Timeline timeline;
    try {
        lhits::make_sweep(lhits::test::world(), {deck.path(), refusal.overrides}, {}, timeline);
    } catch (const lhits::InputError& error) {
        return error.what();
    } catch (const std::exception& error) {
        return std::string("no InputError: ") + error.what();
    }
    return "accepted";
}

void check(const std::vector<Refusal>& refusals) {
    const lhits::test::Scratch folder;
    const auto before = fs::current_path();
    fs::current_path(folder / "");
    for (const auto& refusal : refusals) {
        const auto message = message_of(refusal);
        for (const auto& word : refusal.words) {
            BOOST_TEST(message.find(word) != std::string::npos,
                       refusal.name << ": expected \"" << word << "\" in: " << message);
        }
        BOOST_TEST(message.find('\n') == std::string::npos,
                   refusal.name << ": expected one line: " << message);
        BOOST_TEST(fs::is_empty("."), refusal.name << ": something was written");
    }
    fs::current_path(before);
}

}  // namespace

LHITS_TEST(refused_texts, 1, 2) {
    std::string binary;
    for (int i = 0; i < 2048; ++i) binary += static_cast<char>(i % 256);
    check({
        {"no TOML", changed("seed = 7", "seed = = 7"), {}, {".toml:3: expected TOML"}},
        {"binary", binary, {}, {".toml:1: expected TOML"}},
        {"key outside of a table", "seed = 1\n", {}, {".toml:1: seed: expected", "[run]"}},
        {"table that is a key",
         changed("[run]\nseed = 7", "run = 3"),
         {"run.seed=1"},
         {".toml:2: run: expected"}},
        {"unknown table",
         changed("[steppers]", "[stepers]"),
         {},
         {".toml:", "[stepers]: expected one of the tables", "nearest: [steppers]"}},
        {"unknown key",
         changed("seed = 7", "colour = 7"),
         {},
         {".toml:3: run.colour: expected a known key of [run], found an unknown one"}},
        {"misspelt key",
         changed("seed = 7", "sead = 7"),
         {},
         {".toml:3: run.sead", "nearest: seed"}},
        {"wrong type",
         changed("seed = 7", "seed = \"seven\""),
         {},
         {".toml:3: run.seed: expected an integer of at least 0, found 'seven'"}},
        with("misspelt key in --set", {"steppers.learning_rat=1"}, {"nearest: learning_rate"}),
        with("key of another table", {"run.latent=3"}, {"nearest: [reduction] latent"}),
        with("real number for an integer", {"run.seed=1.5"}, {"run.seed: expected an integer"}),
        with("number for a text", {"coupling.search=3"}, {"coupling.search: expected a text"}),
        with("text for a list", {"reduction.latent=\"two\""},
             {"reduction.latent: expected an integer"}),
        with("empty list", {"steppers.hidden=[]"}, {"steppers.hidden: expected at least one"}),
        with("text for true or false", {"forecast.statistics=\"yes\""},
             {"forecast.statistics: expected true or false"}),
        with("number for true or false", {"reduction.baseline=1"},
             {"expected true or false, found 1"}),
    });
}

LHITS_TEST(refused_parameters, 1, 2) {
    const auto named = [](const std::string& name, const Texts& overrides, const Texts& words) {
        Texts all{"parameters.names=[\"epsilon\"]", "parameters.low=[0.004]",
                  "parameters.high=[0.009]"};
        all.insert(all.end(), overrides.begin(), overrides.end());
        return with(name, all, words);
    };
    check({
        with("range of nothing", {"parameters.low=[1.0]"},
             {"parameters.low: expected nothing where parameters.names is empty, found 1 "
              "number(s)"}),
        with("conditioned on nothing", {"reduction.conditioned=true"},
             {"reduction.conditioned: expected false where parameters.names is empty"}),
        named("conditioned components", {"reduction.conditioned=true", "reduction.kind=\"pca\""},
              {"reduction.conditioned: expected false where kind = \"pca\""}),
        named("no such parameter", {"parameters.names=[\"epsilom\"]"},
              {"parameters.names: expected real numbers of the system fhn-lattice-boltzmann",
               "epsilon", "\"epsilom\""}),
        named("parameter that is no real number", {"parameters.names=[\"points\"]"},
              {"parameters.names: expected real numbers", "\"points\""}),
        named("name twice", {"parameters.names=[\"epsilon\", \"epsilon\"]"},
              {"parameters.names: expected each name once"}),
        named("range too short", {"parameters.high=[]"},
              {"parameters.high: expected 1 number(s)", "found 0"}),
        named("range that falls", {"parameters.high=[0.001]"},
              {"parameters.high: expected more than the low 0.004 of epsilon, found 0.001"}),
        named("more settings than trajectories", {"parameters.test=[0.004, 0.005, 0.006]"},
              {"parameters.test: expected at most one setting for each of the 2 trajectories",
               "found 3"}),
        named("one setting to learn from", {"parameters.train=[0.004]"},
              {"parameters.train: expected more than one value of epsilon, found 0.004"}),
        named("parameter that changes the samples", {"parameters.names=[\"time_step\"]"},
              {"parameters.names: expected parameters that leave the time between samples alone"}),
        named("statistics of many systems", {"forecast.statistics=true"},
              {"forecast.statistics: expected false where each trajectory has parameters"}),
        named("parameters of known initial conditions", {"forecast.parameters=[0.005]"},
              {"forecast.parameters: expected nothing unless initial conditions are from a file"}),
    });
}

LHITS_TEST(refused_reductions, 1, 2) {
    check({
        with("noise on what is not trained", {"reduction.kind=\"pca\"", "reduction.noise=0.1"},
             {"reduction.noise: expected 0 where kind = \"pca\", found 0.1"}),
        with("two penalties", {"reduction.kind=\"variational\"", "reduction.sparsity=0.1"},
             {"reduction.sparsity: expected 0 where kind = \"variational\", found 0.1"}),
        with("negative weight", {"reduction.beta=-1"},
             {"reduction.beta: expected a number of at least 0"}),
        with("wider than a state",
             {"reduction.estimate_dimension=true", "reduction.dimension_width=43"},
             {"reduction.dimension_width: expected at most", "n = 42", "found 43"}),
        with("one number has no gap", {"reduction.dimension_width=1"},
             {"reduction.dimension_width: expected an integer of at least 2, found 1"}),
        with("fewer than no layers", {"reduction.dimension_layers=-1"},
             {"reduction.dimension_layers: expected an integer of at least 0"}),
        with("growth for decay", {"reduction.dimension_weight_decay=-0.1"},
             {"reduction.dimension_weight_decay: expected a number of at least 0"}),
        with("misspelt reduction", {"reduction.kind=identiti"}, {"nearest: \"identity\""}),
        with("phase of what is not periodic", {"reduction.phase=true"},
             {"reduction.phase: expected true only for one field on a periodic interval",
              "found u v"}),
        with("phase of components", {"reduction.phase=true", "reduction.kind=\"pca\""},
             {"reduction.phase: expected false where kind"}),
        with("misspelt choice", {"reduction.activation=sulu"}, {"nearest: \"silu\""}),
        with("z = n", {"reduction.latent=[2, 42]"},
             {"reduction.latent", "n = 42", "found 42", "reduction.kind = \"identity\""}),
        with("z > n", {"reduction.latent=1000"}, {"reduction.latent", "n = 42", "found 1000"}),
        with("latent dimension twice", {"reduction.latent=[2, 2]"}, {"each latent dimension once"}),
    });
}

LHITS_TEST(refused_trainings, 1, 2) {
    check({
        with("nothing to tune", {"reduction.kind=\"pca\"", "fine_tuning.iterations=10"},
             {"fine_tuning.iterations: expected 0 where reduction.kind = \"pca\"", "found 10"}),
        with("fewer than no iterations", {"fine_tuning.iterations=-1"},
             {"fine_tuning.iterations: expected an integer of at least 0, found -1"}),
        with("all windows at once", {"fine_tuning.batch=0"},
             {"fine_tuning.batch: expected an integer of at least 1, found 0"}),
        with("some windows", {"fine_tuning.window=[5, 4]"},
             {"fine_tuning.window: expected one number, or one for each of the 5 strides, found 2 "
              "numbers"}),
        with("tuning beyond the trajectory", {"fine_tuning.window=20"},
             {"fine_tuning.window: expected a window no longer than the trajectory (200 steps), "
              "found 20 steps of"}),
        with("NaN", {"steppers.learning_rate=nan"}, {"steppers.learning_rate: expected a number"}),
        with("strides that do not nest", {"steppers.strides=[2, 3, 6]"},
             {"steppers.strides: expected strides that nest", "3 after 2"}),
        with("strides that fall", {"steppers.strides=[4, 2]"}, {"increasing order", "2 after 4"}),
        with("window longer than the trajectory", {"steppers.window=13"},
             {"steppers.window: expected a window no longer than the trajectory (200 steps)",
              "208 steps"}),
        with("windows for other strides", {"steppers.window=[5, 5]"}, {"each of the 5 strides"}),
        with("patience for the last state", {"steppers.keep=\"last\"", "steppers.patience=3"},
             {"steppers.patience: expected 0 where keep"}),
        with("training trajectories longer than the others", {"trajectories.train_steps=201"},
             {"trajectories.train_steps: expected at most system.steps = 200", "found 201"}),
        with("window longer than the training trajectory", {"trajectories.train_steps=79"},
             {"steppers.window", "expected a window no longer than the trajectory (79 steps)",
              "80 steps"}),
        with("width beyond any memory", {"steppers.hidden=4611686018427387904"},
             {"steppers.hidden"}),
        with("window beyond any number", {"steppers.window=4611686018427387904"},
             {"steppers.window"}),
    });
}

LHITS_TEST(refused_runs_and_systems, 1, 2) {
    const auto spirals = text_of("tiny_spirals.toml");
    const std::string kuramoto = "system.kind=\"kuramoto-sivashinsky\"";
    check({
        with("infinite", {"run.checkpoint_seconds=inf"}, {"run.checkpoint_seconds: expected"}),
        with("stop after the limit", {"run.stop_before_seconds=-1"},
             {"run.stop_before_seconds: expected a number of at least 0, found -1"}),
        with("misspelt device", {"run.device=gpu"}, {"run.device: expected", "found \"gpu\""}),
        with("more in a team than there are ranks", {"run.team=3"}, {"run.team", "found 3"}),
        with("teams that leave ranks over", {"trajectories.team=3"},
             {"trajectories.team: expected a number that divides the",
              "rank(s) of this run, found 3"}),
        with("negative", {"trajectories.test=-1"},
             {"trajectories.test: expected an integer of at least"}),
        with("negative noise", {"trajectories.noise=-0.1"},
             {"trajectories.noise: expected a number of at least 0, found -0.1"}),
        with("unknown system", {"system.kind=fhn-lattice"},
             {"system.kind", "fhn-lattice-boltzmann"}),
        with("odd grid", {kuramoto, "system.points=21"},
             {"system.points: expected an even number, at least 8, found 21"}),
        with("more waves than modes", {kuramoto, "system.points=22", "system.modes=8"},
             {"system.modes: expected 1 to 7 with system.points = 22, found 8"}),
        {"grid too small",
         spirals,
         {"system.points=7"},
         {"system.points: expected an integer of at least 8, found 7"}},
        with("steps beyond any memory", {"system.steps=4611686018427387904"}, {"system.steps"}),
    });
}

LHITS_TEST(refused_teams, 2) {
    check({
        with("team for a system of single ranks", {"trajectories.team=2"},
             {"trajectories.team: expected 1, for a trajectory of fhn-lattice-boltzmann",
              "found 2"}),
        {"team for another grid",
         text_of("tiny_spirals.toml"),
         {"system.points=15", "trajectories.team=2"},
         {"trajectories.team: expected a number of ranks that divides system.points = 15",
          "found 2"}},
    });
}

LHITS_TEST(refused_forecasts, 1, 2) {
    check({
        with("fewer than no trajectories", {"forecast.in_sample=-1"},
             {"forecast.in_sample: expected an integer of at least 0, found -1"}),
        with("a tolerance of nothing", {"forecast.adaptive_tolerance=0"},
             {"forecast.adaptive_tolerance: expected", "found 0"}),
        with("tolerances in disorder", {"forecast.adaptive_tolerance=[0.1, 0.01]"},
             {"forecast.adaptive_tolerance: expected tolerances in increasing order, found 0.01 "
              "after 0.1"}),
        with("a word for true or false", {"forecast.direct_solver=\"no\""},
             {"forecast.direct_solver: expected true or false, found"}),
        with("misspelt score", {"coupling.score=\"valid-tme\""},
             {"coupling.score: expected", "nearest: \"valid-time\""}),
        with("statistics of what is not periodic", {"forecast.statistics=true"},
             {"forecast.statistics: expected", "periodic", "found fhn-lattice-boltzmann",
              "set forecast.statistics = false"}),
    });
}
