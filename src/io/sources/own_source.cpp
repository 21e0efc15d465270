#include "own_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "../hdf5_data.hpp"
#include "../hdf5_file.hpp"
#include "array_source.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/io/file_format.hpp"
#include "lhits/io/trajectory_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using Names = std::vector<std::string>;

constexpr const char* run_format = trajectory_format;

/// What both formats say.
struct Content {
    RunHeader header;
    Names datasets;                    ///< (trajectory, time, state)
    std::vector<std::int64_t> counts;  ///< of trajectories in each
    std::vector<double> parameters;    ///< (trajectories, parameter_names)
    bool doubles = false;
    std::string origin;
    std::vector<LeftOut> left_out;
};

Content of_data(const std::string& path) {
    auto header = read_data_header(path);
    return {header,
            {"u"},
            {header.trajectories},
            std::move(header.parameters),
            header.doubles,
            header.files + "\n" + header.options,
            {}};
}

Content of_run(const std::string& path) {
    auto header = read_trajectory_header(path);
    if (header.train > 0 && header.train_steps != header.steps) {
        throw InputError(fmt::format(
            "{}: expected trajectories of one length, found {} steps in train and {} in validation "
            "and test; import the files that the run was made of, or run it with one length",
            path, header.train_steps, header.steps));
    }
    Content result{header, {},    {},
                   {},     false, fmt::format("a run of {}, seed {}", header.system, header.seed),
                   {}};
    for (const auto split : {Split::train, Split::validation, Split::test}) {
        if (header.count(split) == 0) continue;
        result.datasets.push_back(fmt::format("{}/u", split_name(split)));
        result.counts.push_back(header.count(split));
        if (!header.parameter_names.empty()) {
            const auto& own = header.parameters.at(split);
            result.parameters.insert(result.parameters.end(), own.begin(), own.end());
        }
        if (header.history() > 0) {
            result.left_out.push_back(
                {fmt::format("{}/history", split_name(split)), "states before time 0"});
        }
    }
    return result;
}

class OwnSource final : public DataSource {
public:
    OwnSource(std::string path, Content content, const SourceOptions& options)
        : path_(std::move(path)), content_(std::move(content)) {
        refuse_other_roles(options);
        shape_.layout = whole_layout(content_.header.coordinates);
        width_ = shape_.layout.size();
        choose_components(options.variables);
        rename_units(options);
        shape_.trajectories =
            std::accumulate(content_.counts.begin(), content_.counts.end(), std::int64_t{0});
        shape_.times = content_.header.steps + 1;
        for (std::int64_t t = 0; t < shape_.times; ++t) {
            shape_.at.push_back(static_cast<double>(t) * content_.header.dt);
        }
        shape_.rounded = content_.doubles;
        shape_.left_out = content_.left_out;
        shape_.origin = content_.origin;
        choose_parameters(options.parameters);
        hdf5::reading(path_, [&] {
            const Handle file = hdf5::open_any_file(path_, "a file of lhits");
            for (const auto& name : content_.datasets) {
                datasets_.push_back(hdf5::open_dataset(file.id(), name));
            }
        });
    }

    const SourceShape& shape() const override { return shape_; }

    void read(std::int64_t trajectory, std::int64_t first, std::int64_t count,
              std::span<double> out) override {
        std::size_t set = 0;
        for (; trajectory >= content_.counts[set]; ++set) trajectory -= content_.counts[set];
        const auto read_into = [&](std::span<double> values) {
            hdf5::reading(path_, [&] {
                hdf5::read_block(datasets_[set], H5T_NATIVE_DOUBLE, values.data(),
                                 {static_cast<hsize_t>(trajectory), static_cast<hsize_t>(first), 0},
                                 {1, static_cast<hsize_t>(count), width_});
            });
        };
        if (elements_.empty()) return read_into(out);
        buffer_.resize(static_cast<std::size_t>(count) * width_);
        read_into(buffer_);
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = buffer_[i / elements_.size() * width_ + elements_[i % elements_.size()]];
        }
    }

private:
    /// The file says what everything is.
    void refuse_other_roles(const SourceOptions& options) const {
        const auto refuse = [&](const char* option, bool given) {
            if (!given) return;
            throw InputError(fmt::format(
                "{}: expected no {} for a file of lhits, which says itself what its dimensions and "
                "axes are, found it; leave {} out, or import other files by themselves",
                path_, option, option));
        };
        refuse("--dimensions", !options.dimensions.empty());
        refuse("--time", !options.time.empty());
        refuse("--trajectory", !options.trajectory.empty());
        refuse("--grid", !options.grid.empty());
        refuse("--spacing", !options.spacing.empty());
    }

    [[noreturn]] void refuse_name(const char* what, const std::string& name, const char* option,
                                  const std::string& all) const {
        throw InputError(fmt::format("{}: expected the {} {}, found {}; correct {}", path_, what,
                                     in_quotes(name), all.empty() ? "none" : all, option));
    }

    void choose_components(const Names& names) {
        if (names.empty()) return;
        const auto all = std::move(shape_.layout);
        const auto of = elements_of_components(all);
        StateLayout chosen{{}, {}, {}, all.time_units, all.grid};
        for (const auto& axis : all.axes) chosen.axes.push_back({axis.name, axis.units, {}});
        for (const auto& name : names) {
            const auto at =
                std::find_if(all.components.begin(), all.components.end(),
                             [&](const StateComponent& one) { return one.name == name; });
            if (at == all.components.end()) {
                refuse_name("component", name, "--variables", all.component_names());
            }
            for (const auto element : of[static_cast<std::size_t>(at - all.components.begin())]) {
                chosen.component.push_back(static_cast<std::int32_t>(chosen.components.size()));
                for (std::size_t a = 0; a < all.axes.size(); ++a) {
                    chosen.axes[a].places.push_back(all.axes[a].places[element]);
                }
                elements_.push_back(element);
            }
            chosen.components.push_back(*at);
        }
        shape_.layout = std::move(chosen);
    }

    void rename_units(const SourceOptions& options) {
        auto& layout = shape_.layout;
        for (auto& one : layout.components) one.units = units_of(options, one.name, one.units);
        for (auto& one : layout.axes) one.units = units_of(options, one.name, one.units);
        if (!options.time_units.empty()) layout.time_units = options.time_units;
    }

    void choose_parameters(const Names& names) {
        const auto& all = content_.header.parameter_names;
        shape_.parameter_names = names.empty() ? all : names;
        for (std::int64_t t = 0; t < shape_.trajectories; ++t) {
            for (const auto& name : shape_.parameter_names) {
                const auto at = std::find(all.begin(), all.end(), name);
                if (at == all.end()) {
                    refuse_name("parameter", name, "--parameters",
                                fmt::format("{}", fmt::join(all, ", ")));
                }
                shape_.parameters.push_back(
                    content_.parameters[static_cast<std::size_t>(t) * all.size() +
                                        static_cast<std::size_t>(at - all.begin())]);
            }
        }
    }

    std::string path_;
    Content content_;
    SourceShape shape_;
    std::vector<Handle> datasets_;
    std::size_t width_ = 0;              // elements of a state in the file
    std::vector<std::size_t> elements_;  // of these; none: all
    std::vector<double> buffer_;
};

}  // namespace

std::string own_format(const std::string& path) {
    const auto format = file_format(path);
    return format == data_format || format == run_format ? format : "";
}

std::unique_ptr<DataSource> open_own(const std::string& path, const std::string& format,
                                     const SourceOptions& options) {
    auto content = format == data_format ? of_data(path) : of_run(path);
    return std::make_unique<OwnSource>(path, std::move(content), options);
}

}  // namespace lhits
