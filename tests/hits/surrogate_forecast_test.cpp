#include <algorithm>
#include <cmath>

#include "../io/scratch.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits/hits/model_file.hpp"
#include "lhits/hits/rollout.hpp"

using namespace lhits;
using test::contains;
using test::message_of;
using test::Scratch;
using test::world;

namespace {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

constexpr std::size_t n = 3;

RunHeader header() {
    return {"spirals", 0.25, 40, grid_layout({{"x", "m", {0, 1, 2}}}, {{"u"}}, "s"), "", 7};
}

/// z(t + stride) = z(t) / 2^stride, which floats do without error.
Stepper halving(std::int64_t stride) {
    const Architecture network{{3, 3}, {Activation::linear}};
    Parameters parameters(network.parameter_count(), 0.0F);
    for (std::size_t i = 0; i < n; ++i) {
        parameters[i * n + i] = std::ldexp(1.0F, -static_cast<int>(stride)) - 1.0F;
    }
    return {stride, network, parameters, {}};
}

/// Small random weights, another network for each stride.
Stepper nonlinear(std::int64_t stride) {
    const auto network = Architecture::with_hidden(3, {8}, 3, Activation::tanh);
    auto parameters = initial_parameters(
        network, RandomStream(5, Purpose::weights, static_cast<std::uint32_t>(stride)));
    return {stride, network, parameters, {}};
}

Surrogate with_steppers(const std::vector<std::int64_t>& strides, Stepper (*make)(std::int64_t)) {
    Surrogate result;
    result.reduction = make_identity(n);
    for (const auto stride : strides) result.steppers.push_back(make(stride));
    result.couplings[unseen] = {0, strides.size() - 1, 0.0, 0.0, 0.0};
    result.origin = header();
    return result;
}

Floats states(std::size_t members) {
    const RandomStream stream(3, Purpose::batch, 1);
    Floats result(members * n);
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] = static_cast<float>(2.0 * stream.uniform(i) - 1.0);
    }
    return result;
}

Floats forecast(Surrogate& surrogate, const Floats& from, const Doubles& times) {
    return surrogate.forecast(std::span(from), times);
}

std::string refusal(const Floats& from, const Doubles& times) {
    auto surrogate = with_steppers({1, 4}, halving);
    return message_of<InputError>([&] { forecast(surrogate, from, times); });
}

void write_model(const std::string& path, const std::vector<std::string>& names) {
    Record model;
    put_header(model, header());
    for (const auto& name : names) {
        model.children[name] = surrogate_record(with_steppers({1, 4}, halving));
    }
    write_record_file(path, model_format, model);
}

}  // namespace

LHITS_TEST(a_forecast_of_a_known_flow_map_is_exact, 1) {
    auto surrogate = with_steppers({1, 4}, halving);
    const Doubles start{1.0, -3.0, 0.5, 8.0, 0.0, -2.0};
    // Steps 0, 1, 5 and 5.5, half way between 1 / 32 and 1 / 64, and 400.
    const auto found = surrogate.forecast(std::span(start), Doubles{0.0, 0.25, 1.25, 1.375, 100.0});
    const Doubles factors{1.0, 0.5, 1.0 / 32, 0.75 / 32, 0.0};
    BOOST_REQUIRE(found.size() == 30U);
    for (std::size_t m = 0; m < 2; ++m) {
        for (std::size_t t = 0; t < 5; ++t) {
            for (std::size_t i = 0; i < n; ++i) {
                BOOST_TEST(found[(m * 5 + t) * n + i] == start[m * n + i] * factors[t]);
            }
        }
    }
}

LHITS_TEST(a_forecast_is_the_rollout_at_any_times, 1) {
    constexpr std::int64_t steps = 400;
    for (const auto& strides : std::vector<std::vector<std::int64_t>>{{1, 2, 8}, {3, 12}}) {
        auto surrogate = with_steppers(strides, nonlinear);
        const auto from = states(2);
        const auto engine = make_engine("native");
        const auto expected =
            roll_out(surrogate.coupled_levels(*engine, {0, strides.size() - 1}), from, 2, n, steps);
        for (const auto& wanted : std::vector<std::vector<std::int64_t>>{
                 {0}, {3}, {1, 2, 7, 14, 15, 100, 399}, {24, 240}}) {
            Doubles times;
            for (const auto step : wanted) times.push_back(static_cast<double>(step) * 0.25);
            const auto found = forecast(surrogate, from, times);
            BOOST_REQUIRE(found.size() == 2 * wanted.size() * n);
            for (std::size_t m = 0; m < 2; ++m) {
                for (std::size_t t = 0; t < wanted.size(); ++t) {
                    const auto at = (m * (steps + 1) + static_cast<std::size_t>(wanted[t])) * n;
                    for (std::size_t i = 0; i < n; ++i) {
                        BOOST_TEST(found[(m * wanted.size() + t) * n + i] == expected[at + i]);
                    }
                }
            }
        }
    }
}

// So many members and steps that they are done in several blocks and windows.
LHITS_TEST(a_forecast_of_a_member_depends_on_nothing_else, 1) {
    auto surrogate = with_steppers({1, 4, 64}, nonlinear);
    constexpr std::size_t members = 12'000;
    const auto from = states(members);
    const Doubles times{0.25, 16.0, 30.125, 99.5};
    const auto all = forecast(surrogate, from, times);
    for (const std::size_t m : {0, 1, 5461, 11'999}) {
        const Floats own(from.begin() + static_cast<std::ptrdiff_t>(m * n),
                         from.begin() + static_cast<std::ptrdiff_t>((m + 1) * n));
        const auto alone = forecast(surrogate, own, times);
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(m * times.size() * n);
        BOOST_TEST(std::equal(alone.begin(), alone.end(), begin));
        const auto one = forecast(surrogate, own, {times[2]});
        BOOST_TEST(std::equal(one.begin(), one.end(), begin + 2 * n));
    }
    const auto late = forecast(surrogate, states(1), {0.25, 1e6});
    BOOST_TEST(std::equal(late.begin(), late.begin() + n, all.begin()));
}

LHITS_TEST(impossible_forecasts_are_refused, 1) {
    contains(refusal(states(2), {}), "times: expected at least one, found none");
    contains(refusal(states(2), {1.0, 0.5}), "times: expected increasing ones, found 0.5 after 1");
    contains(refusal(states(2), {1.0, 1.0}), "increasing");
    contains(refusal(states(2), {-0.25}), "found -0.25");
    contains(refusal(states(2), {0.0, std::nan("")}), "found nan");
    contains(refusal(states(2), {1e30}), "found 1e+30");
    contains(refusal(Floats(4), {1.0}), "states: expected one or more of 3 values each, found 4");
    contains(refusal({}, {1.0}), "found 0 values");
    auto spoilt = states(2);
    spoilt[4] = std::nanf("");
    contains(refusal(spoilt, {1.0}), "found nan in state 1 at element 1");
    auto surrogate = with_steppers({1}, halving);
    const Doubles wide{1.0, 1e200, 1.0};
    contains(message_of<InputError>([&] { surrogate.forecast(std::span(wide), Doubles{1.0}); }),
             "expected finite 32-bit values, found inf in state 0 at element 1");
}

LHITS_TEST(a_surrogate_is_loaded_by_name_on_all_ranks, 1, 3) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    const auto write = [&](const std::vector<std::string>& names) {
        if (world().rank() == 0) write_model(path, names);
    };
    const auto refused = [&](const std::string& name) {
        return message_of<InputError>([&] { Surrogate::load(path, world(), name); });
    };
    write({"z2"});
    auto surrogate = Surrogate::load(path, world());
    BOOST_TEST((surrogate.coordinates() == header().coordinates));
    BOOST_TEST(surrogate.dt() == 0.25);
    BOOST_TEST(surrogate.state_size() == 3);
    BOOST_TEST((forecast(surrogate, {8.0F, 4.0F, 2.0F}, {0.5}) == Floats{2.0F, 1.0F, 0.5F}));
    write({"z2", "z10"});
    BOOST_TEST(Surrogate::load(path, world(), "z10").dt() == 0.25);
    contains(refused(""), path + ": expected the name of one of its surrogates (\"z10\", \"z2\")");
    contains(refused("z3"), "found \"z3\"");
    write({});
    contains(refused("z2"), "there is none: run 'lhits train DECK'");
    if (world().rank() == 0) std::filesystem::resize_file(path, 2000);
    contains(refused("z2"), path + ": ");
}
