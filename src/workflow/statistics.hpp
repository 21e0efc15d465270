// Long-time statistics of forecasts beside the truth: what can still be right where chaos has made
// the forecast of a single trajectory wrong.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "evaluation.hpp"
#include "lhits/hits/joint_density.hpp"
#include "lhits/hits/power_spectrum.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/parallel/task_pool.hpp"

namespace lhits {

/// Throws InputError when the deck asks for statistics of a system that is no single field on a
/// periodic interval.
void check_statistics(const Deck& deck, const System& system);

/// Collects, over all times after the start, the power spectrum and the joint density of (u_x,
/// u_xx) of the true test trajectories and of their coupled forecasts; then their distances and the
/// Lyapunov exponents. Borrows the run. The same bits on any number of ranks.
class Statistics {
public:
    using Numbers = std::map<std::string, std::map<std::string, double>>;  // by group

    /// The true trajectories of the first chunk say where the bins of u_x and u_xx are. Not
    /// collective, the same on every rank.
    explicit Statistics(const Run& run);

    const StatisticsAxes& axes() const { return axes_; }

    /// Adds the coupled forecasts of a chunk of test members, (members, times, n).
    void add(const std::string& surrogate, std::size_t chunk, std::span<const float> u);

    /// Collective: does what is left, writes the datasets, and gives the numbers of the groups
    /// "statistics" and "statistics/NAME" to be added to the file.
    Numbers finish(std::map<std::string, Surrogate>& surrogates, ForecastWriter& writer);

private:
    /// What is summed over the rows of one kind of fields.
    struct Sums {
        std::vector<double> spectra;  ///< (chunks, waves): added up in the order of the chunks
        std::vector<double> counts;   ///< of the joint histogram; whole numbers
    };
    /// A piece of work of finish(), told to whom to report how far it is.
    struct Job {
        Task task;
        std::function<void(const std::function<void(double)>& tick)> work;
    };
    /// The exponents of the test members by surrogate; empty name: of the solver.
    using Exponents = std::map<std::string, std::vector<double>>;

    Sums no_sums() const;
    void add_rows(std::span<const float> u, std::size_t chunk, Sums& sums) const;
    void add_truth(std::size_t chunk, MemberRange members);
    std::vector<double> collect(Sums& sums) const;
    std::vector<Job> jobs(std::map<std::string, Surrogate>& surrogates, Engine& engine,
                          Exponents& exponents);
    void do_jobs(const std::vector<Job>& jobs) const;

    const Run& run_;
    std::vector<MemberRange> chunks_;
    std::size_t points_;
    double spacing_;
    double size_ = 0.0;  ///< root mean square of u
    PowerSpectrum spectrum_;
    JointHistogram histogram_;
    StatisticsAxes axes_;
    Sums early_, late_;  ///< the halves of the true trajectories in time
    std::map<std::string, Sums> predicted_;
};

}  // namespace lhits
