#include "lhits/systems/recorded.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <numeric>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"

namespace lhits {
namespace {

DataHeader header_of(const RecordedParameters& parameters) {
    if (parameters.file.empty()) {
        throw InputError(
            "system.file: expected a file that 'lhits import' has made, found none; set file = "
            "\"DATA.h5\" in [system]");
    }
    if (!std::filesystem::exists(parameters.file)) {
        throw InputError(
            fmt::format("system.file: expected a file that 'lhits import' has made, found no file "
                        "{}; run 'lhits import --output {} FILE...' with files of your solver",
                        parameters.file, parameters.file));
    }
    auto header = read_data_header(parameters.file);
    if (header.coordinates.size() == 0) {
        throw InputError(
            fmt::format("{}: expected states that change, found {} elements of which all are "
                        "constant or missing: there is nothing to learn",
                        parameters.file, header.coordinates.whole_size()));
    }
    if (parameters.piece_steps > header.steps) {
        throw InputError(
            fmt::format("system.piece_steps: expected at most the {} steps of {}, found {}",
                        header.steps, parameters.file, parameters.piece_steps));
    }
    return header;
}

}  // namespace

void RecordedParameters::describe(Keys& keys) {
    keys.purpose(
        "Trajectories of your own, from a file that 'lhits import' has made. There is no solver: "
        "perfect_model, direct_solver and statistics of [forecast] are off.");
    keys.key({"file", "The file of trajectories, made by 'lhits import'. It has to be given."},
             file, {});
    keys.key({"order",
              "Which trajectories train, validate and test. file: the first ones train, the next "
              "validate; drawn: in an order drawn by run.seed."},
             order, {"file", "drawn"});
    keys.key({"piece_steps",
              "Cuts trajectories into pieces of so many steps, each a trajectory of its own. 0: "
              "none is cut.",
              "steps"},
             piece_steps, at_least(0));
    keys.key({"gap_steps",
              "Steps left out between two pieces. Test pieces then do not go on where training "
              "pieces end.",
              "steps"},
             gap_steps, at_least(0));
}

GivenTrajectories::Extent RecordedParameters::extent() const {
    const Recorded system(*this);
    return {system.count(), system.steps(), system.parameter_names()};
}

Recorded::Recorded(const RecordedParameters& parameters)
    : parameters_(parameters), header_(header_of(parameters)) {}

std::vector<double> Recorded::initial_state(const RandomStream&) const {
    throw Failure("system file: expected no draw of initial states, for there is no solver");
}

std::vector<double> Recorded::integrate(std::span<const double>, std::int64_t, bool,
                                        const std::function<void(double)>&) const {
    throw Failure("system file: expected no integration, for there is no solver");
}

std::int64_t Recorded::steps() const {
    return parameters_.piece_steps > 0 ? parameters_.piece_steps : header_.steps;
}

std::int64_t Recorded::pieces() const {
    return (header_.steps - steps()) / (steps() + 1 + parameters_.gap_steps) + 1;
}

const std::vector<std::int64_t>& Recorded::order(std::int64_t seed) const {
    if (seed_ == seed) return order_;
    seed_ = seed;
    order_.resize(static_cast<std::size_t>(count()));
    std::iota(order_.begin(), order_.end(), 0);
    if (parameters_.order == "file") return order_;
    // The shuffle of Fisher and Yates.
    const RandomStream stream(static_cast<std::uint64_t>(seed), Purpose::order_of_trajectories, 0);
    for (std::size_t i = order_.size(); i-- > 1;) {
        const auto other = stream.below(i, i + 1);
        std::swap(order_[i], order_[other]);
    }
    return order_;
}

std::vector<float> Recorded::read(std::int64_t trajectory, std::int64_t steps) const {
    const auto first = trajectory % pieces() * (this->steps() + 1 + parameters_.gap_steps);
    return some_elements(read_data(parameters_.file, trajectory / pieces(), first, steps + 1),
                         header_.coordinates.whole_size(), varying_elements(header_.coordinates));
}

std::vector<double> Recorded::parameters(std::int64_t trajectory) const {
    const auto names = static_cast<std::ptrdiff_t>(header_.parameter_names.size());
    const auto first = header_.parameters.begin() + trajectory / pieces() * names;
    return {first, first + names};
}

}  // namespace lhits
