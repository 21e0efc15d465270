/* A solver in C that takes turns with a surrogate: its own exact steps, then a longer forecast.
 * Usage: alternate MODEL. Exit status 1 when the end is not where it must be. */
#include <lhits/c/surrogate.h>

#include <math.h>
#include <stdio.h>

/* The exact solution of u' = -v, v' = u over a time. */
static void turn(double* state, double time) {
    const double u = state[0];
    const double v = state[1];
    state[0] = cos(time) * u - sin(time) * v;
    state[1] = sin(time) * u + cos(time) * v;
}

static int solve(lhits_surrogate* surrogate, double* state) {
    const double own = 0.5;
    const double forecast = 1.5;
    int status = LHITS_DONE;
    int i;
    for (i = 0; i < 10 && status == LHITS_DONE; ++i) {
        double next[2];
        turn(state, own);
        status = lhits_forecast(surrogate, state, 1, &forecast, 1, next);
        state[0] = next[0];
        state[1] = next[1];
    }
    return status;
}

static int run(const char* model) {
    /* In 10 turns 5 units of time by the solver and 15 by the surrogate, which is 1 % too fast. */
    const double angle = 5.0 + 1.01 * 15.0;
    double state[2] = {1.0, 0.0};
    double error;
    lhits_surrogate* surrogate = NULL;
    int status = lhits_load(model, NULL, MPI_COMM_WORLD, &surrogate);
    if (status == LHITS_DONE) status = solve(surrogate, state);
    if (status != LHITS_DONE) {
        char text[500];
        lhits_last_error(text, sizeof text);
        fprintf(stderr, "alternate: %s\n", text);
    }
    lhits_free(&surrogate);
    error = hypot(state[0] - cos(angle), state[1] - sin(angle));
    printf("alternate (C): error %.2e\n", error);
    return status == LHITS_DONE && error < 1e-5 ? 0 : 1;
}

int main(int argc, char** argv) {
    int status;
    MPI_Init(&argc, &argv);
    status = argc == 2 ? run(argv[1]) : 1;
    MPI_Finalize();
    return status;
}
