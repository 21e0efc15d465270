#include "lhits/hits/model_file.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include "../io/scratch.hpp"
#include "lhits/base/error.hpp"

using namespace lhits;
using test::contains;
using test::message_of;
using test::Scratch;

namespace {

RunHeader header() {
    return {"spirals", 0.25,
            40,        grid_layout({{"x", "m", {0.5, 1.5}}}, {{"u"}, {"v", "m s-1"}}, "s"),
            "deck",    7};
}

Parameters zeros(const auto& network) { return Parameters(network.parameter_count(), 0.0F); }

/// One linear stepper of stride 2 and one of stride 4 that change nothing.
Record with(Reduction reduction) {
    Surrogate surrogate;
    const int z = reduction.latent();
    const Architecture network{{z, z}, {Activation::linear}};
    surrogate.reduction = std::move(reduction);
    for (const int stride : {2, 4}) {
        surrogate.steppers.push_back({stride, network, zeros(network), {}});
    }
    surrogate.couplings["unseen"] = {0, 1, 0.0, 0.0, 0.0};
    return surrogate_record(surrogate);
}

/// A surrogate of each kind.
Record example() {
    Record model;
    put_header(model, header());
    const Scaler scaler{{0, 0, 0, 0}, {1, 1, 1, 1}};
    auto network = AutoencoderNetwork::with_hidden(4, {3}, 2, Activation::tanh);
    const PrincipalComponents components{{0, 0, 0, 0}, {1, 0, 0, 0}, {}};
    model.children["full"] = with(make_identity(4));
    model.children["z2"] = with(make_autoencoder("autoencoder", scaler, network, zeros(network)));
    network.encoder.bypass = network.decoder.bypass = true;
    model.children["residual"] =
        with(make_autoencoder("pca-residual", scaler, network, zeros(network)));
    model.children["z1"] = with(make_pca(components, 1));
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
    BOOST_REQUIRE(model.surrogates.size() == 4U);
    BOOST_TEST(model.surrogates.at("full").steppers.at(0).stride == 2);
    BOOST_TEST((model.record == example()));
}

LHITS_TEST(coordinates_of_an_earlier_lhits_are_read, 1) {
    const Scratch scratch;
    auto record = example();
    auto& coordinates = record.children.at("coordinates");
    for (const auto* name : {"axes", "component_units"}) coordinates.texts.erase(name);
    coordinates.arrays.erase("grid");
    coordinates.put("y", std::vector<double>{3, 4, 3, 4});
    write_record_file(scratch / "model.h5", model_format, record);
    const auto found = read_model_file(scratch / "model.h5").coordinates;
    BOOST_TEST(found.axis_names() == "x y");
    BOOST_TEST(found.axes[1].units == "m");
    BOOST_TEST(found.component_units() == "1, 1");
    BOOST_TEST(found.axes[0].places == header().coordinates.axes[0].places);
}

LHITS_TEST(model_files_of_an_earlier_lhits_are_told_of, 1) {
    auto record = example();
    record.children.erase("coordinates");
    const auto message = refusal(record);
    contains(message, "of an earlier lhits: run 'lhits couple DECK'");
    BOOST_TEST(message.find("damaged") == std::string::npos);
}

LHITS_TEST(model_files_that_do_not_fit_are_refused, 1) {
    using Longs = std::vector<std::int64_t>;
    constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
    const float inf = std::numeric_limits<float>::infinity();
    struct Damage {
        std::string words;
        std::function<void(Record& model)> make;
    };
    const auto in = [&](std::initializer_list<const char*> path, auto change, std::string words) {
        const std::vector<const char*> kept(path);
        return Damage{std::move(words), [kept, change](Record& model) {
                          Record* found = &model;
                          for (const char* name : kept) found = &found->children.at(name);
                          change(*found);
                      }};
    };
    const auto widths = [&](Longs values, std::string words) {
        return in(
            {"z2", "stepper-4", "network"},
            [values](Record& network) { network.put("widths", values); }, std::move(words));
    };
    const std::vector<Damage> damages = {
        in(
            {}, [](Record& r) { r.numbers["dt"] = 0.0; }, "expected dt > 0, found 0"),
        in(
            {}, [](Record& r) { r.numbers["dt"] = -1.0; }, "expected dt > 0, found -1"),
        in(
            {}, [](Record& r) { r.numbers["dt"] = std::nan(""); }, "expected dt > 0, found nan"),
        in(
            {}, [](Record& r) { r.integers["state_size"] = huge; }, "9223372036854775807 elements"),
        in(
            {}, [](Record& r) { r.integers["state_size"] = -4; }, "the -4 elements of a state"),
        in(
            {"coordinates"},
            [](Record& r) {
                r.put("component", Longs{0, 0, 1, 2});
            },
            "expected components 0 to 1 of \"u v\", found 2"),
        in(
            {"coordinates"},
            [](Record& r) {
                r.put("component", Longs{0, 0, 1, -1});
            },
            "found -1"),
        in(
            {"coordinates"},
            [](Record& r) {
                r.texts["axes"] = "x y";
                r.texts["y_units"] = "m";
                r.put("y", std::vector<double>(3));
            },
            "4 elements of a state, found 4 of x, 3 of y, and 4 of component"),
        in(
            {"coordinates"}, [](Record& r) { r.texts["component_units"] = "1, 1, 1"; },
            "expected units of the components u v, found 1, 1, 1"),
        in(
            {"coordinates"},
            [](Record& r) {
                r.put("grid", Longs{huge, 0});
            },
            "expected a grid of 2 points in 1 dimensions, found 9223372036854775807 x 0"),
        in(
            {"coordinates"},
            [](Record& r) {
                r.put("x", std::vector<double>{0, 1, 2, 1.0 / 0.0});
            },
            "expected finite coordinates x, found inf"),
        in(
            {"full", "reduction"}, [](Record& r) { r.integers["state_size"] = 5; },
            "\"full\": \"stepper-2\": expected a network from 5 to 5 coordinates"),
        in(
            {"full", "reduction"}, [](Record& r) { r.integers["state_size"] = 0; },
            "expected states of 1 element or more, found 0"),
        in(
            {"full", "reduction"}, [](Record& r) { r.integers["state_size"] = (1LL << 32) + 4; },
            "found 4294967300"),
        in(
            {"z2", "reduction"}, [](Record& r) { r.texts["kind"] = "\n\x1b[2J"; },
            "expected a reduction (autoencoder, variational, pca-residual, pca, identity, "
            "aligned, delayed, parametric), found \"??[2J\""),
        in(
            {"z2", "reduction"},
            [](Record& r) {
                r.children["network"] = r.child("encoder");
                r.integers["encoder_layers"] = -1;
            },
            "an encoder of 1 to 1 layers, found -1"),
        in(
            {"z2", "reduction"}, [](Record& r) { r.children["encoder"] = r.child("decoder"); },
            "the same widths at both ends, found one from 2 to 4 and one from 2 to 4"),
        in(
            {"residual", "reduction", "decoder"}, [](Record& r) { r.integers["bypass"] = 0; },
            "expected 25 parameters, found 33"),
        in(
            {"residual", "reduction", "encoder"},
            [inf](Record& r) { r.put("parameters", std::vector<float>(31, inf)); },
            "the parameters of a network: expected finite values, found inf"),
        in(
            {"z2", "reduction", "scaler"},
            [](Record& r) {
                r.put("scale", std::vector<float>{1, 1, 0, 1});
            },
            "the scales of a scaler > 0, found 0"),
        in(
            {"z2", "reduction", "scaler"},
            [inf](Record& r) {
                r.put("offset", std::vector<float>{1, 1, inf, 1});
            },
            "the offsets of a scaler: expected finite values, found inf"),
        in(
            {"z2", "reduction", "latent_scaler"},
            [](Record& r) { r.put("scale", std::vector<float>(9)); }, "a scaler"),
        in(
            {"z1", "reduction", "network"},
            [](Record& r) {
                r.put("widths", Longs{4, 3, 4});
            },
            "expected 31 parameters, found 13"),
        in(
            {"z1", "reduction", "network"},
            [](Record& r) {
                r.put("widths", Longs{2, 3, 1});
            },
            "the same widths at both ends, found one from 2 to 3 and one from 3 to 1"),
        widths({}, "expected a network of two widths or more"),
        widths({2}, "found 1 and 1"),
        widths({2, -2}, "the widths of a network > 0, and to fit, found -2"),
        widths({0, 2}, "found 0"),
        widths({huge, 2}, "found 9223372036854775807"),
        widths({(1LL << 31) - 2, (1LL << 31) - 2}, "parameters, found 6"),
        widths({1, 3}, "expected a network from 2 to 2 coordinates, found one from 1 to 3"),
        in(
            {"z2", "stepper-4", "network"}, [](Record& r) { r.texts["activations"] = "softplus"; },
            "expected an activation (linear, relu, tanh, silu, gelu), found \"softplus\""),
        in(
            {"z2", "stepper-4", "network"},
            [inf](Record& r) { r.put("parameters", std::vector<float>(6, -inf)); },
            "the parameters of a network: expected finite values, found -inf"),
        in(
            {"z2", "stepper-4", "network"},
            [](Record& r) { r.put("parameters", std::vector<double>(6)); }, "32-bit reals"),
        in(
            {"z2", "stepper-4"}, [](Record& r) { r.integers["stride"] = 0; }, "found 0 after 0"),
        in(
            {"z2", "stepper-4"}, [](Record& r) { r.integers["stride"] = -4; }, "found -4 after 0"),
        in(
            {"z2", "stepper-4"}, [](Record& r) { r.integers["stride"] = 2; }, "found 2 after 2"),
        in(
            {"z2", "stepper-4"}, [](Record& r) { r.integers["stride"] = 5; },
            "of which each divides the next, found 5 after 2"),
        in(
            {"z2", "stepper-4"}, [](Record& r) { r.integers["stride"] = huge - 1; }, "after 2"),
        in(
            {"z2", "coupling", "unseen"}, [](Record& r) { r.integers["finest"] = -1; },
            "a coupling of 2 steppers, found levels -1 to 1"),
        in(
            {"z2", "coupling", "unseen"}, [](Record& r) { r.integers["coarsest"] = huge; },
            "found levels 0 to 9223372036854775807"),
    };
    for (const auto& damage : damages) {
        BOOST_TEST_CONTEXT(damage.words) {
            auto record = example();
            damage.make(record);
            const auto message = refusal(record);
            contains(message, damage.words);
            BOOST_TEST(message.find_first_of("\n\x1b") == std::string::npos);
        }
    }
}
