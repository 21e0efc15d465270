// A surrogate as a record that explains itself.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lhits/base/whole_state.hpp"
#include "lhits/hits/exported_surrogate.hpp"

namespace lhits {
namespace {

constexpr const char* about =
    "A surrogate of lhits: a state x (n numbers) is encoded into z (a few numbers), z is stepped "
    "forward in time, and decoded. All weights are here, in single precision; nothing else is "
    "needed to run it. The attributes encode, decode, network, step and forecast say how.";
constexpr const char* encode =
    "z = (encoder((x - scaler/offset) / scaler/scale) - latent_scaler/offset) / "
    "latent_scaler/scale, element by element but for the network encoder";
constexpr const char* encode_more =
    ". x is an input row: a state, those `delays` time steps before (where there are any), then "
    "the "
    "parameters (attribute parameters). The encoder reads its first columns, as many as "
    "scaler/offset "
    "has. Behind what it makes come the parameters, as they are now (scaled where the encoder "
    "reads "
    "them too), before latent_scaler";
constexpr const char* decode =
    "x = decoder(z * latent_scaler/scale + latent_scaler/offset) * scaler/scale + scaler/offset";
constexpr const char* decode_more =
    ". The decoder reads the first columns, as many as its first layer has rows; of what it makes "
    "the "
    "first columns are the state, with the first entries of scaler";
constexpr const char* encode_phase =
    ". Before all that the phase is taken out of the state: m(k) being the discrete Fourier "
    "transform of its n values, phase = arg m(1), and m(k) is multiplied by exp(-i k phase) for "
    "0 < k < n / 2. The phase comes before what the encoder makes, before latent_scaler";
constexpr const char* decode_phase =
    ". What comes first, before the columns that the decoder reads, is the phase: m(k) of the "
    "state is multiplied by exp(i k phase) for 0 < k < n / 2";
constexpr const char* step_phase =
    ". A stepper does not read the first column, the phase; what it makes is added to the columns "
    "from the first one on, also where it makes fewer than there are";
constexpr const char* encode_fixed =
    ". Before all that the elements number fixed/number are taken out of the state, and of those "
    "before "
    "it: they never varied in training";
constexpr const char* decode_fixed =
    ". At last the elements number fixed/number of the state are put in: fixed/value, not a number "
    "where "
    "they are missing; what scaler and decoder make is for the others, in their order";
constexpr const char* network =
    "A network (encoder, decoder, the steppers) is its layers layer-1, layer-2, ... one after the "
    "other (attribute layers: how many; without layers it changes nothing). A layer makes y = "
    "activation(x W + b): x a row of `in` numbers, W = weight (in, out), b = bias (out), and its "
    "attribute activation is linear: y, relu: max(y, 0), tanh: tanh(y), silu: y / (1 + exp(-y)), "
    "gelu: y (1 + erf(y / sqrt(2))) / 2. Where there is a dataset bypass, B (in, out), x B is "
    "added "
    "to what the layers make of the network's input x.";
constexpr const char* step =
    "z(t + stride dt) = z(t) + stepper-STRIDE(z(t)), stride in time steps of dt";
constexpr const char* step_more =
    ". A stepper reads whole rows z and changes the first `latent` columns, not the parameters";
constexpr const char* forecast =
    "From z at time step 0 to T: the coupled strides (dataset strides) in falling order. The first "
    "makes as many steps from 0 as fit into T. Each of the others starts from every known time and "
    "steps up to the next known one (the last known one: up to T). Between known times z is "
    "interpolated linearly; for that one more step of the smallest stride is made where T is none "
    "of its multiples. All z are then decoded.";

void put(Record& record, const std::string& name, auto values, std::string long_name,
         std::vector<std::size_t> shape = {}) {
    record.put(name, std::move(values), std::move(shape));
    record.arrays[name].long_name = std::move(long_name);
}

Record network_of(const Architecture& shape, std::span<const float> parameters) {
    Record record;
    record.integers["layers"] = static_cast<std::int64_t>(shape.layers());
    for (std::size_t l = 0; l < shape.layers(); ++l) {
        const auto in = static_cast<std::size_t>(shape.widths[l]);
        const auto out = static_cast<std::size_t>(shape.widths[l + 1]);
        const auto weight = parameters.subspan(shape.weight_offset(l), in * out);
        const auto bias = parameters.subspan(shape.bias_offset(l), out);
        Record& layer = record.children[fmt::format("layer-{}", l + 1)];
        layer.texts["activation"] = name_of(shape.activations[l]);
        put(layer, "weight", std::vector<float>(weight.begin(), weight.end()),
            "W (in, out) of y = activation(x W + b)", {in, out});
        put(layer, "bias", std::vector<float>(bias.begin(), bias.end()),
            "b (out) of y = activation(x W + b)");
    }
    if (shape.bypass) {
        const auto bypass = parameters.subspan(shape.bypass_offset());
        put(record, "bypass", std::vector<float>(bypass.begin(), bypass.end()),
            "B (in, out) of y = layers(x) + x B",
            {static_cast<std::size_t>(shape.in()), static_cast<std::size_t>(shape.out())});
    }
    return record;
}

Record scaler_of(const Scaler& scaler, const std::string& of) {
    Record record;
    put(record, "offset", scaler.offset,
        "offset of each " + of + ": scaled = (value - offset) / scale");
    put(record, "scale", scaler.scale,
        "scale of each " + of + ": scaled = (value - offset) / scale");
    return record;
}

Record coordinates_of(const StateLayout& coordinates) {
    Record record;
    record.texts["axes"] = coordinates.axis_names();
    record.texts["component_names"] = coordinates.component_names();
    record.texts["component_units"] = coordinates.component_units();
    for (const auto& axis : coordinates.axes) {
        record.texts[axis.name + "_units"] = axis.units;
        put(record, axis.name, axis.places,
            fmt::format("where each element of a state lies along {0}, in {0}_units", axis.name));
    }
    put(record, "component",
        std::vector<std::int64_t>(coordinates.component.begin(), coordinates.component.end()),
        "which of component_names each element of a state is, from 0");
    return record;
}

}  // namespace

Record documented_record(const Surrogate& surrogate, const std::string& name) {
    const RunHeader& origin = surrogate.origin;
    const Reduction& reduction = *surrogate.reduction;
    const RowLayout& columns = reduction.layout();
    Record record;
    record.texts = {{"about", about},
                    {"encode", encode},
                    {"decode", decode},
                    {"network", network},
                    {"step", step},
                    {"forecast", forecast},
                    {"system", origin.system},
                    {"surrogate", name},
                    {"kind", reduction.kind()},
                    {"time_units", origin.coordinates.time_units}};
    if (columns.input_size() > columns.state_size) {
        record.texts["encode"] += encode_more;
        record.texts["decode"] += decode_more;
        record.texts["step"] += step_more;
        record.texts["parameters"] = fmt::format("{}", fmt::join(origin.parameter_names, " "));
        put(record, "delays", origin.delays, "time steps before, at which states are known too");
    }
    if (columns.phases > 0) {
        record.texts["encode"] += encode_phase;
        record.texts["decode"] += decode_phase;
        record.texts["step"] += step_phase;
    }
    if (const auto& layout = origin.coordinates; !layout.fixed.at.empty()) {
        record.texts["encode"] += encode_fixed;
        record.texts["decode"] += decode_fixed;
        Record& fixed = record.children["fixed"];
        put(fixed, "number", layout.fixed.at, "elements of a state that never vary, from 0");
        put(fixed, "value", layout.fixed.value, "their constants; not a number: missing");
    }
    record.numbers["dt"] = origin.dt;
    record.integers["state_size"] = surrogate.state_size();
    record.integers["latent"] = columns.latent;
    record.integers["phases"] = columns.phases;
    record.integers["seed"] = origin.seed;
    put(record, "strides", surrogate.strides_of(surrogate.couplings.at(unseen)),
        "strides that are coupled, in time steps of dt, coarsest first");
    record.children["coordinates"] = coordinates_of(surrogate.coordinates());
    record.children["scaler"] =
        scaler_of(reduction.scaler().full(static_cast<std::size_t>(reduction.encoder().shape.in())),
                  "element of a state");
    record.children["latent_scaler"] =
        scaler_of(reduction.latent_scaler().full(static_cast<std::size_t>(columns.dimension())),
                  "latent coordinate");
    record.children["encoder"] =
        network_of(reduction.encoder().shape, reduction.encoder().parameters);
    record.children["decoder"] =
        network_of(reduction.decoder().shape, reduction.decoder().parameters);
    for (const auto& stepper : surrogate.steppers) {
        Record& result = record.children[fmt::format("stepper-{}", stepper.stride)] =
            network_of(stepper.network, stepper.parameters);
        result.integers["stride"] = stepper.stride;
    }
    return record;
}

}  // namespace lhits
