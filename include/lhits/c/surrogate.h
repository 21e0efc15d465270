/** @file
 * Learned surrogates for programs in C, and in Fortran by iso_c_binding.
 *
 * Every function returns LHITS_DONE or why it could not be done; lhits_last_error() has the words.
 * Nothing is written then but what says so. MPI must be initialised. Arrays are row-major, as C has
 * them: states(members, n) is states(n, members) in Fortran. See lhits/hits/surrogate.hpp for what
 * a forecast is. */
#ifndef LHITS_C_SURROGATE_H
#define LHITS_C_SURROGATE_H

#include <mpi.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** As the exit statuses of the program. */
enum {
    LHITS_DONE = 0,
    LHITS_FAILURE = 1,  /**< the machine, or a library */
    LHITS_BAD_INPUT = 2 /**< an argument or a file, which the caller can mend */
};

typedef struct lhits_surrogate lhits_surrogate;

/** Collective over `ranks`: loads the surrogate `name` ("z4") of the model file `path`, which rank
 * 0 reads for all; NULL or "" is the only one with a reduction. The status is the same on every
 * rank. What is made is the caller's, to be freed; NULL after an error. */
int lhits_load(const char* path, const char* name, MPI_Comm ranks, lhits_surrogate** made);

/** The same with a communicator of Fortran's: an integer, or the MPI_VAL of a type(MPI_Comm). */
int lhits_load_fortran(const char* path, const char* name, MPI_Fint ranks, lhits_surrogate** made);

/** Frees it and sets it to NULL, which it may be already. Not collective. */
int lhits_free(lhits_surrogate** surrogate);

/** n, how many values a state has, with those that never vary (walls, land): forecasts have their
 * constants there, or no number. */
int lhits_state_size(const lhits_surrogate* surrogate, int64_t* size);

/** How many values a forecast starts from: n, and those of the states before and the parameters
 * where there are any (Surrogate::input_size). */
int lhits_input_size(const lhits_surrogate* surrogate, int64_t* size);

/** dt, the time of a step, in the time unit. */
int lhits_time_step(const lhits_surrogate* surrogate, double* dt);

/** In how many dimensions, 1 or more, the elements of a state lie. */
int lhits_dimensions(const lhits_surrogate* surrogate, int64_t* dimensions);

/** Where the elements of a state lie and which component they are: n values each, an array that is
 * not wanted being NULL. `y` is 0 in one dimension; `component` counts from 0. */
int lhits_coordinates(const lhits_surrogate* surrogate, double* x, double* y, int32_t* component);

/** Where the elements of a state lie along one of the axes, which count from 0: n values. */
int lhits_places(const lhits_surrogate* surrogate, int64_t axis, double* places);

/** How many points there are along each of the axes, where those of every component are a grid, the
 * first axis fastest; zeros where they are none. */
int lhits_grid(const lhits_surrogate* surrogate, int64_t* grid);

/** Writes a text with its terminating zero into `text`, which has room for `size` characters.
 * `what` is "system", "component_names" (separated by spaces), "component_units" (by commas),
 * "axes" (the names of the axes, by spaces), "x_units" (of the axis x) or "time_units". */
int lhits_text(const lhits_surrogate* surrogate, const char* what, char* text, int64_t size);

/** From states(members, input size) to result(members, times_count, n): where each is at the times,
 * which count from the states on in the time unit and increase from 0 or later. Not collective; a
 * surrogate is for one thread at a time. */
int lhits_forecast(lhits_surrogate* surrogate, const double* states, int64_t members,
                   const double* times, int64_t times_count, double* result);
int lhits_forecast_float(lhits_surrogate* surrogate, const float* states, int64_t members,
                         const double* times, int64_t times_count, float* result);

/** Writes what was wrong when last a function returned another status than LHITS_DONE in this
 * thread: one line with its terminating zero, cut to `size` characters. */
int lhits_last_error(char* text, int64_t size);

#ifdef __cplusplus
}
#endif

#endif
