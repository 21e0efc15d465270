#include "trajectory_write.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "lhits/io/trajectory_file.hpp"
#include "lhits/parallel/communicator.hpp"
#include "machine.hpp"
#include "timing.hpp"

namespace lhits {

Measurement bench_trajectory_write(double seconds, const std::string& folder) {
    constexpr std::int64_t trajectories = 64;
    constexpr std::int64_t steps = 5120;
    constexpr std::size_t n = 202;
    const auto path = fmt::format("{}/lhits-bench-{}.h5", folder, getpid());
    const TrajectoryHeader header{
        {"bench", 1.0, steps, grid_layout({{"x", "1", std::vector<double>(n)}}, {{"u"}}), "", 1},
        trajectories,
        0,
        0,
        steps};
    const std::vector<float> u(static_cast<std::size_t>(steps + 1) * n, 1.0F);
    const auto self = Communicator::self();
    constexpr int blocks = 64;
    const auto [ours, plain] = time_in_turn(
        seconds,
        [&] {
            TrajectoryWriter writer(self, path, header);
            for (std::int64_t i = 0; i < trajectories; ++i) writer.write(Split::train, i, u);
            writer.finish({});
            std::filesystem::remove(path);
        },
        [&] { write_plain_file(folder, blocks); });
    auto result = measured("write",
                           fmt::format("{} trajectories of {} x {} float32 into an HDF5 file",
                                       trajectories, steps + 1, n),
                           ours);
    result.bytes =
        static_cast<double>(trajectories) * static_cast<double>(u.size() * sizeof(float));
    result.limit_seconds = median_of(plain) * result.bytes / (4.0 * 1024 * 1024 * blocks);
    result.limit = "plain write";
    return result;
}

}  // namespace lhits
