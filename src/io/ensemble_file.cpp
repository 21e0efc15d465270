#include "lhits/io/ensemble_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/words.hpp"
#include "parallel_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;

constexpr const char* format = "lhits ensemble";

enum class Axis {
    initial_condition,
    member,
    time,
    point,
    latent,
    quantile,
    threshold,
    rank_bin,
    probability_bin
};

/// When a dataset is in the file.
enum class Where { members, statistics, quantiles, thresholds, truth, truth_and_thresholds };

struct Description {
    EnsembleData dataset;
    const char* name;
    std::vector<Axis> axes;
    Where where;
    const char* long_name;
};

const std::vector<Description>& descriptions() {
    using D = EnsembleData;
    using enum Axis;
    static const std::vector<Description> all{
        {D::member,
         "members",
         {initial_condition, Axis::member, time, point},
         Where::members,
         "state of a member"},
        {D::member_latent,
         "members_latent",
         {initial_condition, Axis::member, time, latent},
         Where::members,
         "latent coordinates of a member, in its own model"},
        {D::control,
         "control",
         {initial_condition, time, point},
         Where::statistics,
         "forecast from the unperturbed initial condition by the first model"},
        {D::mean,
         "mean",
         {initial_condition, time, point},
         Where::statistics,
         "mean over the members"},
        {D::standard_deviation,
         "standard_deviation",
         {initial_condition, time, point},
         Where::statistics,
         "standard deviation of the members, unbiased in its square; not a number for one member"},
        {D::minimum,
         "minimum",
         {initial_condition, time, point},
         Where::statistics,
         "smallest value of a member"},
        {D::maximum,
         "maximum",
         {initial_condition, time, point},
         Where::statistics,
         "largest value of a member"},
        {D::quantile,
         "quantiles",
         {initial_condition, Axis::quantile, time, point},
         Where::quantiles,
         "quantile over the members; of more than a block to 1/32 of its distance from the "
         "control"},
        {D::probability,
         "probability",
         {initial_condition, threshold, time, point},
         Where::thresholds,
         "share of the members above the threshold"},
        {D::counted,
         "counted",
         {initial_condition, time},
         Where::statistics,
         "share of the members that the statistics count: finite, and not stopped"},
        {D::outside,
         "outside",
         {initial_condition, time},
         Where::statistics,
         "share of the members that are farther from the training data than "
         "forecast.outside_quantile allows"},
        {D::left,
         "left",
         {initial_condition, time},
         Where::statistics,
         "share of the members that are so or have been so before"},
        {D::truth, "truth", {initial_condition, time, point}, Where::truth, "true trajectory"},
        {D::crps,
         "crps",
         {initial_condition, time, point},
         Where::truth,
         "fair continuous ranked probability score; of one member the absolute error"},
        {D::rank,
         "rank",
         {initial_condition, time, point},
         Where::truth,
         "rank of the truth among the members: how many are below it, and half of those that equal "
         "it; rank_frequency spreads these over the ranks that they span"},
        {D::energy_score,
         "energy_score",
         {initial_condition, time},
         Where::truth,
         "fair energy score, with Euclidean norms over the points; of one member the norm of its "
         "error"},
        {D::initial_distance,
         "initial_distance",
         {initial_condition},
         Where::statistics,
         "distance of the initial condition from the training data in latent space; infinite where "
         "a parameter lies outside the trained range"},
        {D::initial_error,
         "initial_error",
         {initial_condition},
         Where::statistics,
         "mean squared reconstruction error of the initial condition"},
        {D::spread,
         "spread",
         {time},
         Where::truth,
         "root of the mean variance of the members, over points and initial conditions; not a "
         "number where one member is alone"},
        {D::skill,
         "skill",
         {time},
         Where::truth,
         "root mean square error of the mean over the members"},
        {D::mean_crps,
         "mean_crps",
         {time},
         Where::truth,
         "mean of crps over points and initial conditions"},
        {D::mean_energy_score,
         "mean_energy_score",
         {time},
         Where::truth,
         "mean of energy_score over initial conditions"},
        {D::rank_frequency,
         "rank_frequency",
         {rank_bin},
         Where::truth,
         "share of the ranks of the truth that lie in this part of all ranks, after the start; "
         "where "
         "members equal the truth, in equal parts in each of the ranks that they span"},
        {D::rank_expected,
         "rank_expected",
         {rank_bin},
         Where::truth,
         "the same for members that are as the truth"},
        {D::forecast_probability,
         "forecast_probability",
         {threshold, probability_bin},
         Where::truth_and_thresholds,
         "mean of the probabilities in this tenth that were forecast, after the start"},
        {D::observed_frequency,
         "observed_frequency",
         {threshold, probability_bin},
         Where::truth_and_thresholds,
         "how often the truth was above the threshold then"},
        {D::probability_count,
         "probability_count",
         {threshold, probability_bin},
         Where::truth_and_thresholds,
         "how many probabilities that are"},
        {D::brier_score,
         "brier_score",
         {threshold},
         Where::truth_and_thresholds,
         "mean squared difference of probability and outcome"},
    };
    return all;
}

const Description& description(EnsembleData dataset) {
    const auto& all = descriptions();
    return *std::find_if(all.begin(), all.end(),
                         [&](const Description& own) { return own.dataset == dataset; });
}

bool is_there(Where where, const EnsembleHeader& header) {
    switch (where) {
        case Where::members: return !header.members.empty();
        case Where::statistics: return header.statistics;
        case Where::quantiles: return header.statistics && !header.quantiles.empty();
        case Where::thresholds: return header.statistics && !header.thresholds.empty();
        case Where::truth: return header.statistics && header.truth;
        case Where::truth_and_thresholds: break;
    }
    return header.statistics && header.truth && !header.thresholds.empty();
}

std::int64_t length(Axis axis, const EnsembleHeader& header, const EnsembleGroup& group) {
    const auto size = [](const auto& values) { return static_cast<std::int64_t>(values.size()); };
    switch (axis) {
        case Axis::initial_condition: return header.initial_conditions;
        case Axis::member: return size(header.members);
        case Axis::time: return header.times();
        case Axis::point: return size(header.outputs);
        case Axis::latent: return group.latent;
        case Axis::quantile: return size(header.quantiles);
        case Axis::threshold: return size(header.thresholds);
        case Axis::rank_bin: return header.rank_bins;
        case Axis::probability_bin: break;
    }
    return header.probability_bins;
}

/// The dimensions of a group, each with what lies along it.
std::map<Axis, Handle> write_scales(hid_t group, const EnsembleHeader& header,
                                    const EnsembleGroup& own) {
    std::map<Axis, Handle> scales;
    auto axes = hdf5::write_axes(group, header, header.steps, header.output_every, header.outputs);
    scales.emplace(Axis::time, std::move(axes.time));
    scales.emplace(Axis::point, std::move(axes.state));
    const auto add = [&](Axis axis, Handle scale, const char* long_name,
                         const std::string& units = "1") {
        hdf5::describe(scale, long_name, units);
        scales.emplace(axis, std::move(scale));
    };
    const auto add_numbers = [&](Axis axis, const char* name, const char* long_name) {
        add(axis, hdf5::write_index_scale(group, name, length(axis, header, own)), long_name);
    };
    add_numbers(Axis::initial_condition, "initial_condition", "number of the initial condition");
    if (!header.members.empty()) {
        add(Axis::member, hdf5::write_scale<std::int64_t>(group, "member", header.members),
            "number of the member");
        add_numbers(Axis::latent, "latent", "number of the latent coordinate");
    }
    if (!header.statistics) return scales;
    if (!header.quantiles.empty()) {
        add(Axis::quantile, hdf5::write_scale<double>(group, "quantile", header.quantiles),
            "level of the quantile");
    }
    if (!header.thresholds.empty()) {
        add(Axis::threshold, hdf5::write_scale<double>(group, "threshold", header.thresholds),
            "threshold that a value is above", common_units(header.coordinates));
    }
    if (!header.truth) return scales;
    add_numbers(Axis::rank_bin, "rank_bin", "equal parts of the possible ranks of the truth");
    add_numbers(Axis::probability_bin, "probability_bin", "equal parts of the probabilities");
    return scales;
}

/// Errors of whole states: their squares, and sums over many points, may be no floats.
bool is_double(EnsembleData dataset) {
    switch (dataset) {
        case EnsembleData::energy_score:
        case EnsembleData::initial_error:
        case EnsembleData::spread:
        case EnsembleData::skill:
        case EnsembleData::mean_crps:
        case EnsembleData::mean_energy_score: return true;
        default: return false;
    }
}

std::string units_of(EnsembleData dataset, bool of_points, const StateLayout& layout) {
    if (dataset == EnsembleData::initial_error) return square_of(common_units(layout));
    if (is_double(dataset)) return common_units(layout);
    const bool counts = dataset == EnsembleData::probability || dataset == EnsembleData::rank;
    return of_points && !counts ? hdf5::units_of_states(layout) : "1";
}

void lay_out_group(hid_t file, const EnsembleHeader& header, const EnsembleGroup& own) {
    const Handle group = hdf5::create_group(file, own.name);
    const auto all = write_scales(group.id(), header, own);
    hdf5::write_parameters(group.id(), header, all.at(Axis::initial_condition), header.parameters);
    for (const auto dataset : datasets_of(header)) {
        const auto& [which, name, axes, where, long_name] = description(dataset);
        std::vector<const Handle*> scales;
        scales.reserve(axes.size());
        for (const auto axis : axes) scales.push_back(&all.at(axis));
        const Handle variable = hdf5::create_variable(
            group.id(), name, is_double(dataset) ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT, scales);
        const bool of_points = std::find(axes.begin(), axes.end(), Axis::point) != axes.end();
        hdf5::describe(variable, long_name, units_of(dataset, of_points, header.coordinates));
        if (of_points) {
            hdf5::write_attribute(variable.id(), "coordinates",
                                  hdf5::coordinate_names(header.coordinates));
        }
    }
}

void lay_out(hid_t file, const EnsembleHeader& header) {
    std::string names;
    for (const auto& group : header.groups) {
        if (!names.empty()) names += " ";
        names += group.name;
    }
    hdf5::write_attribute(file, "groups", names);
    hdf5::write_attribute(file, "output_every", header.output_every);
    hdf5::write_attribute(file, "ensemble_size", header.ensemble_size);
    hdf5::write_attribute(file, "models", header.models);
    hdf5::write_attribute(file, "made_from", header.made_from);
    hdf5::write_header(file, header);
    for (const auto& group : header.groups) lay_out_group(file, header, group);
}

std::vector<std::string> dataset_names(const EnsembleHeader& header) {
    std::vector<std::string> names;
    for (const auto& group : header.groups) {
        for (const auto dataset : datasets_of(header)) {
            names.push_back(group.name + "/" + name_of(dataset));
        }
    }
    return names;
}

/// What a dataset has at elements that never vary: `value` is the constant, `threshold` that of
/// probabilities.
float at_fixed(EnsembleData dataset, float value, double threshold) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    if (std::isnan(value)) return none;
    switch (dataset) {
        case EnsembleData::standard_deviation: return 0.0F;
        case EnsembleData::probability: return static_cast<double>(value) > threshold ? 1.0F : 0.0F;
        case EnsembleData::crps:
        case EnsembleData::rank: return none;  // no score counts them
        default: return value;
    }
}

/// The values of a dataset with those at fixed elements, or `data` itself where there are none.
Reals with_fixed_points(const EnsembleHeader& header, EnsembleData dataset, const Reals& all,
                        std::vector<float>& room) {
    const auto& axes = description(dataset).axes;
    if (axes.back() != Axis::point || header.outputs.size() == header.elements.size()) return all;
    const auto data = std::get<std::span<const float>>(all);  // as what is of points is kept
    const auto part = part_of(header.coordinates, header.outputs);
    const bool thresholds = std::find(axes.begin(), axes.end(), Axis::threshold) != axes.end();
    const std::size_t blocks = thresholds ? header.thresholds.size() : 1;
    std::vector<float> whole;
    for (std::size_t block = 0; block < blocks; ++block) {
        auto layout = part;
        for (auto& value : layout.fixed.value) {
            value = at_fixed(dataset, value, thresholds ? header.thresholds[block] : 0.0);
        }
        const auto each = data.size() / blocks;
        const auto own = whole_states(layout, data.subspan(block * each, each), whole);
        room.insert(room.end(), own.begin(), own.end());
    }
    return std::span<const float>(room);
}

hdf5::Shape unsigned_shape(const std::vector<std::int64_t>& shape) {
    return {shape.begin(), shape.end()};
}

}  // namespace

std::string name_of(EnsembleData dataset) { return description(dataset).name; }

std::vector<EnsembleData> datasets_of(const EnsembleHeader& header) {
    std::vector<EnsembleData> datasets;
    for (const auto& own : descriptions()) {
        if (is_there(own.where, header)) datasets.push_back(own.dataset);
    }
    return datasets;
}

std::vector<std::int64_t> shape_of(EnsembleData dataset, const EnsembleHeader& header,
                                   const EnsembleGroup& group) {
    std::vector<std::int64_t> shape;
    for (const auto axis : description(dataset).axes) shape.push_back(length(axis, header, group));
    return shape;
}

EnsembleWriter::EnsembleWriter(const Communicator& ranks, const std::string& path,
                               EnsembleHeader header)
    : header_(std::move(header)) {
    const auto datasets = dataset_names(header_);
    make_parallel_file(
        ranks, path, format, [&](hid_t file) { lay_out(file, header_); }, datasets);
    file_ = std::make_unique<ParallelFile>(ranks, path, datasets);
}

EnsembleWriter::~EnsembleWriter() = default;

const EnsembleGroup& EnsembleWriter::group(const std::string& name) const {
    const auto found = std::find_if(header_.groups.begin(), header_.groups.end(),
                                    [&](const EnsembleGroup& own) { return own.name == name; });
    if (found == header_.groups.end()) throw std::invalid_argument("no group " + name);
    return *found;
}

void EnsembleWriter::write(const std::string& name, EnsembleData dataset,
                           std::int64_t initial_condition, const Reals& data) {
    auto count = unsigned_shape(shape_of(dataset, header_, group(name)));
    hdf5::Shape start(count.size(), 0);
    start.at(0) = static_cast<hsize_t>(initial_condition);
    count.at(0) = 1;
    std::vector<float> room;
    file_->write(name + "/" + name_of(dataset), start, count,
                 with_fixed_points(header_, dataset, data, room));
}

void EnsembleWriter::write_members(const std::string& name, EnsembleData dataset,
                                   std::int64_t initial_condition, std::int64_t first,
                                   std::span<const float> data) {
    auto count = unsigned_shape(shape_of(dataset, header_, group(name)));
    hdf5::Shape start(count.size(), 0);
    start.at(0) = static_cast<hsize_t>(initial_condition);
    start.at(1) = static_cast<hsize_t>(first);
    count[0] = 1;
    std::vector<float> room;
    const auto whole = with_fixed_points(header_, dataset, data, room);
    const auto inner = dataset == EnsembleData::member ? header_.elements.size() : count.at(3);
    count[1] = data.size() / (count.at(2) * inner);
    file_->write(name + "/" + name_of(dataset), start, count, whole);
}

void EnsembleWriter::write(const std::string& name, EnsembleData dataset, const Reals& data) {
    const auto count = unsigned_shape(shape_of(dataset, header_, group(name)));
    file_->write(name + "/" + name_of(dataset), hdf5::Shape(count.size(), 0), count, data);
}

void EnsembleWriter::finish(const std::map<std::string, std::map<std::string, double>>& numbers) {
    file_->finish([&](hid_t file) {
        for (const auto& [name, values] : numbers) {
            const Handle group = hdf5::open_group(file, name);
            for (const auto& [key, value] : values) {
                hdf5::write_attribute(group.id(), key, value);
            }
        }
    });
}

EnsembleHeader read_ensemble_header(const std::string& path) {
    EnsembleHeader header;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, format);
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
        const Handle file = hdf5::open_file(path, format);
        for (const auto& name : words(hdf5::read_text(file.id(), "groups"))) {
            numbers[name] = hdf5::read_numbers(hdf5::open_group(file.id(), name).id());
        }
    });
    return numbers;
}

}  // namespace lhits
