// What a file of quantities consists of, before it is written.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "hdf5_handle.hpp"
#include "lhits/io/ensemble_file.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/io/quantities.hpp"
#include "lhits/io/run_header.hpp"
#include "lhits/io/states_forecast_file.hpp"

namespace lhits {

/// A dimension, and what lies along it.
struct Scale {
    std::string name, long_name;
    /// How many there are, numbered from 0 on; or their values.
    std::variant<std::int64_t, std::vector<std::int64_t>, std::vector<double>> values;
    std::string units = "1";
    std::string names{};  ///< what the numbers count into; may be empty
};

struct QuantityGroup {
    std::string name;  ///< a path; behind the group that it lies in
    std::vector<std::span<const Quantity>> tables;
    std::int64_t steps = 0;            ///< of its time
    std::vector<Scale> scales;         ///< beside "time" and "state"
    std::vector<double> parameters{};  ///< (first of the scales, parameter_names)
    std::string protocol{};            ///< may be empty

    /// Whether some of its quantities are over it.
    bool is_over(const std::string& axis) const;
    /// Those of the tables whose dimensions are all there.
    std::vector<const Quantity*> quantities() const;
};

struct QuantityFile {
    const char* format = nullptr;
    RunHeader header;
    std::function<void(hid_t file)> lay_out_root;  ///< what the root has beside the header
    std::vector<QuantityGroup> groups;
    std::int64_t output_every = 1;        ///< of the times
    std::vector<std::int64_t> outputs{};  ///< elements of whole states; none: all
    std::vector<double> thresholds{};
    std::vector<std::int32_t> threshold_fields{};  ///< as EnsembleHeader has them
};

/// The names of groups as the attribute "groups", which words() takes apart.
template <class Groups>
std::string names_of(const Groups& groups) {
    std::string names;
    for (const auto& group : groups) names += (names.empty() ? "" : " ") + group.name;
    return names;
}

// What the headers say is in a file.
QuantityFile file_of(const ForecastHeader& header);
QuantityFile file_of(const EnsembleHeader& header);
QuantityFile file_of(const StatesForecastHeader& header);

}  // namespace lhits
