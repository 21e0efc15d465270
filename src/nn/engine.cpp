#include "lhits/nn/engine.hpp"

#include <stdexcept>

#include "columns.hpp"
#include "native_engine.hpp"
#include "torch_plugin.hpp"

namespace lhits {

void Engine::step(const Architecture& network, std::span<const float> parameters,
                  std::span<const float> from, int rows, std::span<float> to) {
    const Columns columns{static_cast<int>(from.size()) / rows, network.in(), network.out()};
    if (columns.reads_all() && columns.changed == columns.width) {
        evaluate(network, parameters, from, rows, to);
        for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
        return;
    }
    AlignedVector<float> read(static_cast<std::size_t>(rows) *
                              static_cast<std::size_t>(columns.read));
    AlignedVector<float> change(static_cast<std::size_t>(rows) *
                                static_cast<std::size_t>(columns.changed));
    columns.gather_read(from.data(), rows, read.data());
    evaluate(network, parameters, read, rows, change);
    columns.add_change(from.data(), change.data(), rows, to.data());
}

std::unique_ptr<Engine> make_engine(const std::string& name) {
    if (name == "native") return std::make_unique<NativeEngine>();
    if (name == "torch") return torch_plugin().make_engine();
    throw std::invalid_argument("expected an engine (native, torch), found " + name);
}

}  // namespace lhits
