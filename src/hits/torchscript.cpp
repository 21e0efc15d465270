// A surrogate as a TorchScript module.
#include <fmt/format.h>

#include "lhits/base/version.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/words.hpp"
#include "lhits/hits/exported_surrogate.hpp"
#include "lhits/nn/script_module.hpp"

namespace lhits {
namespace {

/// The methods of the whole; {} is the body of step(). The rollout is that of rollout.cpp.
constexpr const char* methods = R"py(
def encode(self, x: Tensor) -> Tensor:
    return self.encoder.forward(x)

def decode(self, z: Tensor) -> Tensor:
    return self.decoder.forward(z)

def step(self, z: Tensor, stride: int) -> Tensor:
{}
    assert False, "expected a stride that has a stepper (attribute all_strides)"
    return z

def roll_out(self, z: Tensor, steps: int) -> Tensor:
    assert z.dim() == 2 and steps >= 0, "expected states of the shape (members, n), steps >= 0"
    nodes = torch.zeros([steps + 1, z.size(0), z.size(1)], dtype=z.dtype, device=z.device)
    nodes[0] = z
    gap = steps + self.strides[0] + 1
    for stride in self.strides:
        for offset in range(0, gap - stride, stride):
            if offset + stride <= steps:
                times = torch.arange(offset, steps - stride + 1, gap, device=z.device)
                nodes[times + stride] = self.step(nodes[times], stride)
        gap = stride
    if gap == 1:
        return nodes.transpose(0, 1)
    last = steps // gap * gap
    known = nodes[0:last + 1:gap]
    if last < steps:
        known = torch.cat([known, self.step(nodes[last], gap).unsqueeze(0)])
    time = torch.arange(0, steps + 1, device=z.device)
    before = torch.div(time, gap, rounding_mode="floor")
    after = torch.clamp(before + 1, max=known.size(0) - 1)
    weight = ((time - before * gap).to(z.dtype) / gap).reshape([-1, 1, 1])
    between = (1 - weight) * known[before] + weight * known[after]
    return torch.where(weight > 0, between, known[before]).transpose(0, 1)

def forecast(self, x: Tensor, steps: int) -> Tensor:
    return self.decode(self.roll_out(self.encode(x), steps))

def forward(self, x: Tensor, steps: int) -> Tensor:
    return self.forecast(x, steps)
)py";

/// The first {} takes the fixed elements out, the second the phase; the third is a latent row
/// before it is scaled.
constexpr const char* encoder_forward = R"py(
def forward(self, x: Tensor) -> Tensor:
    assert x.size(-1) == self.input_size, "expected rows of input_size numbers (attribute of the surrogate)"
{}{}    scaled = (x[..., :self.encoded] - self.offset) / self.scale
    z = {}
    return (z - self.latent_offset) / self.latent_scale
)py";

constexpr const char* without_fixed = "    x = x.index_select(-1, self.read)\n";

/// What is fixed comes behind the others, then all in their places.
constexpr const char* with_fixed_elements =
    R"py(    fixed = self.fixed_value.expand(x.size()[:-1] + [self.fixed_value.size(0)])
    x = torch.cat([x, fixed.to(x.dtype)], dim=-1).index_select(-1, self.places)
)py";

constexpr const char* without_phase = R"py(    state = x[..., :self.state_size]
    phase = torch.angle(torch.fft_rfft(state)[..., 1:2])
    x = torch.cat([self.shifted(state, -phase), x[..., self.state_size:]], dim=-1)
)py";

/// The first two {} are what is before and after the decoder where there is a phase, the third adds
/// the fixed elements. In both halves state_size is without these.
constexpr const char* decoder_forward = R"py(
def forward(self, z: Tensor) -> Tensor:
    raw = z * self.latent_scale + self.latent_offset
{}    x = self.network.forward(raw[..., :self.decoded])[..., :self.state_size]
    x = x * self.scale[:self.state_size] + self.offset[:self.state_size]
{}{}    return x
)py";

constexpr const char* split_phase = R"py(    phase = raw[..., :1]
    raw = raw[..., 1:]
)py";
constexpr const char* with_phase = "    x = self.shifted(x, phase)\n";

/// As in phase.cpp: the shortest wave of an even number of points is left as it is.
constexpr const char* shifted = R"py(
def shifted(self, x: Tensor, phase: Tensor) -> Tensor:
    n = x.size(-1)
    modes = torch.fft_rfft(x)
    waves = torch.arange(modes.size(-1), dtype=x.dtype, device=x.device)
    angle = phase * torch.where(2 * waves < n, waves, torch.zeros_like(waves))
    return torch.fft_irfft(modes * torch.polar(torch.ones_like(angle), angle), n)
)py";

constexpr const char* stepper_forward = R"py(
def forward(self, z: Tensor) -> Tensor:
    return z + self.network.forward(z)
)py";

/// A phase, the first column, is not read; parameters, the last ones, stay as they are.
constexpr const char* partial_stepper_forward = R"py(
def forward(self, z: Tensor) -> Tensor:
    change = self.network.forward(z[..., self.skipped:])
    changed = z[..., :self.changed] + change
    return torch.cat([changed, z[..., self.changed:]], dim=-1)
)py";

bool has_fixed(const Surrogate& surrogate) {
    return surrogate.state_size() > surrogate.reduction->state_size();
}

std::string encoder_source(const Surrogate& surrogate) {
    std::string parts = surrogate.reduction->phases() > 0 ? "phase, " : "";
    parts += "self.network.forward(scaled)";
    if (surrogate.reduction->parameters() > 0) {
        parts += fmt::format(", {}[..., self.known:]",
                             surrogate.reduction->conditioned() ? "scaled" : "x");
    }
    return fmt::format(fmt::runtime(encoder_forward), has_fixed(surrogate) ? without_fixed : "",
                       surrogate.reduction->phases() > 0 ? without_phase : "",
                       fmt::format("torch.cat([{}], dim=-1)", parts));
}

std::string decoder_source(const Surrogate& surrogate) {
    const bool phase = surrogate.reduction->phases() > 0;
    return fmt::format(fmt::runtime(decoder_forward), phase ? split_phase : "",
                       phase ? with_phase : "", has_fixed(surrogate) ? with_fixed_elements : "");
}

std::string activated(Activation activation, const std::string& x) {
    return activation == Activation::linear ? x
                                            : fmt::format("torch.{}({})", name_of(activation), x);
}

/// Adds the module "network": y = activation(x W + b), layer after layer.
void add_network(ScriptModule& parent, const Architecture& shape,
                 std::span<const float> parameters) {
    ScriptModule& network = parent.add_module("network", "Network");
    std::string source = "def forward(self, x: Tensor) -> Tensor:\n";
    std::string result = "x";
    if (shape.bypass) {
        network.add_parameter("bypass", parameters.subspan(shape.bypass_offset()),
                              {shape.in(), shape.out()});
        source += "    bypassed = torch.matmul(x, self.bypass)\n";
        result += " + bypassed";
    }
    for (std::size_t l = 0; l < shape.layers(); ++l) {
        const std::int64_t in = shape.widths[l];
        const std::int64_t out = shape.widths[l + 1];
        network.add_parameter(
            fmt::format("weight_{}", l),
            parameters.subspan(shape.weight_offset(l), static_cast<std::size_t>(in * out)),
            {in, out});
        network.add_parameter(
            fmt::format("bias_{}", l),
            parameters.subspan(shape.bias_offset(l), static_cast<std::size_t>(out)), {out});
        source += fmt::format(
            "    x = {}\n",
            activated(shape.activations[l],
                      fmt::format("torch.matmul(x, self.weight_{}) + self.bias_{}", l, l)));
    }
    network.define(source + "    return " + result + "\n");
}

void add_scaler(ScriptModule& module, const std::string& prefix, const Scaler& scaler) {
    const auto width = static_cast<std::int64_t>(scaler.width());
    module.add_parameter(prefix + "offset", scaler.offset, {width});
    module.add_parameter(prefix + "scale", scaler.scale, {width});
}

/// Numbers are held as buffers of whole numbers.
void add_fixed(ScriptModule& half, const Surrogate& surrogate) {
    const auto& layout = surrogate.origin.coordinates;
    const auto states = 1 + surrogate.origin.delays.size();
    half.add_buffer("read",
                    varying_of_row(layout, states,
                                   static_cast<std::size_t>(surrogate.reduction->parameters())));
    std::vector<std::int64_t> places(layout.whole_size());
    std::int64_t next = 0;
    for (const auto element : varying_elements(layout))
        places[static_cast<std::size_t>(element)] = next++;
    for (const auto element : layout.fixed.at) places[static_cast<std::size_t>(element)] = next++;
    half.add_buffer("places", places);
    half.add_parameter("fixed_value", layout.fixed.value,
                       {static_cast<std::int64_t>(layout.fixed.value.size())});
}

void add_half(ScriptModule& whole, const std::string& name, const Surrogate& surrogate,
              const Network& network, const std::string& forward) {
    ScriptModule& half = whole.add_module(name, name == "encoder" ? "Encoder" : "Decoder");
    const Reduction& reduction = *surrogate.reduction;
    const auto& encoder = reduction.encoder().shape;
    const auto& decoder = reduction.decoder().shape;
    add_scaler(half, "", reduction.scaler().full(static_cast<std::size_t>(encoder.in())));
    add_scaler(half, "latent_",
               reduction.latent_scaler().full(static_cast<std::size_t>(reduction.dimension())));
    half.add_attribute("state_size", std::int64_t{reduction.state_size()});
    if (has_fixed(surrogate)) add_fixed(half, surrogate);
    half.add_attribute("input_size", std::int64_t{surrogate.input_size()});
    half.add_attribute("known", std::int64_t{decoder.out()});
    half.add_attribute("encoded", std::int64_t{encoder.in()});
    half.add_attribute("decoded", std::int64_t{decoder.in()});
    add_network(half, network.shape, network.parameters);
    if (surrogate.reduction->phases() > 0) half.define(shifted);
    half.define(forward);
}

void add_stepper(ScriptModule& whole, const Stepper& stepper, int dimension) {
    ScriptModule& module = whole.add_module(fmt::format("stepper_{}", stepper.stride), "Stepper");
    const int skipped = dimension - stepper.network.in();
    const int changed = stepper.network.out();
    module.add_attribute("stride", stepper.stride);
    module.add_attribute("skipped", std::int64_t{skipped});
    module.add_attribute("changed", std::int64_t{changed});
    add_network(module, stepper.network, stepper.parameters);
    const bool partial = skipped > 0 || changed < dimension;
    module.define(partial ? partial_stepper_forward : stepper_forward);
}

void add_description(ScriptModule& whole, const Surrogate& surrogate, const std::string& name) {
    const RunHeader& origin = surrogate.origin;
    const auto coordinates = surrogate.coordinates();
    whole.add_attribute("lhits_version", std::string(version()));
    whole.add_attribute("system", origin.system);
    whole.add_attribute("surrogate", name);
    whole.add_attribute("kind", surrogate.reduction->kind());
    whole.add_attribute("state_size", std::int64_t{surrogate.state_size()});
    whole.add_attribute("latent", std::int64_t{surrogate.reduction->latent()});
    whole.add_attribute("phases", std::int64_t{surrogate.reduction->phases()});
    whole.add_attribute("input_size", std::int64_t{surrogate.input_size()});
    whole.add_attribute("parameter_names", origin.parameter_names);
    whole.add_attribute("delays", origin.delays);
    whole.add_attribute("dt", origin.dt);
    whole.add_attribute("time_units", coordinates.time_units);
    std::vector<std::string> names, units;
    for (const auto& component : coordinates.components) {
        names.push_back(component.name);
        units.push_back(component.units);
    }
    whole.add_attribute("component_names", names);
    whole.add_attribute("component_units", units);
    whole.add_attribute("axes", words(coordinates.axis_names()));
    for (const auto& axis : coordinates.axes) {
        whole.add_attribute(axis.name + "_units", axis.units);
        whole.add_buffer(axis.name, axis.places);
    }
    whole.add_buffer("component", std::vector<double>(coordinates.component.begin(),
                                                      coordinates.component.end()));
    whole.add_attribute("strides", surrogate.strides_of(surrogate.couplings.at(unseen)));
    std::vector<std::int64_t> all;
    for (const auto& stepper : surrogate.steppers) all.push_back(stepper.stride);
    whole.add_attribute("all_strides", all);
}

}  // namespace

std::string torchscript_of(const Surrogate& surrogate, const std::string& name) {
    const auto module = make_script_module("Surrogate");
    ScriptModule& whole = *module;
    add_half(whole, "encoder", surrogate, surrogate.reduction->encoder(),
             encoder_source(surrogate));
    add_half(whole, "decoder", surrogate, surrogate.reduction->decoder(),
             decoder_source(surrogate));
    std::string choices;
    for (const auto& stepper : surrogate.steppers) {
        add_stepper(whole, stepper, surrogate.reduction->dimension());
        choices += fmt::format(
            "    if stride == {0}:\n        return self.stepper_{0}.forward(z)\n", stepper.stride);
    }
    add_description(whole, surrogate, name);
    whole.define(fmt::format(fmt::runtime(methods), choices));
    return whole.archive();
}

}  // namespace lhits
