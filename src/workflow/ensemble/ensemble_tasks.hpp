// The work of an ensemble forecast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../evaluation.hpp"
#include "lhits/io/ensemble_file.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// The ensemble of one initial condition by one group of the file.
struct EnsembleUnit {
    std::size_t group = 0;
    std::int64_t initial_condition = 0;
    std::string name{};  ///< "z4 initial condition 3"
};

/// Members of a unit that are done as one: whole blocks.
struct EnsembleTask {
    std::int64_t number = 0;  ///< among all of the ensemble
    std::size_t unit = 0;
    MemberRange members;
};

/// How an ensemble is cut into units, tasks and blocks: by the deck alone.
struct EnsembleUnits {
    /// Members that are added to the statistics together: a power of two, as many as a share of the
    /// memory has room for.
    std::int64_t block = 1;
    double block_bytes = 0.0;  ///< of the members of a block, while they are added
    std::vector<EnsembleUnit> units;
    std::vector<EnsembleTask> tasks;  ///< in the order of the units
    std::int64_t tasks_of_unit = 1;
    /// With several tasks each, so many may be under way at the same time for a rank's memory.
    std::size_t units_at_once = 1;

    /// The blocks of a task.
    std::vector<MemberRange> blocks_of(const EnsembleTask& task) const;
};

/// Throws InputError where [forecast] memory is too small for the statistics of one unit.
EnsembleUnits ensemble_units(const Run& run, const EnsembleHeader& header);

}  // namespace lhits
