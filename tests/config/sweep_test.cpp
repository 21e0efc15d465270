#include "lhits/config/sweep.hpp"

#include <string>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"
#include "temporary_deck.hpp"

namespace {

using Overrides = std::vector<std::string>;

/// The points of a deck with this text, "name" or "name: key=text key=text" for each.
std::vector<lhits::SweepPoint> points_of(const std::string& text, const Overrides& overrides = {}) {
    const lhits::test::TemporaryDeck deck(text);
    return lhits::read_sweep(deck.path(), overrides);
}

std::vector<std::string> names_of(const std::vector<lhits::SweepPoint>& points) {
    std::vector<std::string> names;
    for (const auto& point : points) names.push_back(point.name);
    return names;
}

std::string refusal(const std::string& text, const Overrides& overrides = {}) {
    try {
        points_of(text, overrides);
    } catch (const lhits::InputError& error) {
        return error.what();
    }
    return "accepted";
}

void check(const std::vector<std::string>& found, const std::vector<std::string>& expected) {
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

}  // namespace

LHITS_TEST(deck_without_a_sweep_is_one_point, 1) {
    check(names_of(points_of("[run]\nseed = 3\n")), {""});
}

LHITS_TEST(product_varies_the_last_key_fastest, 1) {
    const std::string text = "[sweep]\nreduction.latent = [4, 2]\nrun.seed = [1, 2]\n";
    const auto points = points_of(text);
    check(names_of(points), {"reduction.latent=4,run.seed=1", "reduction.latent=4,run.seed=2",
                             "reduction.latent=2,run.seed=1", "reduction.latent=2,run.seed=2"});
    BOOST_TEST(points[1].values[1].key == "run.seed");
    BOOST_TEST(points[1].values[1].text == "2");
    BOOST_TEST(points[1].values[1].place.ends_with(".toml:3: sweep.run.seed"));
    check(names_of(points_of(text, {"sweep.run.seed=[7]"})),
          {"reduction.latent=4,run.seed=7", "reduction.latent=2,run.seed=7"});
}

LHITS_TEST(list_goes_through_all_keys_together, 1) {
    check(names_of(points_of("[sweep]\ncombine = \"list\"\nrun.seed = [1, 2]\n[sweep.steppers]\n"
                             "hidden = [[8, 8], 16]\nschedule = [\"one-cycle\", \"cosine\"]\n")),
          {"run.seed=1,steppers.hidden=8-8,steppers.schedule=one-cycle",
           "run.seed=2,steppers.hidden=16,steppers.schedule=cosine"});
}

LHITS_TEST(lists_go_with_every_seed, 1) {
    check(names_of(points_of("[sweep]\ncombine = \"list-and-seeds\"\nrun.seed = [1, 2]\n"
                             "reduction.kind = [\"pca\", \"autoencoder\", \"autoencoder\"]\n"
                             "reduction.noise = [0.0, 0.0, 0.5]\n")),
          {"reduction.kind=pca,reduction.noise=0.0,run.seed=1",
           "reduction.kind=pca,reduction.noise=0.0,run.seed=2",
           "reduction.kind=autoencoder,reduction.noise=0.0,run.seed=1",
           "reduction.kind=autoencoder,reduction.noise=0.0,run.seed=2",
           "reduction.kind=autoencoder,reduction.noise=0.5,run.seed=1",
           "reduction.kind=autoencoder,reduction.noise=0.5,run.seed=2"});
    check(names_of(points_of("[sweep]\ncombine = \"list-and-seeds\"\nrun.seed = [3, 4]\n")),
          {"run.seed=3", "run.seed=4"});
}

LHITS_TEST(part_of_a_point, 1) {
    const auto point = points_of("[sweep]\nreduction.latent = [4]\nrun.seed = [2]\n").front();
    BOOST_TEST(point.only([](const auto& key) { return key == "run.seed"; }, "all").name ==
               "run.seed=2");
    BOOST_TEST(point.only([](const auto&) { return false; }, "all").name == "all");
}

LHITS_TEST(folders_of_long_names_are_short_and_apart, 1) {
    const std::string value(60, 'v');
    const auto points = points_of("[sweep]\na.b = [\"" + value + "\"]\nc.d = [\"" + value +
                                  "\"]\nrun.seed = [1, 2]\n");
    BOOST_TEST(points[0].name == "a.b=" + value + ",c.d=" + value + ",run.seed=1");
    for (const auto& point : points) {
        BOOST_TEST(point.folder().size() == 100U);
        BOOST_TEST(point.folder().starts_with("a.b=" + value + ",c.d=vv"));
    }
    BOOST_TEST(points[0].folder() != points[1].folder());
    BOOST_TEST(points[0].folder() == points_of("[sweep]\na.b = [\"" + value + "\"]\nc.d = [\"" +
                                               value + "\"]\nrun.seed = [1]\n")
                                         .front()
                                         .folder());
    BOOST_TEST(points[0].only([](const auto& key) { return key == "run.seed"; }, "all").folder() ==
               "run.seed=1");
}

LHITS_TEST(bad_sweeps_are_refused, 1) {
    const auto has = [](const std::string& text, const std::string& part) {
        BOOST_TEST(text.find(part) != std::string::npos, "expected " << part << " in: " << text);
    };
    has(refusal("[sweep]\nrun.seed = []\n"), "toml:2: sweep.run.seed: expected a list");
    has(refusal("[sweep]\nrun.seed = 3\n"), "expected a list of at least one value, found 3");
    has(refusal("[sweep]\nrun.seed = [3, 4, 3]\n"), "expected each value once, found 3 twice");
    has(refusal("[sweep]\nrun.directory = [\"a\"]\n"), "of [run] the seed alone");
    has(refusal("[sweep]\nseed = [1]\n"), "expected table.key = [values]");
    has(refusal("[sweep]\ncombine = \"lits\"\nrun.seed = [1]\n"), "nearest: \"list\"");
    has(refusal("[sweep]\ncombine = \"list\"\nrun.seed = [1, 2]\nsystem.steps = [5]\n"),
        "sweep.system.steps: expected as many values as run.seed has (2)");
    const std::string seeds = "[sweep]\ncombine = \"list-and-seeds\"\n";
    has(refusal(seeds + "run.seed = [1, 1]\n"), "expected each value once, found 1 twice");
    has(refusal(seeds + "a.b = [1, 1]\na.c = [2, 2]\n"),
        "expected each combination of the lists once, found a.b=1,a.c=2 twice");
    has(refusal(seeds + "a.b = [1, 2]\na.c = [2]\n"), "expected as many values as a.b has (2)");
    has(refusal("[sweep]\nrun.seed = [1, 2]\n", {"run.seed=5"}), "found --set run.seed");
}
