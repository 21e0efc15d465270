// A deck's strides, a rollout of a flow map that is known exactly, the result through a file, and a
// network by both engines: something of each module, so that everything has to link.
// Usage: consumer FOLDER. Exit status 1 when a result is wrong.
#include <lhits/base/version.hpp>
#include <lhits/config/deck.hpp>
#include <lhits/hits/rollout.hpp>
#include <lhits/io/record.hpp>
#include <lhits/nn/engine.hpp>
#include <lhits/parallel/communicator.hpp>
#include <lhits/parallel/environment.hpp>
#include <lhits/systems/registry.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

bool fine = true;

void expect(bool condition, const std::string& what) {
    if (condition) return;
    std::cerr << "consumer: wrong: " << what << std::endl;
    fine = false;
}

std::vector<std::int64_t> strides_of_a_deck(const std::string& folder) {
    const std::string path = folder + "/deck.toml";
    std::ofstream(path) << "[system]\nkind = 'fhn-lattice-boltzmann'\n"
                           "[steppers]\nstrides = [1, 2, 8]\n";
    return lhits::read_deck(path, {"forecast.chunk=1"}, lhits::make_system_parameters,
                            lhits::system_kinds())
        .steppers.strides;
}

/// dz/dt = -ln(2) z: each step halves z, which floats do without error.
std::vector<float> halving(std::vector<std::int64_t> strides, int steps) {
    std::sort(strides.rbegin(), strides.rend());
    std::vector<lhits::Level> levels;
    for (const auto stride : strides) {
        levels.push_back({stride, [stride](auto from, int, auto to) {
                              for (std::size_t i = 0; i < from.size(); ++i) {
                                  to[i] = std::ldexp(from[i], -static_cast<int>(stride));
                              }
                          }});
    }
    const std::vector<float> start{1.0F, -3.0F};
    const auto found = lhits::roll_out(levels, start, 2, 1, steps);
    return {found.begin(), found.end()};
}

void check_rollout(const std::string& folder) {
    constexpr int steps = 21;
    const auto strides = strides_of_a_deck(folder);
    expect(strides == std::vector<std::int64_t>{1, 2, 8}, "the strides of the deck");

    lhits::Record record;
    record.put("z", halving(strides, steps), {2, steps + 1});
    const std::string path = folder + "/forecast.h5";
    lhits::write_record_file(path, "consumer", record);
    const auto z = lhits::read_record_file(path, "consumer").floats("z");
    for (int t = 0; t <= steps; ++t) {
        const auto at = static_cast<std::size_t>(t);
        expect(z.at(at) == std::ldexp(1.0F, -t), "member 0 at step " + std::to_string(t));
        expect(z.at(at + steps + 1) == std::ldexp(-3.0F, -t),
               "member 1 at step " + std::to_string(t));
    }
}

void check_network() {
    const auto network = lhits::Architecture::with_hidden(2, {16, 16}, 3, lhits::Activation::silu);
    const lhits::RandomStream stream(1, lhits::Purpose::weights, 0);
    const auto parameters = lhits::initial_parameters(network, stream);
    const std::vector<float> x{0.5F, -0.25F, 1.0F, 2.0F};
    std::vector<float> native(6), torch(6);
    lhits::make_engine("native")->evaluate(network, parameters, x, 2, native);
    lhits::make_engine("torch")->evaluate(network, parameters, x, 2, torch);
    for (std::size_t i = 0; i < native.size(); ++i) {
        expect(std::abs(native[i] - torch[i]) < 1e-5F, "output " + std::to_string(i));
        expect(native[i] != 0.0F, "an output of 0");
    }
}

}  // namespace

int main(int argc, char** argv) {
    const lhits::MpiEnvironment mpi;
    const auto world = lhits::Communicator::borrow(MPI_COMM_WORLD);
    try {
        if (argc != 2) throw std::runtime_error("usage: consumer FOLDER");
        check_rollout(argv[1] + ("/" + std::to_string(world.rank())));
        check_network();
    } catch (const std::exception& error) {
        expect(false, error.what());
    }
    const bool all_fine = !world.any(!fine);
    if (world.rank() == 0) {
        std::cout << "lhits " << lhits::version() << " (" << lhits::git_revision() << ") on "
                  << world.size() << " ranks: " << (all_fine ? "right" : "WRONG") << std::endl;
    }
    return all_fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
