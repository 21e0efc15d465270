#include "lhits/io/forecast_file.hpp"

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

const std::vector<std::pair<ForecastData, std::int64_t>> z2_data = {
    {ForecastData::latent_true, 2},
    {ForecastData::latent_predicted, 2},
    {ForecastData::u_predicted, 3},
    {ForecastData::mse_latent, 1},
    {ForecastData::mse_state, 1}};

}  // namespace

LHITS_TEST(forecasts_round_trip, 1, 2, 3, 4) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    const auto share = share_of(trajectories, world().rank(), world().size());
    {
        ForecastWriter writer(world(), path, example_header());
        for (const auto& [dataset, width] : z2_data) {
            const auto block = times * width;
            writer.write(
                "z2", dataset, share.begin, share.count(),
                values(static_cast<int>(dataset), share.begin * block, share.count() * block));
        }
        for (std::int64_t s = 0; s < 2; ++s) {
            writer.write_stepper(
                "z2", StepperData::mse_state, s, share.begin, share.count(),
                values(9, (s * trajectories + share.begin) * times, share.count() * times));
        }
        BOOST_CHECK_THROW(writer.write("z7", ForecastData::mse_state, 0, 0, {}),
                          std::invalid_argument);
        BOOST_CHECK_THROW(writer.write_stepper("full", StepperData::mse_state, 0, 0, 0, {}),
                          std::invalid_argument);
        // Other trajectories, and more times.
        if (world().rank() == 0) {
            for (std::int64_t m = 0; m < 2; ++m) {
                writer.write("z2-in-sample", ForecastData::u_predicted, m, 1,
                             values(8, m * (times + 4) * 3, (times + 4) * 3));
            }
            writer.write_stepper("z2-in-sample", StepperData::mse_latent, 0, 0, 2,
                                 values(7, 0, 2 * (times + 4)));
        }
        for (std::int64_t level = 0; level < 2; ++level) {
            writer.write_direct(
                level, share.begin, share.count(),
                values(6, (level * trajectories + share.begin) * times, share.count() * times));
        }
        writer.finish({{"z2", {{"relative_l2", 0.5}}}});
    }
    BOOST_TEST((read_forecast_header(path) == example_header()));
    for (const auto& [dataset, width] : z2_data) {
        BOOST_TEST(read_forecast(path, "z2", dataset) ==
                   doubles(static_cast<int>(dataset), 0, trajectories * times * width));
    }
    BOOST_TEST(read_forecast(path, "z2", StepperData::mse_state) ==
               doubles(9, 0, 2 * trajectories * times));
    BOOST_TEST(read_forecast(path, "z2-in-sample", ForecastData::u_predicted) ==
               doubles(8, 0, 2 * (times + 4) * 3));
    BOOST_TEST(read_forecast(path, "z2-in-sample", StepperData::mse_latent) ==
               doubles(7, 0, 2 * (times + 4)));
    BOOST_TEST(read_direct(path) == doubles(6, 0, 2 * trajectories * times));
    BOOST_TEST(!std::filesystem::exists(path + ".part"));
}

LHITS_TEST(errors_beyond_floats, 1) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    const std::vector<double> tiny(times, 1e-60), huge(times, 1e70);
    {
        ForecastWriter writer(world(), path, example_header());
        writer.write("z2", ForecastData::mse_state, 0, 1, tiny);
        writer.write_stepper("z2", StepperData::mse_state, 0, 0, 1, huge);
        writer.write_direct(1, 0, 1, tiny);
        writer.finish({});
    }
    BOOST_TEST(read_forecast(path, "z2", ForecastData::mse_state).front() == 1e-60);
    BOOST_TEST(read_forecast(path, "z2", StepperData::mse_state).front() == 1e70);
    BOOST_TEST(read_direct(path).at(trajectories * times) == 1e-60);
}

LHITS_TEST(adaptive_forecasts_beside_the_others, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    auto header = example_header();
    header.adaptive = AdaptiveAxes{{0.01, 0.1}, {1, 4, 16}};
    // What follows (tolerance or stride, trajectory).
    const auto inner = [](AdaptiveData dataset) -> std::int64_t {
        if (dataset == AdaptiveData::steps || dataset == AdaptiveData::evaluations) return 3;
        const bool is_time =
            dataset == AdaptiveData::valid_time || dataset == AdaptiveData::fixed_valid_time;
        return is_time ? 1 : times;
    };
    const auto leading = [](AdaptiveData dataset) -> std::int64_t {
        return dataset < AdaptiveData::fixed_mse_state ? 2 : 3;
    };
    const auto share = share_of(trajectories, world().rank(), world().size());
    {
        ForecastWriter writer(world(), path, header);
        for (const auto dataset : all_adaptive_data) {
            const auto width = inner(dataset);
            for (std::int64_t i = 0; i < leading(dataset); ++i) {
                writer.write_adaptive(
                    "z2", dataset, i, share.begin, share.count(),
                    values(static_cast<int>(dataset), (i * trajectories + share.begin) * width,
                           share.count() * width));
            }
        }
        writer.finish({{adaptive_group("z2"), {{"seconds_0", 0.5}}}});
    }
    BOOST_TEST((read_forecast_header(path) == header));
    for (const auto dataset : all_adaptive_data) {
        BOOST_TEST(read_forecast(path, "z2", dataset) ==
                   doubles(static_cast<int>(dataset), 0,
                           leading(dataset) * trajectories * inner(dataset)));
    }
    BOOST_TEST(read_forecast_numbers(path, adaptive_group("z2")).at("seconds_0") == 0.5);
    ForecastWriter without(world(), scratch / "without.h5", example_header());
    BOOST_CHECK_THROW(without.write_adaptive("z2", AdaptiveData::steps, 0, 0, 0, {}),
                      std::invalid_argument);
}

LHITS_TEST(statistics_beside_forecasts, 1, 2) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    auto header = example_header();
    header.statistics = StatisticsAxes{{0.0, 0.5, 1.0}, {-1.0, 1.0}, {-3.0, 0.0, 3.0}};
    {
        ForecastWriter writer(world(), path, header);
        if (world().rank() == 0) {
            for (const std::string surrogate : {"", "z2", "full"}) {
                const int salt = static_cast<int>(surrogate.size());
                writer.write_statistics(surrogate, StatisticsData::power_spectrum,
                                        values(salt, 0, 3));
                writer.write_statistics(surrogate, StatisticsData::joint_density,
                                        values(salt, 3, 6));
                writer.write_statistics(surrogate, StatisticsData::lyapunov_exponent,
                                        values(salt, 9, trajectories));
            }
            for (const std::string other : {"z7", "z2-in-sample"}) {
                BOOST_CHECK_THROW(
                    writer.write_statistics(other, StatisticsData::power_spectrum, values(1, 0, 3)),
                    std::invalid_argument);
            }
        }
        writer.finish({{"statistics/z2", {{"density_distance", 0.25}}}});
    }
    BOOST_TEST((read_forecast_header(path) == header));
    BOOST_TEST(read_forecast_numbers(path, "statistics/z2").at("density_distance") == 0.25);
    for (const std::string surrogate : {"", "z2", "full"}) {
        const int salt = static_cast<int>(surrogate.size());
        BOOST_TEST(
            read_statistics(path, surrogate, StatisticsData::power_spectrum) == values(salt, 0, 3),
            boost::test_tools::per_element());
        BOOST_TEST(
            read_statistics(path, surrogate, StatisticsData::joint_density) == values(salt, 3, 6),
            boost::test_tools::per_element());
        BOOST_TEST(read_statistics(path, surrogate, StatisticsData::lyapunov_exponent) ==
                       values(salt, 9, trajectories),
                   boost::test_tools::per_element());
    }
    ForecastWriter without(world(), scratch / "other.h5", example_header());
    BOOST_CHECK_THROW(without.write_statistics("", StatisticsData::power_spectrum, values(1, 0, 3)),
                      std::invalid_argument);
    without.finish({});
}

LHITS_TEST(missing_forecasts_are_named, 1) {
    const Scratch scratch;
    const auto path = scratch / "forecast.h5";
    ForecastWriter(world(), path, example_header()).finish({});
    contains(message_of<InputError>([&] { read_forecast(path, "full", StepperData::mse_state); }),
             path + ": cannot find the dataset full/stepper_mse_state: expected one");
}
