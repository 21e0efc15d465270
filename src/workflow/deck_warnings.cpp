#include "lhits/workflow/deck_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "lhits/hits/reduction.hpp"
#include "lhits/workflow/sweep.hpp"

namespace lhits {
namespace {

/// A batch of fewer samples takes no time that is worth saving.
constexpr std::int64_t many_samples = 4096;
/// Fewer choose strides and weights by chance.
constexpr std::int64_t few_trajectories = 4;

class Warnings {
public:
    explicit Warnings(std::vector<std::string>& lines) : lines_(lines) {}

    void look_at(const Run& run) {
        const auto& deck = run.deck;
        const auto& t = deck.trajectories;
        const auto steps = deck.train_steps();
        if (is_autoencoder(deck.reduction.kind)) {
            full_batch("reduction", deck.reduction.training, t.train * (steps + 1), "snapshots");
            narrow_layers("reduction", deck.reduction.hidden, deck);
        }
        if (deck.reduction.kind != "identity") {
            narrow_layers("steppers", deck.steppers.hidden, deck);
        }
        const auto windows =
            t.train * (steps + 1 - deck.steppers.window_of(0) * deck.steppers.strides.front());
        full_batch("steppers", deck.steppers.training, windows, "windows");
        if (t.train == 1) {
            say("trajectories.train = 1: what is learned from one trajectory seldom holds for "
                "others");
        }
        if (t.validation < few_trajectories) {
            say(
                fmt::format("trajectories.validation = {}: fewer than {} choose strides and "
                            "weights by chance",
                            t.validation, few_trajectories));
        }
    }

private:
    void full_batch(const char* table, const TrainingKeys& recipe, std::int64_t samples,
                    const char* what) {
        if (samples <= many_samples || (recipe.batch > 0 && recipe.batch < samples)) return;
        say(
            fmt::format("{}.batch = {}: each iteration computes all {} {}; small batches learn "
                        "more in the same time",
                        table, recipe.batch, samples, what));
    }

    void narrow_layers(const char* table, const std::vector<std::int64_t>& hidden,
                       const Deck& deck) {
        if (hidden.empty()) return;
        const auto narrowest = *std::min_element(hidden.begin(), hidden.end());
        const auto& latent = deck.reduction.latent;
        const auto z = *std::max_element(latent.begin(), latent.end());
        if (z < narrowest) return;
        say(
            fmt::format("reduction.latent = {}: the narrowest layer of {}.hidden has {}; make it "
                        "wider than z",
                        z, table, narrowest));
    }

    void say(std::string line) {
        if (std::find(lines_.begin(), lines_.end(), line) == lines_.end()) {
            lines_.push_back(std::move(line));
        }
    }

    std::vector<std::string>& lines_;
};

}  // namespace

std::vector<std::string> deck_warnings(const Sweep& sweep) {
    std::vector<std::string> lines;
    Warnings warnings(lines);
    for (const auto& run : sweep.runs) warnings.look_at(run);
    return lines;
}

}  // namespace lhits
