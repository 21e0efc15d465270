#include "lhits/config/ensemble_keys.hpp"

#include <toml++/toml.h>

#include "deck_writer.hpp"

namespace lhits {

void EnsembleKeys::describe(Keys& keys) {
    keys.key("ensemble_file", file, {});
    keys.key("initial_conditions", initial_conditions, {});
    keys.key("initial_condition_count", initial_condition_count, at_least(0));
    keys.list("parameters", parameters, Bounds{});
    keys.key("steps", steps, at_least(0));
    keys.key("members", members, at_least(1));
    keys.key("perturbation", perturbation, {});
    keys.key("perturbation_size", perturbation_size, at_least(0));
    keys.key("perturbation_directions", perturbation_directions, at_least(0));
    keys.key("member_tolerance", tolerance, at_least(0));
    keys.list("models", models);
    keys.key("output_every", output_every, at_least(1));
    keys.list("output_points", output_points, at_least(0));
    keys.key("keep_members", keep_members, at_least(0));
    keys.list("quantiles", quantiles, Bounds{0.0, 1.0});
    keys.list("thresholds", thresholds, Bounds{});
    keys.key("memory", memory, positive);
}

std::vector<std::string> ensemble_keys() {
    std::vector<std::string> names;
    EnsembleKeys keys;
    DeckWriter writer;
    writer.write("forecast", keys);
    const auto written = toml::parse(writer.text());
    for (const auto& [name, value] : *written["forecast"].as_table()) {
        names.push_back("forecast." + std::string(name.str()));
    }
    return names;
}

}  // namespace lhits
