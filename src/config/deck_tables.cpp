// What the keys of [run], [system], [trajectories], [coupling] and [report] are.
#include <limits>

#include "lhits/config/deck.hpp"

namespace lhits {

void RunTable::describe(Keys& keys) {
    keys.purpose("Where results go, the seed, and how the machine is used.");
    keys.affects(Stage::nothing);
    keys.key({"directory",
              "Folder of all results. Empty: runs/ and the name of the deck. A run that was "
              "stopped goes on in it."},
             directory, {});
    keys.affects(Stage::generate);
    keys.key(
        looked_for(
            {"seed",
             "Seed of all random numbers. Another seed gives other trajectories and networks; the "
             "same one the same bits on any number of ranks."}),
        seed, {0, static_cast<double>(std::numeric_limits<std::int64_t>::max())});
    keys.affects(Stage::nothing);
    keys.key({"checkpoint_seconds",
              "Time between checkpoints. A run that is killed loses at most about this much of "
              "each task.",
              "s"},
             checkpoint_seconds, at_least(0));
    keys.key({"stop_before_seconds",
              "How long before the time limit of a Slurm job the program stops. It saves all; the "
              "same job, submitted again, goes on.",
              "s"},
             stop_before_seconds, at_least(0));
    keys.key({"team",
              "Ranks that train one autoencoder together. Results are the same. 0: as many as are "
              "worth it; at most the ranks of the run.",
              "ranks"},
             team, at_least(0));
    keys.affects(Stage::reduce);
    keys.key({"device",
              "Where networks are trained. auto: on GPUs where every rank sees one, else on the "
              "processor. Results differ by rounding."},
             device, {"auto", "cpu", "cuda"});
    keys.key({"engine",
              "What trains networks on the processor. native: lhits's own code; torch: LibTorch, "
              "as on GPUs, which is slower there."},
             engine, {"native", "torch"});
    keys.key({"tf32",
              "Faster but coarser products on GPUs. 10 bits of mantissa instead of 23; changes "
              "nothing on the processor."},
             tf32);
}

void SystemTable::describe(Keys& keys) {
    keys.purpose("The dynamical system. Each kind has further keys, listed behind these.");
    keys.key(
        looked_for(
            {"kind",
             "Which solver makes the trajectories. file: none, they are data of your own. ode and "
             "fhn-pde need a build with PETSc."}),
        kind, {});
    keys.key(
        looked_for(
            {"steps",
             "Steps of a trajectory after the spin-up, and so of a forecast. With kind = \"file\" "
             "by default all that the file has.",
             "steps"}),
        steps, at_least(1));
    keys.key({"initial_conditions",
              "File or folder of states that trajectories start from. One for each: training, then "
              "validation, then test. Empty: the system draws them."},
             initial_conditions, {});
}

void TrajectoriesTable::describe(Keys& keys) {
    keys.purpose("How many trajectories of each kind, how long, and how noisy.");
    keys.key(looked_for({"train",
                         "Trajectories that networks are trained on. More of them cover more "
                         "initial conditions."}),
             train, at_least(1));
    keys.key(looked_for(
                 {"validation",
                  "Trajectories that choose the best networks and the strides. The bound on valid "
                  "times needs 9 of them to hold at 90 %."}),
             validation, at_least(1));
    keys.key(looked_for({"test", "Trajectories for the final scores alone."}), test, at_least(1));
    keys.key({"train_steps",
              "Steps of a training trajectory, at most system.steps. 0: as many as that.", "steps"},
             train_steps, at_least(0));
    keys.list(
        {"noise",
         "Measurement noise, of all fields or of each. On all that is learned from and on the "
         "states that forecasts start from."},
        noise, at_least(0));
    keys.key({"noise_units",
              "What noise is measured in. deviation: the standard deviation of the field in the "
              "trajectory; data: the units of the field.",
              "", "0.3"},
             noise_units, {"deviation", "data"});
    keys.affects(Stage::nothing);
    keys.key({"team",
              "Ranks that integrate one trajectory together; divides the ranks of the run. Above 1 "
              "for reaction-diffusion-2d and fhn-pde only.",
              "ranks"},
             team, at_least(1));
}

void CouplingTable::describe(Keys& keys) {
    keys.purpose(
        "Which strides forecast together, chosen by forecasts of the validation trajectories.");
    keys.affects(Stage::couple);
    keys.key({"search",
              "How the range of strides is searched. exhaustive: all ranges are tried; range: "
              "coarse strides are dropped one by one, then fine ones (the paper's)."},
             search, {"exhaustive", "range"});
    keys.key({"score",
              "What makes a range the best. error: the least mean squared error; valid-time: the "
              "longest mean valid time, for chaotic systems."},
             score, {"error", "valid-time"});
}

void ReportTable::describe(Keys& keys) {
    keys.purpose("What the report says, and in which units.");
    keys.affects(Stage::couple);  // which counts valid times
    keys.key({"valid_nrmse",
              "Error at which a forecast is no longer valid. As a share of the standard deviation "
              "of the training data."},
             valid_nrmse, positive);
    keys.affects(Stage::report);
    keys.key({"time_scale",
              "Valid times are given in units of this time. For chaotic systems take the Lyapunov "
              "time, 1 / (Lyapunov exponent).",
              "time units"},
             time_scale, positive);
    keys.key(looked_for({"title",
                         "Title of the report and of figures. Empty: the kind of the system; for "
                         "data of your own, the name of the deck."}),
             title, {});
}

}  // namespace lhits
