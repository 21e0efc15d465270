#include "lhits/hits/model_file.hpp"

#include "../io/scratch.hpp"
#include "lhits/base/error.hpp"

using namespace lhits;
using test::contains;
using test::message_of;
using test::Scratch;

namespace {

RunHeader header() {
    return {"spirals", 0.25, 40, {{0.5, 1.5, 0.5, 1.5}, {0, 0, 1, 1}, "u v", "m", "s"}, "deck", 7};
}

/// Without a reduction; one linear stepper of stride 2 that changes nothing.
Record example() {
    Surrogate surrogate;
    surrogate.reduction = make_identity(4);
    const Architecture network{{4, 4}, {Activation::linear}};
    surrogate.steppers.push_back({2, network, Parameters(network.parameter_count(), 0.0F), {}});
    surrogate.couplings["unseen"] = {0, 0, 0.0, 0.0, 0.0};
    Record model;
    put_header(model, header());
    model.children["full"] = surrogate_record(surrogate);
    model.children["pca"].put("mean", std::vector<float>(4));
    return model;
}

/// What is said about a model file with this content.
std::string refusal(const Record& record) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    write_record_file(path, model_format, record);
    const auto message = message_of<InputError>([&] { read_model_file(path); });
    contains(message, path + ": ");
    return message;
}

}  // namespace

LHITS_TEST(a_model_file_describes_itself, 1) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    write_record_file(path, model_format, example());
    const auto model = read_model_file(path);
    BOOST_TEST((static_cast<const RunHeader&>(model) == header()));
    BOOST_REQUIRE(model.surrogates.size() == 1U);
    BOOST_TEST(model.surrogates.at("full").steppers.at(0).stride == 2);
    BOOST_TEST((model.record == example()));
}

LHITS_TEST(model_files_of_an_earlier_lhits_are_told_of, 1) {
    auto record = example();
    record.children.erase("coordinates");
    const auto message = refusal(record);
    contains(message, "of an earlier lhits: run 'lhits couple DECK'");
    BOOST_TEST(message.find("damaged") == std::string::npos);
}

LHITS_TEST(model_files_that_do_not_fit_are_refused, 1) {
    auto record = example();
    record.numbers["dt"] = 0.0;
    contains(refusal(record), "expected dt > 0, found 0");
    record = example();
    record.children["coordinates"].put("component", std::vector<std::int64_t>{0, 0, 1, 2});
    contains(refusal(record), "expected components 0 to 1 (u v), found 2");
    record = example();
    record.children["coordinates"].put("y", std::vector<double>(3));
    contains(refusal(record), "4 elements of a state, found 4 of x, 3 of y and 4 of component");
    record = example();
    record.children["full"].children["reduction"].integers["state_size"] = 5;
    contains(refusal(record), "full: ");
}
