#include "lhits/config/deck.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"
#include "temporary_deck.hpp"

using lhits::Stage;

namespace {

/// Settings of a system that only the test knows.
struct Pendulum final : lhits::Described {
    double length = 1.0;
    std::vector<double> angle{0.1, 0.2};
    void describe(lhits::Keys& keys) override {
        keys.key({"length", "Of the rod."}, length, lhits::positive);
        keys.key({"angle", "At the start."}, angle, {-3.0, 3.0});
    }
};

std::unique_ptr<lhits::Described> factory(const std::string& kind) {
    if (kind == "pendulum") return std::make_unique<Pendulum>();
    return nullptr;
}

/// Read with the settings of the pendulum.
class DeckFile {
public:
    explicit DeckFile(const std::string& text) : file_(text) {}

    lhits::Deck read(const std::vector<std::string>& overrides = {}) const {
        return lhits::read_deck(file_.path(), overrides, factory, {"pendulum"});
    }
    std::string refusal(const std::vector<std::string>& overrides = {}) const {
        try {
            read(overrides);
        } catch (const lhits::InputError& error) {
            const std::string message = error.what();
            BOOST_TEST(message.find('\n') == std::string::npos);
            return message;
        }
        return "accepted";
    }
    std::string name() const { return std::filesystem::path(file_.path()).stem().string(); }

private:
    lhits::test::TemporaryDeck file_;
};

const std::string pendulum = "[system]\nkind = \"pendulum\"\n";

bool has(const std::string& text, const std::string& part) {
    const bool found = text.find(part) != std::string::npos;
    if (!found) BOOST_TEST_MESSAGE("expected \"" << part << "\" in: " << text);
    return found;
}

}  // namespace

LHITS_TEST(texts_of_the_command_line_need_no_quotes, 1) {
    const DeckFile deck(pendulum);
    const auto models = [&](const std::string& value) {
        return deck.read({"forecast.models=" + value}).forecast.ensemble.models;
    };
    const std::vector<std::string> one{"r/model.h5"}, two{"a b.h5", "c.h5"};
    BOOST_TEST(models("[r/model.h5]") == one);
    BOOST_TEST(models("[\"r/model.h5\"]") == one);
    BOOST_TEST(models("[a b.h5, c.h5 ]") == two);
    BOOST_TEST(models("[\"a b.h5\", c.h5,]") == two);
}

LHITS_TEST(deck_defaults_and_values, 1) {
    const DeckFile file(pendulum + "length = 2.5\nsteps = 6000\n[reduction]\nlatent = 3\n");
    const auto deck = file.read({"run.seed=9", "reduction.activation=tanh", "system.angle=[0, 1]"});
    BOOST_TEST(deck.system.steps == 6000);
    BOOST_TEST(deck.reduction.latent == (std::vector<std::int64_t>{3}),
               boost::test_tools::per_element());
    BOOST_TEST(deck.run.seed == 9);
    BOOST_TEST(deck.reduction.activation == "tanh");
    BOOST_TEST(deck.steppers.strides.size() == 11U);
    BOOST_TEST(deck.run.directory == "runs/" + file.name());
    const auto& own = dynamic_cast<const Pendulum&>(*deck.system_parameters);
    BOOST_TEST(own.length == 2.5);
    BOOST_TEST(own.angle[1] == 1.0);
}

LHITS_TEST(deck_text_reads_back, 1) {
    const DeckFile first(pendulum + "length = 0.1\n[steppers]\nwindow = 2\nlearning_rate = 3e-3\n");
    const auto deck = first.read();
    const auto text = lhits::deck_text(deck);
    BOOST_TEST(has(text, "length = 0.1\n"));
    BOOST_TEST(has(text, "learning_rate = 0.003\n"));
    const DeckFile second(text);
    BOOST_TEST(lhits::deck_text(second.read()) == text);
    BOOST_TEST(lhits::deck_changes(text, deck, Stage::report).empty());
}

LHITS_TEST(keys_say_what_they_affect, 1) {
    const DeckFile file(pendulum);
    const auto text = lhits::deck_text(file.read());
    const auto changes = [&](const std::string& change, Stage stage) {
        return lhits::deck_changes(text, file.read({change}), stage);
    };
    const auto found = changes("steppers.window=3", Stage::train);
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found.front().text == "key steppers.window was 5 and is now 3");
    BOOST_TEST((found.front().affects == Stage::train));
    struct Case {
        const char* change;
        std::vector<Stage> stages;
    };
    using enum Stage;
    for (const auto& [change, stages] : std::vector<Case>{
             {"run.directory=elsewhere", {}},
             {"run.team=1", {}},
             {"run.seed=2", {generate, reduce, train, couple, forecast, ensemble, report}},
             {"system.length=2.0", {generate, reduce, train, couple, forecast, ensemble, report}},
             {"reduction.noise=0.5", {reduce, train, couple, forecast, ensemble, report}},
             {"steppers.window=3", {train, couple, forecast, ensemble, report}},
             {"fine_tuning.iterations=3", {train, couple, forecast, ensemble, report}},
             {"coupling.search=range", {couple, forecast, ensemble, report}},
             {"forecast.in_sample=1", {couple, forecast, ensemble, report}},
             {"forecast.outside_quantile=0.5", {forecast, ensemble, report}},
             {"forecast.statistics=true", {forecast, report}},
             {"forecast.steps=7", {ensemble, report}},
             {"report.title=other", {report}}}) {
        for (const auto stage : {generate, reduce, train, couple, forecast, ensemble, report}) {
            const bool depends = std::find(stages.begin(), stages.end(), stage) != stages.end();
            BOOST_TEST(changes(change, stage).empty() != depends, change);
        }
    }
    BOOST_TEST(has(lhits::deck_changes("[run\n", file.read(), generate).front().text,
                   "its line 1 is not TOML"));
}

LHITS_TEST(strides_fit_the_trajectories_where_a_deck_names_none, 1) {
    using Strides = std::vector<std::int64_t>;
    const auto strides = [](const std::string& text) {
        return DeckFile(pendulum + text).read().steppers.strides;
    };
    BOOST_TEST(strides("steps = 5120\n") == (Strides{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}));
    BOOST_TEST(strides("steps = 100000\n").back() == 1024);
    BOOST_TEST(strides("steps = 79\n") == (Strides{1, 2, 4, 8}));
    BOOST_TEST(strides("steps = 80\n[steppers]\nwindow = 20\n") == (Strides{1, 2, 4}));
}

LHITS_TEST(deck_refusals_name_place_and_remedy, 1) {
    const auto refusal = [](const std::string& text) {
        return DeckFile(pendulum + text).refusal();
    };
    BOOST_TEST(has(refusal("stepps = 3\n"), ":3: system.stepps: expected a known key of [system]"));
    BOOST_TEST(has(refusal("stepps = 3\n"), "nearest: steps"));
    BOOST_TEST(has(refusal("latent = 3\n"), "nearest: [reduction] latent"));
    BOOST_TEST(has(refusal("[reductoin]\n"), "nearest: [reduction]"));
    BOOST_TEST(has(refusal("steps = \"many\"\n"), "expected an integer of at least 1, found"));
    BOOST_TEST(has(refusal("steps = 0\n"), "expected an integer of at least 1, found 0"));
    BOOST_TEST(has(refusal("steps = 1.5\n"), "expected an integer"));
    BOOST_TEST(has(refusal("steps = 3000000000\n"), "expected an integer of at most 2147483647"));
    BOOST_TEST(has(refusal("[run]\nseed = -1\n"), "expected an integer of at least 0, found -1"));
    BOOST_TEST(refusal("[run]\nseed = 3000000000\n") == "accepted");
    BOOST_TEST(has(refusal("length = -1.0\n"), "expected a number greater than 0, found -1.0"));
    BOOST_TEST(has(refusal("length = nan\n"), "expected a number greater than 0, found nan"));
    BOOST_TEST(has(refusal("angle = [1.0]\n"), "expected a list of 2 numbers"));
    BOOST_TEST(has(refusal("angle = [2.0, 1.0]\n"), "expected a range [low, high]"));
    BOOST_TEST(has(refusal("[reduction]\nbaseline = 1\n"), "expected true or false, found 1"));
    BOOST_TEST(has(refusal("[reduction]\nactivation = \"rulu\"\n"), "nearest: \"relu\""));
    BOOST_TEST(has(refusal("[reduction]\nlatent = []\n"), "at least one integer"));
    BOOST_TEST(has(refusal("[reduction]\nlatent = [2, 2]\n"), "each latent dimension once"));
    BOOST_TEST(has(refusal("[steppers]\nstrides = [1, 2, 3]\n"), "strides that nest"));
    BOOST_TEST(has(refusal("[steppers]\nstrides = [4, 2]\n"), "increasing order"));
    BOOST_TEST(has(refusal("[steppers]\nstrides = [1024]\nwindow = 6\n"),
                   "a window no longer than the trajectory"));
    BOOST_TEST(has(refusal("[steppers]\nwindow = [1, 2]\n"), "one for each of the 11 strides"));
    BOOST_TEST(has(refusal("steps = = 3\n"), ":3: expected TOML"));
    BOOST_TEST(has(DeckFile("seed = 1\n").refusal(), "in tables such as [run]"));
    BOOST_TEST(has(DeckFile("run = 1\n").refusal({"run.seed=1"}), "in tables such as [run]"));
    BOOST_TEST(has(DeckFile("[system]\nkind = \"pendulom\"\n").refusal(), "nearest: \"pendulum\""));
    BOOST_TEST(
        has(DeckFile(pendulum).refusal({"run.sed=1"}), "--set run.sed: expected a known key"));
    BOOST_TEST(has(DeckFile(pendulum).refusal({"seed=1"}), "expected table.key=value"));
    BOOST_CHECK_THROW(lhits::read_deck("/nowhere.toml", {}, factory, {}), lhits::InputError);
}
