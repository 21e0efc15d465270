#include "lhits/io/ensemble_file.hpp"

#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/words.hpp"
#include "quantity_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;

/// With a field for each, their names and units are in the order of the thresholds.
Scale thresholds_of(const EnsembleHeader& header) {
    const auto& layout = header.coordinates;
    Scale scale{"threshold", "threshold that a value is above", header.thresholds,
                common_units(layout)};
    if (header.threshold_fields.empty()) return scale;
    scale.long_name = "threshold that a value of its field is above; names has the fields";
    scale.units.clear();
    for (const auto field : header.threshold_fields) {
        const auto& own = layout.components[static_cast<std::size_t>(field)];
        scale.names += (scale.names.empty() ? "" : " ") + own.name;
        scale.units += (scale.units.empty() ? "" : ", ") + own.units;
    }
    if (have_common_units(layout)) scale.units = common_units(layout);
    return scale;
}

QuantityGroup group_of(const EnsembleHeader& header, const EnsembleGroup& own) {
    QuantityGroup group{
        own.name,
        {member_quantities},
        header.steps,
        {{"initial_condition", "number of the initial condition", header.initial_conditions}},
        header.parameters};
    auto& scales = group.scales;
    if (!header.members.empty()) {
        scales.push_back({"member", "number of the member", header.members});
        scales.push_back({"latent", "number of the latent coordinate", own.latent});
    }
    if (!header.statistics) return group;
    group.tables.push_back(ensemble_quantities);
    if (!header.quantiles.empty()) {
        scales.push_back({"quantile", "level of the quantile", header.quantiles});
    }
    if (!header.thresholds.empty()) {
        scales.push_back(thresholds_of(header));
    }
    if (!header.truth) return group;
    group.tables.push_back(ensemble_score_quantities);
    scales.push_back(
        {"rank_bin", "equal parts of the possible ranks of the truth", header.rank_bins});
    scales.push_back(
        {"probability_bin", "equal parts of the probabilities", header.probability_bins});
    return group;
}

}  // namespace

QuantityFile file_of(const EnsembleHeader& header) {
    QuantityFile file{ensemble_format,
                      header,
                      [&](hid_t root) {
                          hdf5::write_attribute(root, "groups", names_of(header.groups));
                          hdf5::write_attribute(root, "output_every", header.output_every);
                          hdf5::write_attribute(root, "ensemble_size", header.ensemble_size);
                          hdf5::write_attribute(root, "models", header.models);
                          hdf5::write_attribute(root, "made_from", header.made_from);
                      },
                      {},
                      header.output_every,
                      header.outputs,
                      header.thresholds,
                      header.threshold_fields};
    for (const auto& group : header.groups) file.groups.push_back(group_of(header, group));
    return file;
}

EnsembleHeader read_ensemble_header(const std::string& path) {
    EnsembleHeader header;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, ensemble_format);
        static_cast<RunHeader&>(header) = hdf5::read_header(file.id());
        header.output_every = hdf5::read_integer(file.id(), "output_every");
        header.ensemble_size = hdf5::read_integer(file.id(), "ensemble_size");
        header.models = hdf5::read_text(file.id(), "models");
        header.made_from = hdf5::read_integer(file.id(), "made_from");
    });
    return header;
}

std::map<std::string, std::map<std::string, double>> read_ensemble_numbers(
    const std::string& path) {
    std::map<std::string, std::map<std::string, double>> numbers;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, ensemble_format);
        for (const auto& name : words(hdf5::read_text(file.id(), "groups"))) {
            numbers[name] = hdf5::read_numbers(hdf5::open_group(file.id(), name).id());
        }
    });
    return numbers;
}

}  // namespace lhits
