#include "lhits/systems/recorded.hpp"

#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

DataHeader header_of(const RecordedParameters& parameters) {
    if (parameters.file.empty()) {
        throw InputError(
            "system.file: expected a file that 'lhits import' has made, found none; set "
            "file = \"DATA.h5\" in [system]");
    }
    auto header = read_data_header(parameters.file);
    if (parameters.piece_steps > header.steps) {
        throw InputError(
            fmt::format("system.piece_steps: expected at most the {} steps of {}, found "
                        "{}",
                        header.steps, parameters.file, parameters.piece_steps));
    }
    return header;
}

}  // namespace

void RecordedParameters::describe(Keys& keys) {
    keys.key("file", file, {});
    keys.key("order", order, {"file", "drawn"});
    keys.key("piece_steps", piece_steps, at_least(0));
    keys.key("gap_steps", gap_steps, at_least(0));
}

GivenTrajectories::Extent RecordedParameters::extent() const {
    const Recorded system(*this);
    return {system.count(), system.steps()};
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

std::vector<std::int64_t> Recorded::order(std::int64_t seed) const {
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(count()));
    std::iota(numbers.begin(), numbers.end(), 0);
    if (parameters_.order == "file") return numbers;
    // The shuffle of Fisher and Yates.
    const RandomStream stream(static_cast<std::uint64_t>(seed), Purpose::order_of_trajectories, 0);
    for (std::size_t i = numbers.size(); i-- > 1;) {
        const auto other = stream.below(i, i + 1);
        std::swap(numbers[i], numbers[other]);
    }
    return numbers;
}

std::vector<float> Recorded::read(std::int64_t trajectory, std::int64_t steps) const {
    const auto first = trajectory % pieces() * (this->steps() + 1 + parameters_.gap_steps);
    return read_data(parameters_.file, trajectory / pieces(), first, steps + 1);
}

}  // namespace lhits
