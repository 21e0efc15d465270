#include "lhits/nn/stacked_training.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr std::int64_t rows = 64;
const Architecture shape = Architecture::with_hidden(2, {8}, 2, Activation::tanh);
const TrainingSettings settings{40, 1e-2, Schedule::constant, 10, 0};

/// A GPU where there is one.
Device device() { return choose_device("auto", false, test::world()); }

std::vector<float> circle() {
    std::vector<float> values;
    for (std::int64_t t = 0; t < rows; ++t) {
        const double angle = 0.1 * static_cast<double>(t);
        values.push_back(static_cast<float>(std::cos(angle)));
        values.push_back(static_cast<float>(std::sin(angle)));
    }
    return values;
}

/// Steppers along the circle, of strides 1, 2, ...
std::vector<StackedNetwork> networks_of(std::uint32_t count) {
    std::vector<StackedNetwork> networks;
    for (std::uint32_t i = 0; i < count; ++i) {
        StackedSamples samples{i + 1, 3, 8, true, {}, {0, 5, 10}};
        samples.row = [i](std::uint64_t sample) {
            return static_cast<std::int64_t>((7 * sample + i) % 40);
        };
        networks.push_back({"network " + std::to_string(i), samples,
                            TrainingState::start(
                                initial_parameters(shape, RandomStream(4, Purpose::weights, i)))});
    }
    return networks;
}

/// Stacks of at most `networks` networks, and of any size only `uses` times.
StackFactory small_device(const std::vector<float>& data, std::size_t networks,
                          std::int64_t least_pieces, int uses) {
    class Limited final : public Stack {
    public:
        Limited(std::unique_ptr<Stack> stack, int uses) : stack_(std::move(stack)), uses_(uses) {}
        std::vector<double> train(const TrainingSettings& recipe,
                                  std::int64_t iterations) override {
            if (uses_-- == 0) throw OutOfDeviceMemory("used up");
            return stack_->train(recipe, iterations);
        }
        std::vector<double> validation_losses() override { return stack_->validation_losses(); }

    private:
        std::unique_ptr<Stack> stack_;
        int uses_;
    };
    const auto make = stacks_on(device(), {Loss::of_steps(shape, 2, 1), data, data});
    return [=](std::span<StackedNetwork* const> stack, std::int64_t pieces) {
        if (pieces < least_pieces) throw OutOfDeviceMemory("too large a batch");
        const bool fits = stack.size() <= networks;
        return std::make_unique<Limited>(make(stack, pieces), fits ? -1 : uses);
    };
}

double largest_difference(const StackedNetwork& a, const StackedNetwork& b) {
    double most = 0.0;
    for (std::size_t i = 0; i < a.state.parameters.size(); ++i) {
        most = std::max(most, std::abs(static_cast<double>(a.state.parameters[i]) -
                                       static_cast<double>(b.state.parameters[i])));
    }
    return most;
}

std::vector<StackedNetwork> trained(const StackFactory& make) {
    auto networks = networks_of(5);
    train_stacked(networks, settings, make, [] {});
    return networks;
}

}  // namespace

// No memory from the start, or only after a while, or for a whole batch: the same networks.
LHITS_TEST(too_little_memory_makes_smaller_stacks, 1) {
    const auto data = circle();
    const auto whole = trained(stacks_on(device(), {Loss::of_steps(shape, 2, 1), data, data}));
    for (const auto& make : {small_device(data, 2, 1, 0), small_device(data, 1, 1, 3),
                             small_device(data, 3, 1, 1), small_device(data, 5, 4, -1)}) {
        const auto networks = trained(make);
        for (std::size_t i = 0; i < networks.size(); ++i) {
            BOOST_TEST(networks[i].state.finished);
            BOOST_TEST(networks[i].state.iteration == settings.iterations);
            BOOST_TEST(networks[i].state.validations == 4);
            BOOST_TEST(largest_difference(networks[i], whole[i]) < 1e-5);
        }
    }
}

LHITS_TEST(no_memory_at_all_is_a_failure, 1) {
    const auto data = circle();
    BOOST_CHECK_THROW(trained(small_device(data, 5, 1000, -1)), Failure);
}

LHITS_TEST(a_stack_that_diverges_names_the_network, 1) {
    auto data = circle();
    auto networks = networks_of(2);
    data[2 * 41] = std::numeric_limits<float>::quiet_NaN();  // a target of stride 2 only
    networks[0].samples.row = [](std::uint64_t) { return 0; };
    networks[1].samples.row = [](std::uint64_t) { return 39; };
    try {
        train_stacked(networks, settings,
                      stacks_on(device(), {Loss::of_steps(shape, 2, 1), data, data}), [] {});
        BOOST_FAIL("expected a Failure");
    } catch (const Failure& failure) {
        BOOST_TEST(std::string(failure.what()).find("network 1: training diverged") == 0U);
    }
}
