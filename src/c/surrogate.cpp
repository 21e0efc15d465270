#include "lhits/c/surrogate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>
#include <span>
#include <string>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/words.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

struct lhits_surrogate {
    lhits::Surrogate content;
};

namespace {

thread_local std::string last_error;

int failed(int status, const char* message) noexcept {
    try {
        last_error = message;
    } catch (const std::exception&) {
        last_error.clear();
    }
    return status;
}

/// No exception leaves it.
template <class Work>
int guarded(Work work) noexcept {
    try {
        work();
        return LHITS_DONE;
    } catch (const lhits::Error& error) {
        return failed(static_cast<int>(error.status()), error.what());
    } catch (const std::exception& error) {
        return failed(LHITS_FAILURE, error.what());
    } catch (...) {
        return failed(LHITS_FAILURE, "expected to succeed, found an error of an unknown kind");
    }
}

template <class T>
T& required(T* pointer, const char* name) {
    if (pointer != nullptr) return *pointer;
    throw lhits::InputError(fmt::format("{}: expected a pointer to it, found NULL", name));
}

std::size_t count_of(int64_t count, const char* name) {
    if (count > 0) return static_cast<std::size_t>(count);
    throw lhits::InputError(fmt::format("{}: expected 1 or more, found {}", name, count));
}

void copy_text(const std::string& from, char* to, std::size_t room) {
    const auto count = std::min(from.size(), room - 1);
    std::copy_n(from.data(), count, to);
    to[count] = '\0';
}

std::string text_of(const lhits::RunHeader& origin, const std::string& what) {
    if (what == "system") return origin.system;
    if (what == "component_names") return origin.coordinates.component_names();
    if (what == "component_units") return origin.coordinates.component_units();
    if (what == "axes") return origin.coordinates.axis_names();
    if (what == "time_units") return origin.coordinates.time_units;
    for (const auto& axis : origin.coordinates.axes) {
        if (what == axis.name + "_units") return axis.units;
    }
    throw lhits::InputError(
        fmt::format("what: expected system, component_names, component_units, axes, {}_units or "
                    "time_units, found {}",
                    fmt::join(lhits::words(origin.coordinates.axis_names()), "_units, "),
                    lhits::in_quotes(what)));
}

/// Zeros where there is no such axis; nothing where the places are not wanted.
void copy_places(const lhits::StateLayout& from, std::size_t axis, double* to) {
    if (to == nullptr) return;
    std::fill_n(to, from.size(), 0.0);
    if (axis >= from.axes.size()) return;
    std::copy(from.axes[axis].places.begin(), from.axes[axis].places.end(), to);
}

template <class T>
void forecast(lhits_surrogate* surrogate, const T* states, int64_t members, const double* times,
              int64_t times_count, T* result) {
    auto& content = required(surrogate, "surrogate").content;
    const auto n = static_cast<std::size_t>(content.input_size());
    const std::span from(&required(states, "states"), count_of(members, "members") * n);
    const std::span at(&required(times, "times"), count_of(times_count, "times_count"));
    required(result, "result");
    const auto found = content.forecast(from, at);
    std::copy(found.begin(), found.end(), result);
}

}  // namespace

int lhits_load(const char* path, const char* name, MPI_Comm ranks, lhits_surrogate** made) {
    return guarded([&] {
        required(made, "made") = nullptr;
        int initialised = 0;
        MPI_Initialized(&initialised);
        if (initialised == 0) throw lhits::InputError("expected MPI after MPI_Init, found none");
        if (ranks == MPI_COMM_NULL) {
            throw lhits::InputError("ranks: expected a communicator, found MPI_COMM_NULL");
        }
        const auto own = lhits::Communicator::copy(ranks);
        lhits::agree_on_errors(own, [&] { required(path, "path"); });
        *made = new lhits_surrogate{lhits::Surrogate::load(path, own, name == nullptr ? "" : name)};
    });
}

int lhits_load_fortran(const char* path, const char* name, MPI_Fint ranks, lhits_surrogate** made) {
    return lhits_load(path, name, MPI_Comm_f2c(ranks), made);
}

int lhits_free(lhits_surrogate** surrogate) {
    return guarded([&] { delete std::exchange(required(surrogate, "surrogate"), nullptr); });
}

int lhits_state_size(const lhits_surrogate* surrogate, int64_t* size) {
    return guarded(
        [&] { required(size, "size") = required(surrogate, "surrogate").content.state_size(); });
}

int lhits_input_size(const lhits_surrogate* surrogate, int64_t* size) {
    return guarded(
        [&] { required(size, "size") = required(surrogate, "surrogate").content.input_size(); });
}

int lhits_time_step(const lhits_surrogate* surrogate, double* dt) {
    return guarded([&] { required(dt, "dt") = required(surrogate, "surrogate").content.dt(); });
}

int lhits_dimensions(const lhits_surrogate* surrogate, int64_t* dimensions) {
    return guarded([&] {
        const auto coordinates = required(surrogate, "surrogate").content.coordinates();
        required(dimensions, "dimensions") = static_cast<int64_t>(coordinates.axes.size());
    });
}

int lhits_coordinates(const lhits_surrogate* surrogate, double* x, double* y, int32_t* component) {
    return guarded([&] {
        const auto from = required(surrogate, "surrogate").content.coordinates();
        copy_places(from, 0, x);
        copy_places(from, 1, y);
        if (component != nullptr) {
            std::copy(from.component.begin(), from.component.end(), component);
        }
    });
}

int lhits_places(const lhits_surrogate* surrogate, int64_t axis, double* places) {
    return guarded([&] {
        const auto from = required(surrogate, "surrogate").content.coordinates();
        const auto count = static_cast<int64_t>(from.axes.size());
        if (axis < 0 || axis >= count) {
            throw lhits::InputError(
                fmt::format("axis: expected 0 to {}, found {}", count - 1, axis));
        }
        copy_places(from, static_cast<std::size_t>(axis), &required(places, "places"));
    });
}

int lhits_grid(const lhits_surrogate* surrogate, int64_t* grid) {
    return guarded([&] {
        const auto from = required(surrogate, "surrogate").content.coordinates();
        std::fill_n(&required(grid, "grid"), from.axes.size(), 0);
        std::copy(from.grid.begin(), from.grid.end(), grid);
    });
}

int lhits_text(const lhits_surrogate* surrogate, const char* what, char* text, int64_t size) {
    return guarded([&] {
        const auto& origin = required(surrogate, "surrogate").content.origin;
        const auto found = text_of(origin, &required(what, "what"));
        const auto room = count_of(size, "size");
        if (room <= found.size()) {
            throw lhits::InputError(fmt::format("size: expected room for {} characters, found {}",
                                                found.size() + 1, room));
        }
        copy_text(found, &required(text, "text"), room);
    });
}

int lhits_forecast(lhits_surrogate* surrogate, const double* states, int64_t members,
                   const double* times, int64_t times_count, double* result) {
    return guarded([&] { forecast(surrogate, states, members, times, times_count, result); });
}

int lhits_forecast_float(lhits_surrogate* surrogate, const float* states, int64_t members,
                         const double* times, int64_t times_count, float* result) {
    return guarded([&] { forecast(surrogate, states, members, times, times_count, result); });
}

int lhits_last_error(char* text, int64_t size) {
    return guarded([&] { copy_text(last_error, &required(text, "text"), count_of(size, "size")); });
}
