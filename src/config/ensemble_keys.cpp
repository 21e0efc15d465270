#include "lhits/config/ensemble_keys.hpp"

namespace lhits {

void EnsembleKeys::describe(Keys& keys) {
    keys.affects(Stage::nothing);
    keys.key("ensemble_file", file, {});
    keys.affects(Stage::ensemble);
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

}  // namespace lhits
