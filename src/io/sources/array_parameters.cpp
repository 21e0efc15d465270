// Numbers beside the states in a file of arrays that differ from trajectory to trajectory.
#include <fmt/format.h>

#include <cmath>

#include "array_contents.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"

namespace lhits {
namespace {

class ParametersReader {
public:
    ParametersReader(const ArrayContents& contents, SourceShape& shape)
        : contents_(contents), shape_(shape) {}

    void read() {
        const auto count = contents_.options.parameters.size();
        for (const auto& name : contents_.options.parameters) {
            shape_.parameter_names.push_back(last_part(name));
        }
        const auto trajectories = static_cast<std::size_t>(shape_.trajectories);
        shape_.parameters.resize(trajectories * count);
        for (std::size_t p = 0; p < count; ++p) {
            const auto& name = contents_.options.parameters[p];
            const auto values = values_of_parameter(name);
            for (std::size_t t = 0; t < trajectories; ++t) {
                const double value =
                    values[values.size() == trajectories ? t
                           : values.size() == 1
                               ? 0
                               : t / static_cast<std::size_t>(contents_.in_group())];
                shape_.parameters[t * count + p] = value;
                if (std::isfinite(value)) continue;
                throw InputError(
                    fmt::format("expected finite values of the parameter {}, found {} at "
                                "trajectory {}; correct it, or leave the file out",
                                name, value, t));
            }
        }
    }

private:
    /// One number for each trajectory, or one for all of them.
    std::vector<double> values_of_parameter(const std::string& name) const {
        const auto refuse = [&](const std::string& found) {
            throw InputError(fmt::format(
                "expected the parameter {} as a variable with one number for each of the {} "
                "trajectories or one for all, or such an attribute of the file, found {}; correct "
                "--parameters",
                in_quotes(name), shape_.trajectories, found));
        };
        const auto variable = find_near(contents_.file->variables(), name, contents_.first().name);
        auto values = variable ? std::vector<double>{} : contents_.file->attribute(name);
        if (!variable && values.empty()) {
            refuse(
                fmt::format("none (the file holds {})", contents_of(contents_.file->variables())));
        }
        const auto fits = [&](std::int64_t count) {
            return count == 1 || count == shape_.trajectories ||
                   count == contents_.length_of(contents_.roles.group);
        };
        if (!variable && !fits(static_cast<std::int64_t>(values.size()))) {
            refuse(fmt::format("an attribute of {} numbers", values.size()));
        }
        if (!variable) return values;
        const auto& own = contents_.file->variables()[*variable];
        if (product(own.shape) != 1 && !is_over_trajectories(own)) {
            refuse(contents_of({own}));
        }
        return contents_.values_of(*variable);
    }

    bool is_over_trajectories(const ArrayVariable& variable) const {
        if (!variable.groups.empty()) {
            return variable.shape == Indices{contents_.length_of(contents_.roles.group)} ||
                   variable.shape ==
                       Indices{contents_.length_of(contents_.roles.group), contents_.in_group()};
        }
        if (!contents_.roles.trajectory || variable.shape != Indices{contents_.in_group()})
            return false;
        const auto& states = contents_.first().dimensions;
        return states.empty() || variable.dimensions.empty() ||
               variable.dimensions.front() == states[*contents_.roles.trajectory];
    }

    const ArrayContents& contents_;
    SourceShape& shape_;
};

}  // namespace

void read_parameters(const ArrayContents& contents, SourceShape& shape) {
    ParametersReader(contents, shape).read();
}

}  // namespace lhits
