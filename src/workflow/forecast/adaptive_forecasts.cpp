#include "adaptive_forecasts.hpp"

#include <mpi.h>

#include <limits>
#include <utility>

#include "forecast_collection.hpp"
#include "lhits/hits/adaptive_rollout.hpp"
#include "lhits/hits/scores.hpp"

namespace lhits {
namespace {

class AdaptiveForecasts {
public:
    AdaptiveForecasts(const Run& run, Surrogate& surrogate, Engine& engine,
                      const ReferenceTrajectories& truth, double variance)
        : run_(run),
          surrogate_(surrogate),
          engine_(engine),
          truth_(truth),
          variance_(variance),
          starts_(truth.starts()) {}

    Record run() {
        for (const double tolerance : run_.deck.forecast.adaptive_tolerance) adaptive(tolerance);
        fixed();
        Record result;
        result.put(seconds_item, std::move(seconds_));
        for (auto& [name, data] : data_) result.put(name, std::move(data));
        for (auto& [name, data] : errors_) result.put(name, std::move(data));
        return result;
    }

private:
    int dimension() const { return surrogate_.reduction->dimension(); }

    void adaptive(double tolerance) {
        const auto levels = surrogate_.coupled_levels(engine_, {0, surrogate_.steppers.size() - 1});
        const double begin = MPI_Wtime();
        const auto rollout =
            roll_out_adaptively(levels, starts_, truth_.count, dimension(),
                                {.steps = truth_.steps(),
                                 .tolerance = tolerance,
                                 .compared = dimension() - surrogate_.reduction->parameters()});
        seconds_.push_back(MPI_Wtime() - begin);
        score(rollout.values, "");
        add("step", rollout.stride);
        add("spacing", rollout.spacing);
        add("steps", by_rising_stride(rollout.taken));
        add("evaluations", by_rising_stride(rollout.evaluations));
    }

    /// The coupled strides, the finest ones left out one by one.
    void fixed() {
        const auto& coupling = surrogate_.couplings.at(unseen);
        for (std::size_t finest = 0; finest < surrogate_.steppers.size(); ++finest) {
            if (finest > coupling.coarsest) {
                constexpr double none = std::numeric_limits<double>::quiet_NaN();
                const auto members = static_cast<std::size_t>(truth_.count);
                seconds_.push_back(0.0);
                add_errors("fixed_mse_state", std::vector<double>(members * truth_.times, none));
                add("fixed_valid_time", std::vector<float>(members, static_cast<float>(none)));
                continue;
            }
            const auto levels = surrogate_.coupled_levels(engine_, {finest, coupling.coarsest});
            const double begin = MPI_Wtime();
            const auto z = roll_out(levels, starts_, truth_.count, dimension(), truth_.steps());
            seconds_.push_back(MPI_Wtime() - begin);
            score(z, "fixed_");
        }
    }

    /// Decodes one trajectory after the other.
    void score(std::span<const float> z, const std::string& prefix) {
        u_.resize(truth_.times * truth_.width);
        std::vector<double> mse(truth_.times);
        for (int m = 0; m < truth_.count; ++m) {
            const auto block = truth_.times * truth_.latent;
            surrogate_.reduction->decode(z.subspan(static_cast<std::size_t>(m) * block, block),
                                         static_cast<int>(truth_.times), u_);
            mean_squared_errors(u_, truth_.u_of(m), truth_.width, mse);
            add_errors(prefix + "mse_state", mse);
            const double valid =
                valid_time(mse, variance_, run_.deck.report.valid_nrmse, run_.system->dt());
            data_[prefix + "valid_time"].push_back(static_cast<float>(valid));
        }
    }

    void add(const std::string& name, const std::vector<float>& values) {
        auto& all = data_[name];
        all.insert(all.end(), values.begin(), values.end());
    }

    void add_errors(const std::string& name, const std::vector<double>& values) {
        auto& all = errors_[name];
        all.insert(all.end(), values.begin(), values.end());
    }

    /// From (members, levels), coarsest first.
    std::vector<float> by_rising_stride(const std::vector<std::int64_t>& counts) const {
        const auto levels = surrogate_.steppers.size();
        std::vector<float> floats;
        for (std::size_t row = 0; row < counts.size(); row += levels) {
            for (std::size_t l = levels; l-- > 0;) {
                floats.push_back(static_cast<float>(counts[row + l]));
            }
        }
        return floats;
    }

    const Run& run_;
    Surrogate& surrogate_;
    Engine& engine_;
    const ReferenceTrajectories& truth_;
    double variance_;
    AlignedVector<float> starts_;
    AlignedVector<float> u_;
    std::map<std::string, std::vector<float>> data_;
    std::map<std::string, std::vector<double>> errors_;
    std::vector<double> seconds_;
};

}  // namespace

Record adaptive_forecasts(const Run& run, Surrogate& surrogate, Engine& engine,
                          const ReferenceTrajectories& truth, double variance) {
    return AdaptiveForecasts(run, surrogate, engine, truth, variance).run();
}

}  // namespace lhits
