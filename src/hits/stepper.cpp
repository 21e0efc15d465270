#include "lhits/hits/stepper.hpp"

#include "lhits/hits/records.hpp"

namespace lhits {

Level Stepper::level(Engine& engine) const {
    return {stride, [this, &engine](std::span<const float> from, int rows, std::span<float> to) {
                engine.step(network, parameters, from, rows, to);
            }};
}

Record training_summary_record(const TrainingSummary& summary) {
    Record record;
    record.integers["iterations"] = summary.iterations;
    record.numbers["loss_train"] = summary.loss_train;
    record.numbers["loss_validation"] = summary.loss_validation;
    record.numbers["seconds"] = summary.seconds;
    if (summary.history.empty()) return record;
    record.put("history", summary.history, {summary.history.size() / 3, 3});
    record.arrays["history"].long_name = "iteration, training loss, validation loss";
    return record;
}

TrainingSummary read_training_summary(const Record& record) {
    return {record.integer("iterations"), record.number("loss_train"),
            record.number("loss_validation"), record.number("seconds"),
            record.arrays.contains("history") ? record.doubles("history") : std::vector<double>{}};
}

Record stepper_record(const Stepper& stepper) {
    Record record;
    record.integers["stride"] = stepper.stride;
    record.children["network"] = network_record(stepper.network, stepper.parameters);
    record.children["training"] = training_summary_record(stepper.training);
    return record;
}

Stepper read_stepper(const Record& record) {
    const Record& network = record.child("network");
    return {record.integer("stride"), read_architecture(network), read_parameters(network),
            read_training_summary(record.child("training"))};
}

}  // namespace lhits
