// A solver that is parallel in time (Parareal; Lions, Maday and Turinici, C. R. Acad. Sci. Paris
// 332 (2001) 661): the surrogate goes quickly through all slices of time, the ranks solve their
// slices exactly at the same time, and the surrogate carries the corrections on.
// Usage: parareal MODEL. Exit status 1 when it does not come to what the solver alone gives.
#include <lhits/hits/surrogate.hpp>
#include <lhits/parallel/communicator.hpp>
#include <mpi.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <vector>

namespace {

using State = std::array<double, 2>;

constexpr int slices = 12;
constexpr double slice = 1.0;  // of time

/// u' = -v, v' = u by the classical Runge-Kutta method.
State solve(State x) {
    constexpr int steps = 1000;
    constexpr double h = slice / steps;
    const auto slope = [](const State& at) { return State{-at[1], at[0]}; };
    const auto moved = [](const State& from, double by, const State& along) {
        return State{from[0] + by * along[0], from[1] + by * along[1]};
    };
    for (int i = 0; i < steps; ++i) {
        const auto a = slope(x);
        const auto b = slope(moved(x, h / 2, a));
        const auto c = slope(moved(x, h / 2, b));
        const auto d = slope(moved(x, h, c));
        for (std::size_t k = 0; k < 2; ++k) x[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]);
    }
    return x;
}

class Parareal {
public:
    Parareal(MPI_Comm ranks, const char* model)
        : ranks_(ranks),
          surrogate_(lhits::Surrogate::load(model, lhits::Communicator::borrow(ranks))),
          states_(slices + 1, State{1.0, 0.0}),
          coarse_(slices),
          fine_(slices) {
        for (int p = 0; p < slices; ++p) states_[p + 1] = coarse_[p] = predict(states_[p]);
    }

    void iterate() {
        solve_slices();
        for (int p = 0; p < slices; ++p) {
            const auto predicted = predict(states_[p]);
            for (std::size_t k = 0; k < 2; ++k) {
                states_[p + 1][k] = fine_[p][k] + (predicted[k] - coarse_[p][k]);
            }
            coarse_[p] = predicted;
        }
    }

    const std::vector<State>& states() const { return states_; }

private:
    State predict(const State& from) {
        const std::array times{slice};
        const auto found = surrogate_.forecast(std::span<const double>(from), times);
        return {found[0], found[1]};
    }

    /// Every rank its own, which all of them then know.
    void solve_slices() {
        int rank = 0;
        int size = 1;
        MPI_Comm_rank(ranks_, &rank);
        MPI_Comm_size(ranks_, &size);
        for (int p = 0; p < slices; ++p) {
            fine_[p] = p % size == rank ? solve(states_[p]) : State{};
        }
        MPI_Allreduce(MPI_IN_PLACE, fine_.data(), 2 * slices, MPI_DOUBLE, MPI_SUM, ranks_);
    }

    MPI_Comm ranks_;
    lhits::Surrogate surrogate_;
    std::vector<State> states_;  // at the ends of the slices
    std::vector<State> coarse_;
    std::vector<State> fine_;
};

double distance(const std::vector<State>& a, const std::vector<State>& b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, std::hypot(a[i][0] - b[i][0], a[i][1] - b[i][1]));
    }
    return largest;
}

bool check(const char* model) {
    std::vector<State> alone{{1.0, 0.0}};
    for (int p = 0; p < slices; ++p) alone.push_back(solve(alone.back()));
    Parareal parareal(MPI_COMM_WORLD, model);
    std::vector<double> errors{distance(parareal.states(), alone)};
    for (int k = 0; k < slices; ++k) {
        parareal.iterate();
        errors.push_back(distance(parareal.states(), alone));
    }
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    for (std::size_t k = 0; rank == 0 && k < errors.size(); ++k) {
        std::printf("parareal: iteration %2zu: error %.2e\n", k, errors[k]);
    }
    // The surrogate alone is off by 1 % of 12 radians; the k-th iteration by (0.12)^(k + 1) / (k +
    // 1)! or so. As many iterations as slices give the solver's own bits.
    return std::abs(errors[0] - 0.12) < 0.01 && errors[1] < 0.01 && errors[3] < 1e-5 &&
           errors[slices] == 0.0;
}

}  // namespace

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    bool right = false;
    try {
        right = argc == 2 && check(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "parareal: %s\n", error.what());
    }
    MPI_Finalize();
    return right ? 0 : 1;
}
