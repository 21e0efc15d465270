// An ensemble forecast on the disk: statistics, scores and the members that are kept. A
// QuantityWriter writes it (quantity_file.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lhits/io/run_header.hpp"

namespace lhits {

/// What the file calls itself.
inline constexpr const char* ensemble_format = "lhits ensemble";

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
    std::vector<std::int32_t> threshold_fields;  ///< the component of each; none: all of them
    bool truth = false;                          ///< whether it is known, and the scores are there
    std::int64_t rank_bins = 0;
    std::int64_t probability_bins = 0;
    std::int64_t made_from = 0;  ///< a checksum of the models and the initial conditions
    /// Names of the models, for people.
    std::string models;

    std::int64_t times() const { return steps / output_every + 1; }

    bool operator==(const EnsembleHeader&) const = default;
};

/// Serial, on any rank. Throws InputError when the file cannot be used.
EnsembleHeader read_ensemble_header(const std::string& path);

/// The numbers that QuantityWriter::finish() added to the groups. Serial. Throws InputError as
/// above.
std::map<std::string, std::map<std::string, double>> read_ensemble_numbers(const std::string& path);

}  // namespace lhits
