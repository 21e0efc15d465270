// Files of quantities that many ranks fill: forecast.h5, ensemble.h5, forecasts from new states.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"
#include "lhits/io/ensemble_file.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/io/quantities.hpp"
#include "lhits/io/reals.hpp"
#include "lhits/io/record.hpp"
#include "lhits/io/states_forecast_file.hpp"

namespace lhits {

class Communicator;
class ParallelFile;
struct QuantityFile;

/// Entries first, ..., first + count - 1 along a dimension.
struct Along {
    std::string axis;
    std::int64_t first = 0;
    std::int64_t count = 1;
};

class QuantityWriter {
public:
    /// Collective: starts PATH.part with room for everything. Borrows `ranks`.
    QuantityWriter(const Communicator& ranks, const std::string& path,
                   const ForecastHeader& header);
    QuantityWriter(const Communicator& ranks, const std::string& path,
                   const EnsembleHeader& header);
    QuantityWriter(const Communicator& ranks, const std::string& path,
                   const StatesForecastHeader& header);
    /// Not collective; without finish() nothing stays behind.
    ~QuantityWriter();
    QuantityWriter(const QuantityWriter&) = delete;
    QuantityWriter& operator=(const QuantityWriter&) = delete;

    /// Writes a block of a dataset, as "z2/mse_state": what `block` says along its dimensions, and
    /// all along the others. Of states `data` has the elements that vary, to which the fixed ones
    /// are added. Not collective. Throws std::invalid_argument when there is no such dataset, or
    /// `data` has another size.
    void write(const std::string& dataset, const std::vector<Along>& block, const Reals& data);

    /// Writes those of the arrays that are quantities of the group, each by its name. Not
    /// collective.
    void write_all(const std::string& group, const std::vector<Along>& block, const Record& arrays);

    /// Collective: adds numbers as attributes of the groups named, closes the file and gives it its
    /// name.
    void finish(const std::map<std::string, std::map<std::string, double>>& numbers);

private:
    QuantityWriter(const Communicator& ranks, const std::string& path, const QuantityFile& file);

    Reals with_fixed(const Quantity& quantity, const Reals& data, std::vector<float>& room) const;

    StateLayout layout_;  // of what the file has of a state
    std::vector<double> thresholds_;
    std::vector<std::int32_t> threshold_fields_;
    std::map<std::string, const Quantity*> datasets_;  // by path
    std::unique_ptr<ParallelFile> file_;
};

}  // namespace lhits
