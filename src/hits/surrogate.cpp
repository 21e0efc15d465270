#include "lhits/hits/surrogate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"

namespace lhits {
namespace {

Record coupling_record(const Coupling& coupling) {
    Record record;
    record.integers["finest"] = static_cast<std::int64_t>(coupling.finest);
    record.integers["coarsest"] = static_cast<std::int64_t>(coupling.coarsest);
    record.numbers["mse"] = coupling.error;
    record.numbers["valid_time"] = coupling.valid_time;
    record.numbers["seconds"] = coupling.seconds;
    return record;
}

Coupling read_coupling(const Record& record, std::size_t steppers) {
    const auto finest = record.integer("finest");
    const auto coarsest = record.integer("coarsest");
    if (finest < 0 || finest > coarsest || coarsest >= static_cast<std::int64_t>(steppers)) {
        throw InputError(fmt::format("expected a coupling of {} steppers, found levels {} to {}",
                                     steppers, finest, coarsest));
    }
    return {static_cast<std::size_t>(finest), static_cast<std::size_t>(coarsest),
            record.number("mse"), record.number("valid_time"), record.number("seconds")};
}

/// `steppers` are by rising stride.
void require_nested(const std::vector<Stepper>& steppers) {
    constexpr auto most = std::int64_t{1} << 30U;  // so that sums of strides do not overflow
    std::int64_t finer = 0;
    for (const auto& stepper : steppers) {
        if (stepper.stride <= finer || stepper.stride > most ||
            (finer > 0 && stepper.stride % finer != 0)) {
            throw InputError(fmt::format(
                "expected strides from 1 to {} of which each divides the next, found {} after {}",
                most, stepper.stride, finer));
        }
        finer = stepper.stride;
    }
}

}  // namespace

std::vector<std::int64_t> Surrogate::strides_of(const Coupling& coupling) const {
    std::vector<std::int64_t> strides;
    for (std::size_t i = coupling.coarsest + 1; i-- > coupling.finest;) {
        strides.push_back(steppers.at(i).stride);
    }
    return strides;
}

std::vector<Level> Surrogate::coupled_levels(Engine& engine, const Coupling& coupling) const {
    std::vector<Level> levels;
    for (std::size_t i = coupling.coarsest + 1; i-- > coupling.finest;) {
        levels.push_back(steppers.at(i).level(engine));
    }
    return levels;
}

std::vector<Level> Surrogate::single_level(Engine& engine, std::size_t only) const {
    return {steppers.at(only).level(engine)};
}

Parameters Surrogate::parameters() const {
    Parameters all = reduction->encoder().parameters;
    const auto append = [&](const Parameters& more) {
        all.insert(all.end(), more.begin(), more.end());
    };
    append(reduction->decoder().parameters);
    for (const auto& stepper : steppers) append(stepper.parameters);
    return all;
}

void Surrogate::set_parameters(std::span<const float> parameters) {
    std::size_t size =
        reduction->encoder().parameters.size() + reduction->decoder().parameters.size();
    reduction->set_parameters(parameters.first(size));
    for (auto& stepper : steppers) {
        parameters = parameters.subspan(size);
        size = stepper.parameters.size();
        std::copy_n(parameters.begin(), size, stepper.parameters.begin());
    }
}

Record surrogate_record(const Surrogate& surrogate) {
    Record record;
    Record& reduction = record.children["reduction"] = surrogate.reduction->record();
    reduction.children["training"] = training_summary_record(surrogate.reduction_training);
    for (const auto& stepper : surrogate.steppers) {
        record.children[fmt::format("stepper-{}", stepper.stride)] = stepper_record(stepper);
    }
    for (const auto& [protocol, coupling] : surrogate.couplings) {
        record.children["coupling"].children[protocol] = coupling_record(coupling);
    }
    if (surrogate.trust) record.children["trust"] = surrogate.trust->record();
    if (surrogate.fine_tuning) {
        Record& tuned = record.children["fine-tuning"];
        tuned.numbers["loss_validation_before"] = surrogate.fine_tuning->loss_before;
        tuned.children["training"] = training_summary_record(surrogate.fine_tuning->training);
    }
    return record;
}

Surrogate read_surrogate(const Record& record) {
    const Record& reduction = record.child("reduction");
    Surrogate result{
        read_reduction(reduction), read_training_summary(reduction.child("training")), {}, {}, {}};
    for (const auto& [name, child] : record.children) {
        if (!name.starts_with("stepper-")) continue;
        result.steppers.push_back(read_stepper(child));
        const auto& network = result.steppers.back().network;
        const int dimension = result.reduction->dimension();
        const int in = dimension - result.reduction->phases();
        const int out = dimension - result.reduction->parameters();
        if (network.in() != in || network.out() != out) {
            throw InputError(
                fmt::format("{}: expected a network from {} to {} coordinates, found "
                            "one from {} to {}",
                            in_quotes(name), in, out, network.in(), network.out()));
        }
    }
    std::sort(result.steppers.begin(), result.steppers.end(),
              [](const Stepper& a, const Stepper& b) { return a.stride < b.stride; });
    require_nested(result.steppers);
    if (record.children.contains("coupling")) {
        for (const auto& [protocol, coupling] : record.child("coupling").children) {
            result.couplings[protocol] = read_coupling(coupling, result.steppers.size());
        }
    }
    if (record.children.contains("fine-tuning")) {
        const Record& tuned = record.child("fine-tuning");
        result.fine_tuning = {read_training_summary(tuned.child("training")),
                              tuned.number("loss_validation_before")};
    }
    if (record.children.contains("trust")) {
        result.trust = read_trust(record.child("trust"));
        const auto latent =
            static_cast<std::size_t>(result.reduction->dimension() - result.reduction->phases());
        const auto parameters = static_cast<std::size_t>(result.reduction->parameters());
        const auto& range = result.trust->parameters;
        if (range.low.size() != parameters || range.high.size() != parameters) {
            throw InputError(fmt::format(
                "trust: expected the ranges of {} parameters, found {} lower and {} upper ends",
                parameters, range.low.size(), range.high.size()));
        }
        if (result.trust->domain.dimension() != latent) {
            throw InputError(
                fmt::format("trust: expected a training domain of {} coordinates, found {}", latent,
                            result.trust->domain.dimension()));
        }
    }
    return result;
}

}  // namespace lhits
