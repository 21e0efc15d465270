// An ensemble forecast on the disk: statistics, scores and the members that are kept.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lhits/io/reals.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

class Communicator;
class ParallelFile;

/// The ensemble by one surrogate, or by those of the same name in several models.
struct EnsembleGroup {
    std::string name;  ///< "z4", "full"
    std::int64_t latent = 0;

    bool operator==(const EnsembleGroup&) const = default;
};

/// `steps` is the length of the forecast; every `output_every`-th one is in the file.
struct EnsembleHeader : RunHeader {
    std::vector<EnsembleGroup> groups;
    std::int64_t output_every = 1;
    std::vector<std::int64_t> outputs;   ///< elements of whole states: the axis "state"
    std::vector<std::int64_t> elements;  ///< those of `outputs` that vary, counted among such
    std::int64_t initial_conditions = 0;
    std::vector<double> parameters;  ///< (initial conditions, parameter_names)
    std::vector<std::int64_t>
        members;             ///< the numbers of those that are kept; none: only statistics
    bool statistics = true;  ///< of all members, beside those that are kept
    std::int64_t ensemble_size = 0;
    std::vector<double> quantiles;
    std::vector<double> thresholds;
    bool truth = false;  ///< whether it is known, and the scores are there
    std::int64_t rank_bins = 0;
    std::int64_t probability_bins = 0;
    std::int64_t made_from = 0;  ///< a checksum of the models and the initial conditions
    /// Names of the models, for people.
    std::string models;

    std::int64_t times() const { return steps / output_every + 1; }

    bool operator==(const EnsembleHeader&) const = default;
};

/// The datasets of a group. Those of the first kind have an entry for each initial condition, in
/// the first dimension.
enum class EnsembleData {
    member,
    member_latent,
    control,
    mean,
    standard_deviation,
    minimum,
    maximum,
    quantile,
    probability,
    counted,
    outside,
    left,
    truth,
    crps,
    rank,
    energy_score,
    initial_distance,
    initial_error,
    // Over all initial conditions:
    spread,
    skill,
    mean_crps,
    mean_energy_score,
    rank_frequency,
    rank_expected,
    forecast_probability,
    observed_frequency,
    probability_count,
    brier_score,
};

/// Its name in the file.
std::string name_of(EnsembleData dataset);

/// Which datasets a file with this header has, in their order.
std::vector<EnsembleData> datasets_of(const EnsembleHeader& header);

/// Its shape in a group.
std::vector<std::int64_t> shape_of(EnsembleData dataset, const EnsembleHeader& header,
                                   const EnsembleGroup& group);

/// Fills an ensemble file from many ranks.
class EnsembleWriter {
public:
    /// Collective: starts PATH.part with room for everything. Borrows `ranks`.
    EnsembleWriter(const Communicator& ranks, const std::string& path, EnsembleHeader header);
    /// Not collective; without finish() only PATH.part stays behind.
    ~EnsembleWriter();
    EnsembleWriter(const EnsembleWriter&) = delete;
    EnsembleWriter& operator=(const EnsembleWriter&) = delete;

    const EnsembleHeader& header() const { return header_; }

    /// Writes what a dataset holds of one initial condition: of points those in `elements`, to
    /// which the fixed ones are added. Not collective.
    void write(const std::string& group, EnsembleData dataset, std::int64_t initial_condition,
               const Reals& data);
    /// Writes the kept members at places first, ... of one initial condition, (any number, times,
    /// points or latent). Not collective.
    void write_members(const std::string& group, EnsembleData dataset,
                       std::int64_t initial_condition, std::int64_t first,
                       std::span<const float> data);
    /// Writes a dataset over all initial conditions. Not collective.
    void write(const std::string& group, EnsembleData dataset, const Reals& data);

    /// Collective: adds numbers as attributes of the groups named, closes the file and gives it its
    /// name.
    void finish(const std::map<std::string, std::map<std::string, double>>& numbers);

private:
    const EnsembleGroup& group(const std::string& name) const;

    EnsembleHeader header_;
    std::unique_ptr<ParallelFile> file_;
};

/// Serial, on any rank. Throws InputError when the file cannot be used.
EnsembleHeader read_ensemble_header(const std::string& path);

/// The numbers that finish() added to the groups. Serial. Throws InputError as above.
std::map<std::string, std::map<std::string, double>> read_ensemble_numbers(const std::string& path);

}  // namespace lhits
