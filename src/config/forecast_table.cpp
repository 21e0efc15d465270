// What the keys of [forecast] are, those of an ensemble aside (ensemble_keys.cpp).
#include "lhits/config/deck.hpp"

namespace lhits {

void ForecastTable::describe(Keys& keys) {
    keys.purpose("What is forecast and compared with the truth, and an ensemble if asked for.");
    keys.affects(Stage::couple);  // which is done on as many trajectories
    keys.key({"chunk",
              "Trajectories that one rank forecasts together. More take more memory and make fewer "
              "tasks for the ranks to share.",
              "trajectories"},
             chunk, at_least(1));
    keys.key({"in_sample",
              "Training trajectories that are forecast too, at most. Strides are then chosen on "
              "them (the paper's protocol). 0: none.",
              "trajectories"},
             in_sample, at_least(0));
    keys.affects(Stage::forecast);
    keys.key({"single_steppers",
              "Also forecasts with each stepper alone, which shows what coupling gains."},
             single_steppers);
    keys.list({"adaptive_tolerance",
               "Also forecasts by adaptive steps, once for each tolerance. In increasing order; "
               "how far two strides may disagree, in standard deviations of z. Empty: none."},
              adaptive_tolerance, positive);
    keys.key({"perfect_model",
              "Also runs the solver from the decoded initial states. How long it stays valid is a "
              "yardstick in chaos. Needs a solver."},
             perfect_model);
    keys.key({"direct_solver",
              "Also times the solver on the test trajectories. With coarser ones: the speed-up, "
              "also at equal accuracy. Needs a solver."},
             direct_solver);
    keys.key({"statistics",
              "Also compares statistics of long times with the solver's. Lyapunov exponents, "
              "spectra, joint densities; one periodic field without [parameters]."},
             statistics);
    keys.affects(Stage::forecasts);
    keys.key({"outside_quantile",
              "Share of the known trajectories that sets the limit of the training data. What is "
              "farther off in z, or reconstructed worse, is warned of."},
             outside_quantile, Bounds{0.0, 1.0});
    keys.key({"stop_outside",
              "Forecasts end where they leave the training data. There are no values from then on, "
              "and errors count until then."},
             stop_outside);
    ensemble.describe(keys);
}

}  // namespace lhits
