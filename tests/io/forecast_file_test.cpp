#include "lhits/io/quantity_file.hpp"

#include <algorithm>
#include <filesystem>

#include "lhits/base/error.hpp"
#include "scratch.hpp"

using namespace lhits;
using test::contains;
using test::message_of;
using test::Scratch;
using test::world;

namespace {

constexpr std::int64_t trajectories = 5;
constexpr std::int64_t times = 4;

ForecastHeader example_header() {
    ForecastHeader header;
    header.system = "ks";
    header.dt = 0.25;
    header.steps = times - 1;
    header.coordinates = grid_layout({{"x", "1", {0.0, 1.0, 2.0}}}, {{"u"}});
    header.trajectories = trajectories;
    header.groups = {{"z2", "unseen", 2, trajectories, times - 1, {1, 4}},
                     {"full", "unseen", 3, trajectories, times - 1, {}},
                     {"z2-in-sample", "in-sample", 2, 2, times + 3, {1}}};
    header.time_steps = {0.05, 0.1};
    header.deck = "[forecast]\n";
    header.seed = 3;
    return header;
}

std::vector<float> values(int salt, std::int64_t first, std::int64_t count) {
    std::vector<float> data(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        data[static_cast<std::size_t>(i)] = static_cast<float>(1000 * salt + first + i) / 7.0F;
    }
    return data;
}

/// As they are read.
std::vector<double> doubles(int salt, std::int64_t first, std::int64_t count) {
    const auto data = values(salt, first, count);
    return {data.begin(), data.end()};
}

const std::vector<std::pair<std::string, std::int64_t>> z2_data = {{"latent_true", 2},
                                                                   {"latent_predicted", 2},
                                                                   {"u_predicted", 3},
                                                                   {"mse_latent", 1},
                                                                   {"mse_state", 1}};

Along along_trajectories(std::int64_t first, std::int64_t count) {
    return {"trajectory", first, count};
}

}  // namespace

LHITS_TEST(forecasts_round_trip, 1, 2, 3, 4) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    const auto share = share_of(trajectories, world().rank(), world().size());
    {
        QuantityWriter writer(world(), path, example_header());
        for (const auto& [name, width] : z2_data) {
            const auto block = times * width;
            writer.write(
                "z2/" + name, {along_trajectories(share.begin, share.count())},
                values(static_cast<int>(name.size()), share.begin * block, share.count() * block));
        }
        for (std::int64_t s = 0; s < 2; ++s) {
            writer.write(
                "z2/stepper_mse_state",
                {{"stride", s}, along_trajectories(share.begin, share.count())},
                values(9, (s * trajectories + share.begin) * times, share.count() * times));
        }
        BOOST_CHECK_THROW(writer.write("z7/mse_state", {}, {}), std::invalid_argument);
        BOOST_CHECK_THROW(writer.write("full/stepper_mse_state", {}, {}), std::invalid_argument);
        BOOST_CHECK_THROW(writer.write("z2/mse_state", {{"stride", 0}}, {}), std::invalid_argument);
        BOOST_CHECK_THROW(writer.write("z2/mse_state", {along_trajectories(0, 2)}, values(0, 0, 1)),
                          std::invalid_argument);
        // Other trajectories, and more times.
        if (world().rank() == 0) {
            for (std::int64_t m = 0; m < 2; ++m) {
                writer.write("z2-in-sample/u_predicted", {along_trajectories(m, 1)},
                             values(8, m * (times + 4) * 3, (times + 4) * 3));
            }
            writer.write("z2-in-sample/stepper_mse_latent", {}, values(7, 0, 2 * (times + 4)));
        }
        // Of both time steps at once: two pieces of the file.
        auto errors = values(6, share.begin * times, share.count() * times);
        const auto coarser = values(6, (trajectories + share.begin) * times, share.count() * times);
        errors.insert(errors.end(), coarser.begin(), coarser.end());
        writer.write("direct-solver/mse_state", {along_trajectories(share.begin, share.count())},
                     errors);
        writer.finish({{"z2", {{"relative_l2", 0.5}}}});
    }
    BOOST_TEST((read_forecast_header(path) == example_header()));
    for (const auto& [name, width] : z2_data) {
        BOOST_TEST(read_forecast(path, "z2", name) ==
                   doubles(static_cast<int>(name.size()), 0, trajectories * times * width));
    }
    BOOST_TEST(read_forecast(path, "z2", "stepper_mse_state") ==
               doubles(9, 0, 2 * trajectories * times));
    BOOST_TEST(read_forecast(path, "z2-in-sample", "u_predicted") ==
               doubles(8, 0, 2 * (times + 4) * 3));
    BOOST_TEST(read_forecast(path, "z2-in-sample", "stepper_mse_latent") ==
               doubles(7, 0, 2 * (times + 4)));
    BOOST_TEST(read_forecast(path, direct_solver_group, "mse_state") ==
               doubles(6, 0, 2 * trajectories * times));
    BOOST_TEST(!std::filesystem::exists(path + ".part"));
}

LHITS_TEST(unfinished_forecasts_leave_nothing, 1, 3) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    {
        const QuantityWriter writer(world(), path, example_header());
        BOOST_TEST(std::filesystem::exists(path + ".part"));
        world().barrier();
    }
    world().barrier();
    BOOST_TEST(std::filesystem::is_empty(scratch / ""));
}

LHITS_TEST(errors_beyond_floats, 1) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    const std::vector<double> tiny(times, 1e-60), huge(times, 1e70);
    {
        QuantityWriter writer(world(), path, example_header());
        const auto first = along_trajectories(0, 1);
        writer.write("z2/mse_state", {first}, tiny);
        writer.write("z2/stepper_mse_state", {{"stride", 0}, first}, huge);
        writer.write("direct-solver/mse_state", {{"time_step", 1}, first}, tiny);
        writer.finish({});
    }
    BOOST_TEST(read_forecast(path, "z2", "mse_state").front() == 1e-60);
    BOOST_TEST(read_forecast(path, "z2", "stepper_mse_state").front() == 1e70);
    BOOST_TEST(read_forecast(path, direct_solver_group, "mse_state").at(trajectories * times) ==
               1e-60);
}

LHITS_TEST(adaptive_forecasts_beside_the_others, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    auto header = example_header();
    header.adaptive = AdaptiveAxes{{0.01, 0.1}, {1, 4, 16}};
    const auto size_of = [&](const Quantity& quantity) -> std::int64_t {
        std::int64_t size = 1;
        if (quantity.is_over("tolerance")) size *= 2;
        if (quantity.is_over("stride")) size *= 3;
        if (quantity.is_over("time")) size *= times;
        return size;
    };
    {
        QuantityWriter writer(world(), path, header);
        for (const auto& quantity : adaptive_quantities) {
            if (world().rank() > 0) break;
            const std::string name = quantity.name;
            // One trajectory after the other: as many pieces as there are tolerances or strides.
            for (std::int64_t t = 0; t < trajectories; ++t) {
                writer.write("z2/adaptive/" + name, {along_trajectories(t, 1)},
                             values(static_cast<int>(t), 0, size_of(quantity)));
            }
        }
        writer.finish({{adaptive_group("z2"), {{"seconds_0", 0.5}}}});
    }
    BOOST_TEST((read_forecast_header(path) == header));
    for (const auto& quantity : adaptive_quantities) {
        const auto found = read_forecast(path, adaptive_group("z2"), quantity.name);
        const auto size = size_of(quantity);
        const std::int64_t rows = quantity.is_over("tolerance") ? 2 : 3;
        BOOST_TEST_REQUIRE(found.size() == static_cast<std::size_t>(trajectories * size));
        for (std::int64_t t = 0; t < trajectories; ++t) {
            const auto expected = doubles(static_cast<int>(t), 0, size);
            for (std::int64_t i = 0; i < size; ++i) {
                const auto inner = size / rows;
                const auto at = (i / inner * trajectories + t) * inner + i % inner;
                BOOST_TEST(found[static_cast<std::size_t>(at)] ==
                           expected[static_cast<std::size_t>(i)]);
            }
        }
    }
    BOOST_TEST(read_forecast_numbers(path, adaptive_group("z2")).at("seconds_0") == 0.5);
    QuantityWriter without(world(), scratch / "without.h5", example_header());
    BOOST_CHECK_THROW(without.write("z2/adaptive/steps", {}, {}), std::invalid_argument);
}

LHITS_TEST(statistics_beside_forecasts, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    auto header = example_header();
    header.statistics = StatisticsAxes{{0.0, 0.5, 1.0}, {-1.0, 1.0}, {-3.0, 0.0, 3.0}};
    {
        QuantityWriter writer(world(), path, header);
        if (world().rank() == 0) {
            for (const std::string surrogate : {"", "z2", "full"}) {
                const int salt = static_cast<int>(surrogate.size());
                const auto group = statistics_group(surrogate);
                writer.write(group + "/power_spectrum", {}, values(salt, 0, 3));
                writer.write(group + "/joint_density", {}, values(salt, 3, 6));
                writer.write(group + "/lyapunov_exponent", {}, values(salt, 9, trajectories));
            }
            for (const std::string other : {"z7", "z2-in-sample"}) {
                BOOST_CHECK_THROW(
                    writer.write(statistics_group(other) + "/power_spectrum", {}, values(1, 0, 3)),
                    std::invalid_argument);
            }
        }
        writer.finish({{"statistics/z2", {{"density_distance", 0.25}}}});
    }
    BOOST_TEST((read_forecast_header(path) == header));
    BOOST_TEST(read_forecast_numbers(path, "statistics/z2").at("density_distance") == 0.25);
    for (const std::string surrogate : {"", "z2", "full"}) {
        const int salt = static_cast<int>(surrogate.size());
        const auto group = statistics_group(surrogate);
        BOOST_TEST(read_forecast(path, group, "power_spectrum") == doubles(salt, 0, 3));
        BOOST_TEST(read_forecast(path, group, "joint_density") == doubles(salt, 3, 6));
        BOOST_TEST(read_forecast(path, group, "lyapunov_exponent") ==
                   doubles(salt, 9, trajectories));
    }
    QuantityWriter without(world(), scratch / "other.h5", example_header());
    BOOST_CHECK_THROW(without.write("statistics/power_spectrum", {}, values(1, 0, 3)),
                      std::invalid_argument);
    without.finish({});
}

LHITS_TEST(missing_forecasts_are_named, 1) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    QuantityWriter(world(), path, example_header()).finish({});
    contains(message_of<InputError>([&] { read_forecast(path, "full", "stepper_mse_state"); }),
             path + ": cannot find the dataset full/stepper_mse_state: expected one");
}
