#include "lhits/config/ensemble_keys.hpp"

namespace lhits {

void EnsembleKeys::describe(Keys& keys) {
    keys.affects(Stage::nothing);
    keys.key({"ensemble_file",
              "Name of the ensemble's file in the run directory, ending in .h5. Another name keeps "
              "the ensemble before."},
             file, {});
    keys.affects(Stage::ensemble);
    keys.key({"initial_conditions",
              "What an ensemble starts from. test: the test trajectories, so that it is scored; "
              "drawn: new states of the system; or a file or folder."},
             initial_conditions, {});
    keys.key({"initial_condition_count",
              "How many initial conditions, the first ones. 0: all there are; with \"drawn\" at "
              "least 1."},
             initial_condition_count, at_least(0));
    keys.list({"parameters",
               "Parameters of initial conditions from a file. One setting for all, or one after "
               "the other. Needs parameters.names."},
              parameters, Bounds{});
    keys.key({"steps",
              "Steps of the ensemble forecast. 0: system.steps, which is also the most for test "
              "initial conditions.",
              "steps"},
             steps, at_least(0));
    keys.key({"members",
              "Members of each initial condition. With more than 1, a perturbation, models or "
              "other initial conditions there is an ensemble."},
             members, at_least(1));
    keys.key({"perturbation",
              "What makes members differ. state, latent or pca: noise on the state, on z or along "
              "principal directions; or an HDF5 file (perturbations, covariance); or none."},
             perturbation, {});
    keys.list({"perturbation_size",
               "Standard deviation of the perturbation. state: in the data's units, one for all "
               "fields or one each; latent, pca: in those of the training data."},
              perturbation_size, at_least(0));
    keys.key({"perturbation_directions",
              "How many leading principal directions \"pca\" perturbs. 0: all that the model has."},
             perturbation_directions, at_least(0));
    keys.key({"member_tolerance",
              "Members go by adaptive steps of this tolerance. In standard deviations of z, as "
              "adaptive_tolerance. 0: the coupled strides."},
             tolerance, at_least(0));
    keys.list({"models",
               "Files model.h5 that members take in turn. The spread is then also that of the "
               "models. Empty: this run's model."},
              models);
    keys.key({"output_every",
              "Steps between outputs. Strides finer than the outputs need are not run, which saves "
              "time.",
              "steps"},
             output_every, at_least(1));
    keys.list({"output_points",
               "Elements of the state that are decoded and written. Counted from 0, in increasing "
               "order. Empty: all."},
              output_points, at_least(0));
    keys.key({"keep_members",
              "How many members are written whole, the first ones. Of all others the file has "
              "statistics."},
             keep_members, at_least(0));
    keys.list({"quantiles",
               "Levels of the quantiles over the members, in increasing order. Empty: none, which "
               "takes far less memory."},
              quantiles, Bounds{0.0, 1.0});
    keys.list({"thresholds",
               "The probability to be above each of these values is given. In the data's units, in "
               "increasing order where they are for all fields."},
              thresholds, Bounds{});
    keys.list({"threshold_fields",
               "The field that each threshold is for. Empty: every threshold is for all fields.",
               "", "0.3"},
              threshold_fields);
    keys.key({"memory",
              "Memory that a rank may use for the ensemble. It decides how many members and "
              "initial conditions are done at once.",
              "GiB"},
             memory, positive);
}

}  // namespace lhits
